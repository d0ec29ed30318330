import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type CompiledArea, createTranslate } from '../../ui/messages.ts'
import { emptyDiary, hashOfEntry, withEntry } from './entries.ts'
import { reportBody, reportFile } from './report.ts'

const words = (lang: 'ru' | 'uz') =>
  createTranslate(
    lang,
    ...['ui', 'family', 'law', 'diary'].map(
      (area) =>
        JSON.parse(
          readFileSync(
            new URL(`../../../build/content/messages-${area}-${lang}.json`, import.meta.url),
            'utf8',
          ),
        ) as CompiledArea,
    ),
  )

const NASTY = '<script>alert(1)</script>" onload="x'
const added = withEntry(
  emptyDiary(),
  {
    at: '2026-11-20T14:05+03:00',
    kind: 'failure',
    signs: ['wrong-place'],
    text: NASTY,
    pictures: [{ id: 'p'.repeat(22), sha: 's'.repeat(43) }],
  },
  '2026-11-20T14:09+03:00',
)
const diary = 'diary' in added ? added.diary : emptyDiary()
const input = {
  t: words('uz'),
  russian: words('ru'),
  diary,
  pictures: new Map<string, string>(),
  today: '2026-11-22',
}

describe('the report', () => {
  test('has Russian and the person’s own language, times with their zone, and the hashes', () => {
    const body = reportBody(input)
    expect(body).toContain('Показало неверное место')
    expect(body).toContain('Notoʻgʻri joyni koʻrsatdi')
    expect(body).toContain('14:05 (UTC+03:00)')
    expect(body).toContain(hashOfEntry(diary.entries[0]!))
    expect(body).toContain('s'.repeat(43))
    expect(body).toContain('Это не официальный документ.')
  })

  test('what a person wrote stays text, and the file runs and fetches nothing', () => {
    const file = reportFile({
      ...input,
      pictures: new Map([['p'.repeat(22), 'data:image/jpeg;base64,AA"onerror="x']]),
    })
    expect(file).not.toContain('<script')
    expect(file).not.toContain('onerror="x"')
    expect(file).toContain("default-src 'none'")
    expect(file.match(/<img /g)).toHaveLength(1)
    expect(file.replace(/data:image[^"]*/g, '')).not.toMatch(/https?:/)
  })

  test('pictures are left out unless they are given', () => {
    expect(reportBody(input)).not.toContain('<img')
  })
})
