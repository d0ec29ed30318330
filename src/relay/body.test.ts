import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chooseCoding, createBody } from './body.ts'

describe('the coding a client accepts', () => {
  test.each([
    [undefined, 'identity'],
    ['', 'identity'],
    ['gzip, deflate, br', 'br'],
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip'],
    ['GZIP', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['br;q=0.5, gzip;q=0.8', 'gzip'],
    ['br; q=0.8, gzip; q=0.8', 'br'],
    ['*', 'br'],
    ['*;q=0', 'identity'],
    ['identity', 'identity'],
    ['identity;q=1, br;q=0.5', 'identity'],
    ['gzip;q=0', 'identity'],
    ['br;q=nonsense', 'identity'],
    ['zstd', 'identity'],
  ])('%s → %s', (header, coding) => {
    expect(chooseCoding(header)).toBe(coding)
  })

  test('no header breaks it', () => {
    fc.assert(fc.property(fc.string(), (header) => ['identity', 'gzip', 'br'].includes(chooseCoding(header))))
  })
})

describe('forms of a file', () => {
  test('every form unpacks to the file, and a form that would not be smaller is not used', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), fc.boolean(), async (random, repeat) => {
        const bytes = new Uint8Array(repeat ? [...random, ...random, ...random] : random)
        const body = createBody(bytes, true)
        const [br, gz] = await Promise.all([body.form('br'), body.form('gzip')])
        const unpack = { identity: Buffer.from, br: brotliDecompressSync, gzip: gunzipSync }
        for (const form of [br, gz]) {
          expect(form.bytes.length).toBeLessThanOrEqual(bytes.length)
          expect(Buffer.compare(unpack[form.coding](form.bytes as never), bytes)).toBe(0)
          expect(form.etag).toMatch(/^"[\w-]{22}"$/)
        }
      }),
      { numRuns: 40 },
    )
  })

  test('a tag belongs to the bytes', async () => {
    const text = (word: string) => createBody(new TextEncoder().encode(word.repeat(300)), true)
    const [a, again, b] = await Promise.all([
      text('aa').form('br'),
      text('aa').form('br'),
      text('ab').form('br'),
    ])
    expect(a.etag).toBe(again.etag)
    expect(a.etag).not.toBe(b.etag)
  })

  test('compressed once, however many ask', async () => {
    const body = createBody(new TextEncoder().encode('word '.repeat(500)), true)
    const forms = await Promise.all([body.form('br'), body.form('br'), body.form('br')])
    expect(new Set(forms).size).toBe(1)
  })
})
