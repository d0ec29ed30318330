import { createHash } from 'node:crypto'
import { inflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { embeddedContent, onePage } from './onefile.ts'

const hash = (text: string) => createHash('sha256').update(text).digest('base64')
const parts = { script: 'const a = "</script><!-- b"\n', style: 'p{color:red}\n' }

describe('the one-file page', () => {
  test('its policy names exactly the script and the style that stand in it', () => {
    const page = onePage(parts, ['uz'])
    const script = /<script>([\s\S]*?)<\/script>/.exec(page)?.[1] ?? ''
    const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? ''
    expect(script).toContain('<\\/script>')
    expect(page).toContain(`script-src 'sha256-${hash(script)}'`)
    expect(page).toContain(`style-src 'sha256-${hash(style)}'`)
    expect(page).toContain("default-src 'none'")
    expect(page).not.toMatch(/unsafe|https?:\/\/(?!www\.w3\.org)/)
  })

  test('nothing inside can end its own element', () => {
    const page = onePage(parts, ['ru'])
    expect(page.match(/<\/script>/g)).toHaveLength(2)
    expect(() => onePage({ ...parts, style: 'p::after{content:"</style>"}' }, ['ru'])).toThrow(/one file/)
  })

  test('holds the words of its own language and Russian, and no others', () => {
    const { offered, packed } = JSON.parse(embeddedContent(['uz'])) as { offered: string[]; packed: string }
    const { words } = JSON.parse(inflateSync(Buffer.from(packed, 'base64url')).toString()) as {
      words: Record<string, unknown>
    }
    expect(offered).toEqual(['uz'])
    expect(Object.keys(words).sort()).toEqual(['ru', 'uz'])
    expect(embeddedContent(['uz'])).not.toContain('<')
  })
})
