/** Vault, receipt, notice, age files: what each refuses. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hybridIdentity, openFrom, openWithPassphrase, sealTo, sealWithPassphrase, stanzasOf } from './age.ts'
import type { Argon2id } from './argon2.ts'
import { hash, newId, randomBytes, toB64, utf8 } from './bytes.ts'
import { fingerprint, type Notice, openNotice, signNotice } from './notice.ts'
import { checkDigit, newReceipt, readReceipt, receiptKeys, showReceipt } from './receipt.ts'
import { signingKey } from './sign.ts'
import { createVault, openVault } from './vault.ts'

const code = (want: string) => expect.objectContaining({ code: want })
const org = toB64(hash(utf8('test organisation')))

/** A stand-in with the same shape and no cost, for tests that are not about the cost. */
const quick: Argon2id = async (secret, salt, cost) => hash(secret, salt, utf8(JSON.stringify(cost)))

describe('vault', () => {
  test('opens with its passphrase, whatever the keyboard composed', async () => {
    const { file, vault } = await createVault('қалам ӣ 2026', quick)
    const sealed = vault.seal('cases', '1', utf8('alias'))
    const again = await openVault(JSON.parse(JSON.stringify(file)), 'қалам ӣ 2026'.normalize('NFD'), quick)
    expect(again.open('cases', '1', sealed)).toEqual(utf8('alias'))
  })
  test('a wrong passphrase and a damaged wrap are one and the same error', async () => {
    const { file } = await createVault('right horse', quick)
    const wrong = await openVault(file, 'wrong horse', quick).catch((error) => String(error))
    const damaged = await openVault(
      { ...file, wrapped: `A${file.wrapped.slice(1)}` },
      'right horse',
      quick,
    ).catch((error) => String(error))
    expect(wrong).toBe(damaged)
    expect(wrong).toContain('bad-seal')
  })
  test('weakened KDF parameters are refused, and honest ones are bound to the wrap', async () => {
    const { file } = await createVault('passphrase', quick)
    await expect(openVault({ ...file, kdf: { m: 1024, t: 1, p: 1 } }, 'passphrase', quick)).rejects.toThrow(
      code('weak-kdf'),
    )
    const constant: Argon2id = async () => new Uint8Array(32)
    const made = await createVault('passphrase', constant)
    await expect(
      openVault({ ...made.file, kdf: { m: 19 * 1024, t: 2, p: 1 } }, 'passphrase', constant),
    ).rejects.toThrow(code('bad-seal'))
  })
  test('records cannot be swapped, between names or between stores', async () => {
    const { vault } = await createVault('passphrase', quick)
    const sealed = vault.seal('cases', '1', utf8('first'))
    expect(() => vault.open('cases', '2', sealed)).toThrow(code('bad-seal'))
    expect(() => vault.open('people', '1', sealed)).toThrow(code('bad-seal'))
  })
  test('after forget nothing opens; a new passphrase opens the same records and the old one no longer', async () => {
    const { vault } = await createVault('old', quick)
    const sealed = vault.seal('cases', '1', utf8('kept'))
    const file = await vault.rewrap('new', quick)
    vault.forget()
    expect(() => vault.open('cases', '1', sealed)).toThrow(code('unknown-key'))
    expect((await openVault(file, 'new', quick)).open('cases', '1', sealed)).toEqual(utf8('kept'))
    await expect(openVault(file, 'old', quick)).rejects.toThrow(code('bad-seal'))
  })
  test('what is no wrap file is refused by shape', async () => {
    for (const bad of [null, 1, {}, { v: 2 }, JSON.parse('{"__proto__":{"v":1}}')])
      await expect(openVault(bad, 'x', quick)).rejects.toThrow(code('bad-shape'))
  })
})

describe('receipt', () => {
  test('is 24 digits; a mistyped digit and every swap of neighbours is told', () => {
    fc.assert(
      fc.property(fc.nat(23), fc.integer({ min: 1, max: 9 }), (at, by) => {
        const receipt = newReceipt()
        expect(readReceipt(showReceipt(receipt))).toBe(receipt)
        const typo = receipt.slice(0, at) + ((Number(receipt[at]) + by) % 10) + receipt.slice(at + 1)
        expect(() => readReceipt(typo)).toThrow(code('bad-receipt'))
        if (at < 23 && receipt[at] !== receipt[at + 1]) {
          const swapped = receipt.slice(0, at) + receipt[at + 1] + receipt[at] + receipt.slice(at + 2)
          expect(() => readReceipt(swapped)).toThrow(code('bad-receipt'))
        }
      }),
      { numRuns: 300 },
    )
  })
  test('Verhoeff’s published example: 236 has check digit 3', () => {
    expect(checkDigit('236')).toBe('3')
  })
  test('digits are even: no digit is rarer than chance allows', () => {
    const counts = new Array(10).fill(0)
    for (let i = 0; i < 2000; i++) for (const digit of newReceipt().slice(0, 23)) counts[Number(digit)]++
    for (const count of counts) expect(Math.abs(count - 4600)).toBeLessThan(4600 * 0.1)
  })
  test('spaces, dashes and dots do not matter; letters and lengths do', () => {
    const receipt = newReceipt()
    expect(readReceipt(receipt.replace(/(.{4})/g, '$1-'))).toBe(receipt)
    for (const bad of ['', '123', `${receipt}0`, receipt.replace(/.$/, 'x')])
      expect(() => readReceipt(bad)).toThrow(code('bad-receipt'))
  })
  test('the same receipt gives the same keys, another organisation others', async () => {
    const receipt = newReceipt()
    const [a, b, c] = [
      await receiptKeys(receipt, org, quick),
      await receiptKeys(showReceipt(receipt), org, quick),
      await receiptKeys(receipt, toB64(hash(utf8('other'))), quick),
    ]
    expect(a.box).toBe(b.box)
    expect(a.recipient).toBe(b.recipient)
    expect(a.signer.publicKey).toEqual(b.signer.publicKey)
    expect(new Set([a.box, c.box, a.token, c.token]).size).toBe(4)
  })
})

