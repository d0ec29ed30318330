import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { hash, randomBytes, toB64, utf8 } from './bytes.ts'
import { openRulePack, type RulePack, signRulePack } from './rule-pack.ts'
import { type SigningKey, signingKey } from './sign.ts'

const text = JSON.stringify({ flow: 'registry', rules: [{ id: 'registry.x' }] })
const pack: RulePack = {
  org: toB64(hash(utf8('org'))),
  flow: 'registry',
  edition: toB64(hash(utf8(text))),
  day: '2026-11-20',
  text,
}
let key: SigningKey
let file: string
beforeAll(async () => {
  key = await signingKey(randomBytes(32))
  file = await signRulePack(pack, key)
})
const codeOf = (text: string) =>
  openRulePack(text).then(
    () => 'opened',
    (error) => error.code as string,
  )
const change = (by: (json: Record<string, string>) => void) => {
  const json = JSON.parse(file)
  by(json)
  return JSON.stringify(json)
}

describe('signed rules', () => {
  test('come back as they were, with the fingerprint of who signed', async () => {
    const opened = await openRulePack(file)
    expect(opened).toMatchObject(pack)
    expect(opened.fingerprint).toBe(toB64(hash(key.publicKey)))
  })

  test('broken, newer, exchanged and forged ones are told apart', async () => {
    expect(await codeOf('{')).toBe('bad-shape')
    expect(await codeOf('{}')).toBe('bad-shape')
    expect(
      await codeOf(
        change((json) => {
          json.more = 'x'
        }),
      ),
    ).toBe('bad-shape')
    expect(
      await codeOf(
        change((json) => {
          json.version = 2 as never
        }),
      ),
    ).toBe('unknown-version')
    expect(
      await codeOf(
        change((json) => {
          json.version = 2 as never
          json.more = 'x'
        }),
      ),
    ).toBe('unknown-version')
    expect(
      await codeOf(
        change((json) => {
          json.pack = json.pack!.replace('registry.x', 'registry.y')
        }),
      ),
    ).toBe('wrong-place')
    const other = JSON.parse(await signRulePack(pack, await signingKey(randomBytes(32))))
    // Another key before our signature.
    expect(
      await codeOf(
        change((json) => {
          json.signed = other.signed.slice(0, 43) + json.signed!.slice(43)
        }),
      ),
    ).toMatch(/bad-/)
    expect(await codeOf('x'.repeat(2 * 1024 * 1024 + 1))).toBe('too-large')
  })

  test('a text that is not the edition is not signed', async () => {
    await expect(signRulePack({ ...pack, text: `${text} ` }, key)).rejects.toMatchObject({
      code: 'wrong-place',
    })
  })

  test('no changed byte of the signature opens', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 63 }), async (at, by) => {
        const json = JSON.parse(file)
        const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
        const place = at % (json.signed.length - 1)
        const sign = alphabet[(alphabet.indexOf(json.signed[place]) + by) % 64]
        const changed = json.signed.slice(0, place) + sign + json.signed.slice(place + 1)
        expect(await codeOf(JSON.stringify({ ...json, signed: changed }))).not.toBe('opened')
      }),
      { numRuns: 40 },
    )
  })
})
