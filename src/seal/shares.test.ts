import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openFrom, sealTo } from './age.ts'
import { randomBytes, toB64, utf8 } from './bytes.ts'
import { recoveryKeys } from './recovery.ts'
import { joinShares, readShare, type Share, ShareError, splitSeed } from './shares.ts'
import { bytesOf, KitSlip, linesOf } from './typed-lines.ts'

const seed = randomBytes(32)
const typed = (sheet: string[]) => readShare(sheet.join('\n'))
const problemOf = (shares: readonly Share[]) =>
  joinShares(shares).then(
    () => null,
    (error) => (error instanceof ShareError ? `${error.problem} ${error.n}` : Promise.reject(error)),
  )

describe('shares of the recovery seed', () => {
  test('any three of five give the seed, in any order; all five do too', async () => {
    const shares = (await splitSeed(seed, 3, 5)).map(typed)
    for (const at of [
      [0, 1, 2],
      [4, 2, 0],
      [1, 3, 4],
      [0, 1, 2, 3, 4],
    ])
      expect(toB64(await joinShares(at.map((i) => shares[i]!)))).toBe(toB64(seed))
  })

  test('every size that is offered, and none that is not', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 9 }), fc.integer({ min: 2, max: 9 }), async (a, b) => {
        const [threshold, of] = [Math.min(a, b), Math.max(a, b)]
        const shares = (await splitSeed(seed, threshold, of)).map(typed)
        expect(toB64(await joinShares(shares.slice(of - threshold)))).toBe(toB64(seed))
        expect(await problemOf(shares.slice(0, threshold - 1))).toBe('too-few 1')
      }),
      { numRuns: 20 },
    )
    for (const [threshold, of] of [
      [1, 2],
      [3, 2],
      [2, 10],
      [0, 0],
      [2.5, 3],
    ] as const)
      await expect(splitSeed(seed, threshold, of)).rejects.toThrow('bad-shape')
    await expect(splitSeed(new Uint8Array(31), 2, 3)).rejects.toThrow('bad-bytes')
  })

  test('too few, the same sheet twice, a sheet of another set: each is named', async () => {
    const [one, two] = [await splitSeed(seed, 2, 3), await splitSeed(seed, 2, 3)].map((sheets) =>
      sheets.map(typed),
    )
    expect(await problemOf([])).toBe('too-few 2')
    expect(await problemOf([one![0]!])).toBe('too-few 1')
    expect(await problemOf([one![0]!, one![0]!])).toBe('repeated 2')
    // The same seed, but another day: these never fit.
    expect(await problemOf([one![0]!, two![1]!])).toBe('another-set 2')
  })

  test('an altered share never gives another seed', async () => {
    const shares = (await splitSeed(seed, 2, 3)).map(typed)
    for (let at = 0; at < 41; at++) {
      const body = shares[0]!.body.slice()
      body[at]! ^= 1
      expect(await problemOf([{ ...shares[0]!, body }, shares[1]!])).toBe('do-not-fit 0')
    }
  })

  test('fewer shares than needed fit every seed: they say nothing', async () => {
    // One share of two: for both seeds the same byte can stand on the sheet, so its spread is flat.
    const counts = new Uint32Array(256)
    for (let i = 0; i < 2_000; i++)
      for (const byte of typed((await splitSeed(new Uint8Array(32), 2, 2))[0]!).body.subarray(0, 32))
        counts[byte]!++
    const mean = (2_000 * 32) / 256
    expect(Math.min(...counts)).toBeGreaterThan(mean * 0.6)
    expect(Math.max(...counts)).toBeLessThan(mean * 1.4)
  })
})

describe('a typed sheet', () => {
  test('three lines; case, spaces and O for 0 do not matter', async () => {
    const sheet = (await splitSeed(seed, 2, 2))[0]!
    expect(sheet).toHaveLength(3)
    const sloppy = sheet.map(
      (line) => ` ${line.toLowerCase().replaceAll(' ', '-').replaceAll('0', 'o').replaceAll('1', 'l')} `,
    )
    expect(readShare(`\n${sloppy.join('\n\n')}\n`)).toEqual(typed(sheet))
  })

  test('a wrong sign is told with its line, swapped lines too', async () => {
    const sheet = (await splitSeed(seed, 2, 2))[0]!
    for (const line of [0, 1, 2]) {
      const wrong = sheet.map((text, i) =>
        i === line ? text.replace(/^./, (sign) => (sign === '7' ? '8' : '7')) : text,
      )
      expect(() => typed(wrong)).toThrow(new KitSlip(line + 1))
    }
    expect(() => typed([sheet[1]!, sheet[0]!, sheet[2]!])).toThrow(new KitSlip(1))
    expect(() => readShare('')).toThrow(new KitSlip(1))
  })

  test('what is no share is refused, whatever its check signs say', () => {
    expect(() => readShare(linesOf(utf8('HK\x01 something else entirely')).join('\n'))).toThrow(
      'unknown-version',
    )
    expect(() => readShare(linesOf(utf8('HS\x01 short')).join('\n'))).toThrow('bad-bytes')
    const odd = new Uint8Array(55)
    odd.set(utf8('HS\x01'))
    odd.set([2, 1, 1], 11)
    expect(() => readShare(linesOf(odd).join('\n'))).toThrow('numbers of a share')
  })

  test('it names nothing but its set, its number and how many are needed', async () => {
    const bytes = bytesOf((await splitSeed(seed, 2, 3))[1]!.join('\n'))
    expect([...bytes.subarray(0, 3)]).toEqual([...utf8('HS\x01')])
    expect([...bytes.subarray(11, 14)]).toEqual([2, 3, 2])
    expect(bytes).toHaveLength(55)
    const again = bytesOf((await splitSeed(seed, 2, 3))[1]!.join('\n'))
    expect(toB64(again.subarray(3, 11))).not.toBe(toB64(bytes.subarray(3, 11)))
  })
})

test('the seed gives the same recovery keys on any machine; what is sealed to them opens', async () => {
  const shares = (await splitSeed(seed, 2, 3)).map(typed)
  const [made, back] = [await recoveryKeys(seed), await recoveryKeys(await joinShares(shares.slice(1)))]
  expect(back.recipient).toBe(made.recipient)
  expect(toB64(back.signer.publicKey)).toBe(toB64(made.signer.publicKey))
  const file = await sealTo([made.recipient], utf8('key of a lane'))
  expect(await openFrom(back.identity, 'hybrid', file)).toEqual(utf8('key of a lane'))
})