describe('notice', () => {
  const make = async (change: Partial<Notice> = {}) => {
    const publication = await signingKey(randomBytes(32))
    const { recipient } = await hybridIdentity(randomBytes(32))
    const notice: Notice = {
      v: 1,
      org,
      desk: newId(),
      intake: { recipient, signers: [toB64(randomBytes(32))] },
      relays: ['https://relay.example'],
      rules: [],
      day: '2026-11-22',
      expires: '2027-01-20',
      ...change,
    }
    return {
      publication,
      notice,
      file: await signNotice(notice, publication),
      print: fingerprint(publication.publicKey),
    }
  }
  test('opens with the leaflet’s fingerprint, and without one says that nobody vouched', async () => {
    const { file, print, notice } = await make()
    expect(await openNotice(file, print, '2026-12-01')).toEqual({ notice, fingerprint: print, vouched: true })
    expect((await openNotice(file, null, '2026-12-01')).vouched).toBe(false)
  })
  test('server-fed keys: an impostor’s notice is refused by the leaflet', async () => {
    const honest = await make()
    const impostor = await make()
    await expect(openNotice(impostor.file, honest.print, '2026-12-01')).rejects.toThrow(code('unknown-key'))
    const mixed = new Uint8Array([...honest.file.subarray(0, 32), ...impostor.file.subarray(32)])
    await expect(openNotice(mixed, honest.print, '2026-12-01')).rejects.toThrow(code('bad-signature'))
  })
  test('withheld: an old notice expires and cannot be made to last', async () => {
    const { file, print } = await make()
    await expect(openNotice(file, print, '2027-01-21')).rejects.toThrow(code('expired'))
    await expect(make({ expires: '2027-11-22' })).rejects.toThrow(code('bad-shape'))
  })
  test('an address with a query, a fragment or credentials is no relay', async () => {
    for (const relay of [
      'https://a.example/?x=1',
      'https://u@a.example',
      'javascript:alert(1)',
      'https://a.example/#x',
    ])
      await expect(make({ relays: [relay] })).rejects.toThrow(code('bad-shape'))
  })
})

describe('age files', () => {
  test('hybrid identity of a seed is always the same, and opens', async () => {
    const seed = new Uint8Array(32).fill(7)
    const a = await hybridIdentity(seed)
    expect(await hybridIdentity(seed)).toEqual(a)
    const file = await sealTo([a.recipient], utf8('for the desk'))
    expect(stanzasOf(file)).toEqual(['mlkem768x25519'])
    expect(await openFrom(a.identity, 'hybrid', file)).toEqual(utf8('for the desk'))
  })
  test('mixed recipient kinds are refused, in writing and in reading', async () => {
    const hybrid = await hybridIdentity(randomBytes(32))
    const plain = await identityToRecipient(await generateX25519Identity())
    await expect(sealTo([hybrid.recipient, plain], utf8('x'))).rejects.toThrow(code('mixed-recipients'))
    await expect(sealTo([], utf8('x'))).rejects.toThrow(code('mixed-recipients'))
    const toPlain = await sealTo([plain], utf8('x'))
    await expect(openFrom(hybrid.identity, 'hybrid', toPlain)).rejects.toThrow(code('mixed-recipients'))
  })
  test('truncated, tampered and foreign files', async () => {
    const { identity, recipient } = await hybridIdentity(randomBytes(32))
    const file = await sealTo([recipient], new Uint8Array(1000))
    const other = await hybridIdentity(randomBytes(32))
    await expect(openFrom(other.identity, 'hybrid', file)).rejects.toThrow(code('bad-seal'))
    await expect(openFrom(identity, 'hybrid', file.subarray(0, file.length - 1))).rejects.toThrow(
      code('bad-seal'),
    )
    const changed = file.slice()
    changed[changed.length - 5]! ^= 1
    await expect(openFrom(identity, 'hybrid', changed)).rejects.toThrow(code('bad-seal'))
    for (const junk of [utf8(''), utf8('age-encryption.org/v1\n'), randomBytes(500)])
      await expect(openFrom(identity, 'hybrid', junk)).rejects.toThrow()
  })
  test('a sealed export opens with a passphrase', async () => {
    const file = await sealWithPassphrase('correct horse', utf8('export'), 10)
    expect(await openWithPassphrase('correct horse', file)).toEqual(utf8('export'))
    await expect(openWithPassphrase('wrong', file)).rejects.toThrow(code('bad-seal'))
  })

  const hasAge = spawnSync('age', ['--version']).status === 0
  test.runIf(hasAge)('a sealed export opens with the ordinary age command', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hamroh-age-'))
    try {
      const identity = await generateX25519Identity()
      writeFileSync(join(folder, 'key'), `${identity}\n`)
      writeFileSync(
        join(folder, 'export.age'),
        await sealTo([await identityToRecipient(identity)], utf8('Дело Т-104, вымышленное')),
      )
      execFileSync('age', [
        '-d',
        '-i',
        join(folder, 'key'),
        '-o',
        join(folder, 'out'),
        join(folder, 'export.age'),
      ])
      expect(readFileSync(join(folder, 'out'), 'utf8')).toBe('Дело Т-104, вымышленное')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
