import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Operation } from '../log/commit.ts'
import { originText } from '../log/merge.ts'
import { readCases } from './cases.ts'
import { fold, id, lanesOf, type Written } from './casework.test-support.ts'
import { splitByLane } from './fields.ts'
import { differsFromSent, freezeLetter } from './freeze.ts'
import { hexOf, partsOf, shaOf } from './frozen-text.ts'
import { openCase } from './transitions.ts'

const CASE = id('case')
const LETTER = id('letter')
const opened = openCase({
  id: CASE,
  number: 'Т-1',
  kind: 'ruling',
  language: 'ru',
  day: '2026-01-01',
}).operations
const letter: Operation[] = [
  [`l${LETTER}`, 'case', CASE],
  [`l${LETTER}`, 'kind', 'koap-complaint'],
]
const send = (text: string, day = '2026-01-10') =>
  freezeLetter({ case: CASE, letter: LETTER, text, day, channel: 'post', tracking: 'ВЫМЫШЛЕННЫЙ-1' })
const sentOf = (...lists: Operation[][]) => readCases(lanesOf(opened, letter, ...lists))[0]!.letters![0]!.sent

describe('frozen text', () => {
  test('parts hold the limit and put together give the text, whatever its script', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('я', 'a', '𝔘', '"', '\u0001', 'ӯ', '\n'),
          maxLength: 60_000,
          size: 'max',
        }),
        (text) => {
          const parts = partsOf(text)
          expect(parts.join('')).toBe(text)
          for (const part of parts) {
            expect(Buffer.byteLength(JSON.stringify(part))).toBeLessThanOrEqual(12 * 1024)
            expect(Buffer.from(part).toString()).toBe(part)
          }
        },
      ),
      { numRuns: 25 },
    )
  })

  test('SHA-256 of the words as anyone can compute it', () =>
    // printf 'abc' | openssl dgst -sha256, FIPS 180-2 appendix B.1
    expect(hexOf(shaOf('abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'))
})

describe('a sent letter', () => {
  const text = `Жалоба\n${'слово '.repeat(4_000)}`

  test('comes back word for word with its hash', () => {
    const { operations, sha } = send(text)
    expect(splitByLane(operations).every(({ lane }) => lane === 'documents')).toBe(true)
    expect(sentOf(operations)).toMatchObject([
      { text, sha, intact: true, day: '2026-01-10', channel: 'post' },
    ])
    expect(sha).toBe(shaOf(text))
  })

  test('changing it later makes another version and leaves the first', () => {
    const first = send(text)
    const second = send(`${text}и ещё`, '2026-01-12')
    expect(second.version).not.toBe(first.version)
    const sent = sentOf(first.operations, second.operations)
    expect(sent.map((each) => each.sha)).toEqual([first.sha, second.sha])
    expect(differsFromSent(text, sent)).toBe(false)
    expect(differsFromSent('другое', sent)).toBe(true)
  })

  test('sending twice by a double tap is one version', () =>
    expect(sentOf(send(text).operations, send(text).operations)).toHaveLength(1))

  test('words written over it do not hide what was sent', () => {
    const { operations, version } = send(text)
    const forged: Operation[] = [[`v${version}`, 'text.0', 'Иное']]
    expect(sentOf(operations, forged)).toMatchObject([{ text, intact: true }])
    // A part added at the end does not either.
    const added: Operation[] = [[`v${version}`, `text.${partsOf(text).length}`, 'и приписка']]
    expect(sentOf(operations, added)).toMatchObject([{ text, intact: true }])
  })

  test('words that name the ones they replace hide them, and then it is not shown as what was sent', () => {
    const { operations, version } = send('коротко')
    const sent = lanesOf(opened, letter, operations).documents!.get(`v${version}`)!.get('text.0')!
    const forged: Operation[] = [[`v${version}`, 'text.0', 'Иное', originText(sent.origin)]]
    expect(sentOf(operations, forged)).toMatchObject([{ text: 'Иное', intact: false, sha: shaOf('коротко') }])
  })

  test('a changed day, channel or letter shows', () => {
    const { operations, version } = send(text)
    for (const [field, value] of [
      ['day', '2026-01-09'],
      ['channel', 'email'],
    ])
      expect(sentOf(operations, [[`v${version}`, field!, value]])[0]!.intact).toBe(false)
  })

  test('an incomplete one says so and is never shown as whole', () => {
    const { operations } = send(text)
    const lacking = operations.filter(([, field]) => field !== 'text.1')
    expect(lacking.length).toBe(operations.length - 1)
    expect(sentOf(lacking)[0]!.intact).toBe(false)
  })

  test('in any order of arrival', () => {
    const writes: Written[] = [
      { device: 'a', ms: 1, operations: opened },
      { device: 'a', ms: 2, operations: letter },
      { device: 'a', ms: 3, operations: send('один').operations },
      { device: 'b', ms: 3, operations: send('два').operations },
    ]
    const seen = new Set<string>()
    fc.assert(
      fc.property(fc.shuffledSubarray(writes, { minLength: 4 }), (order) => {
        seen.add(JSON.stringify(readCases(fold(order))[0]!.letters))
      }),
    )
    expect(seen.size).toBe(1)
  })
})
