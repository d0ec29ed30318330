/** The small parts, each against a second implementation (node:crypto) or a published vector. */
import * as node from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkedCost, FLOOR_COST, nobleArgon2id, VAULT_COST } from './argon2.ts'
import { wasmArgon2id } from './argon2-wasm.ts'
import { concat, fromB64, fromUtf8, randomBytes, readU32, sameBytes, toB64, u32, utf8 } from './bytes.ts'
import { open, seal } from './cipher.ts'
import { derive } from './derive.ts'
import { MESSAGE_BUCKETS, pad, padFile, padMessage, padme, unpad } from './padding.ts'
import { openSigned, signingKey } from './sign.ts'

const code = (want: string) => expect.objectContaining({ code: want })
const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'))

describe('bytes', () => {
  test('base64url survives and nothing but canonical base64url is read', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => sameBytes(fromB64(toB64(bytes)), bytes)),
    )
    for (const bad of ['a', 'AA=', 'A A', 'AB', '+/']) expect(() => fromB64(bad)).toThrow(code('bad-bytes'))
    expect(() => fromB64('AAAA', 4)).toThrow(code('bad-bytes'))
  })
  test('bytes that are no UTF-8 are refused, not replaced', () => {
    expect(() => fromUtf8(hex('ff'))).toThrow(code('bad-bytes'))
    expect(fromUtf8(utf8('Тоҷикӣ ʻ 漢 😀'))).toBe('Тоҷикӣ ʻ 漢 😀')
  })
  test('u32 and comparison', () => {
    expect(readU32(u32(0xdeadbeef))).toBe(0xdeadbeef)
    for (const bad of [-1, 1.5, 2 ** 32]) expect(() => u32(bad)).toThrow(code('bad-bytes'))
    expect(sameBytes(hex('01'), hex('0100'))).toBe(false)
    expect(sameBytes(hex('0102'), hex('0102'))).toBe(true)
  })
})

describe('derive', () => {
  test('is HKDF-SHA-256 with the purpose and the ids in info', () => {
    const secret = randomBytes(32)
    const want = node.hkdfSync(
      'sha256',
      secret,
      new Uint8Array(0),
      Buffer.from('hamroh v1 log\0space\0facts'),
      32,
    )
    expect(derive(secret, 'log', ['space', 'facts'])).toEqual(new Uint8Array(want))
  })
  test('key confusion: every purpose and every list of ids gives another key', () => {
    const secret = randomBytes(32)
    const made = [
      derive(secret, 'log', ['a', 'b']),
      derive(secret, 'snapshot', ['a', 'b']),
      derive(secret, 'log', ['a']),
      derive(secret, 'log', ['ab']),
      derive(secret, 'log', ['b', 'a']),
    ].map(toB64)
    expect(new Set(made).size).toBe(made.length)
  })
})

describe('sign', () => {
  test('is Ed25519 over context and payload, as node:crypto makes it', async () => {
    const seed = randomBytes(32)
    const key = await signingKey(seed)
    const payload = utf8('{"v":1}')
    const signed = await key.sign('reply', payload)
    const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed])
    const own = node.createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
    const message = concat(utf8('hamroh v1 sign reply\0'), payload)
    expect(Buffer.from(signed.subarray(0, 64))).toEqual(node.sign(null, message, own))
    expect(await openSigned('reply', key.publicKey, signed)).toEqual(payload)
  })
  test('RFC 8032 test 1: the public key of its seed', async () => {
    const key = await signingKey(hex('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60'))
    expect(Buffer.from(key.publicKey).toString('hex')).toBe(
      'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    )
  })
  test('a signature of one context is refused in another', async () => {
    const key = await signingKey(randomBytes(32))
    const signed = await key.sign('notice', utf8('{}'))
    await expect(openSigned('reply', key.publicKey, signed)).rejects.toThrow(code('bad-signature'))
  })
  test('any changed bit is refused', async () => {
    const key = await signingKey(randomBytes(32))
    const signed = await key.sign('reply', utf8('come to the usual place'))
    for (let bit = 0; bit < signed.length * 8; bit += 7) {
      const changed = signed.slice()
      changed[bit >> 3]! ^= 1 << (bit & 7)
      await expect(openSigned('reply', key.publicKey, changed)).rejects.toThrow(code('bad-signature'))
    }
    await expect(openSigned('reply', key.publicKey, signed.subarray(0, 40))).rejects.toThrow(
      code('bad-signature'),
    )
  })
  test('a public key of small order is nobody’s key', async () => {
    const zero = new Uint8Array(32)
    zero[0] = 1
    await expect(openSigned('reply', zero, new Uint8Array(80))).rejects.toThrow(code('bad-signature'))
    await expect(openSigned('reply', new Uint8Array(32).fill(255), new Uint8Array(80))).rejects.toThrow(
      code('bad-signature'),
    )
  })
})

describe('cipher', () => {
  test('XChaCha20-Poly1305: the vector of draft-irtf-cfrg-xchacha-03, A.3.1', () => {
    const key = hex('808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f')
    const nonce = hex('404142434445464748494a4b4c4d4e4f5051525354555657')
    const plain = utf8(
      "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
    )
    const sealed = seal(key, hex('50515253c0c1c2c3c4c5c6c7'), plain, nonce)
    expect(Buffer.from(sealed.subarray(-16)).toString('hex')).toBe('c0875924c1c7987947deafd8780acf49')
    expect(Buffer.from(sealed.subarray(24, 40)).toString('hex')).toBe('bd6d179d3e83d43b9576579493c0e939')
  })
  test('another key, another header, any changed byte: the same refusal', () => {
    const key = randomBytes(32)
    const sealed = seal(key, utf8('here'), utf8('secret'))
    expect(open(key, utf8('here'), sealed)).toEqual(utf8('secret'))
    expect(() => open(randomBytes(32), utf8('here'), sealed)).toThrow(code('bad-seal'))
    expect(() => open(key, utf8('there'), sealed)).toThrow(code('bad-seal'))
    for (let i = 0; i < sealed.length; i++) {
      const changed = sealed.slice()
      changed[i]! ^= 1
      expect(() => open(key, utf8('here'), changed)).toThrow(code('bad-seal'))
    }
    expect(() => open(key, utf8('here'), sealed.subarray(0, 30))).toThrow(code('bad-seal'))
  })
})

describe('padding', () => {
  test('what goes in comes out, and the length tells little', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), (bytes) => {
        for (const padded of [pad(bytes), padMessage(bytes), padFile(bytes)])
          expect(unpad(padded)).toEqual(bytes)
        expect(MESSAGE_BUCKETS).toContain(padMessage(bytes).length)
      }),
      { numRuns: 30 },
    )
  })
  test('Padmé costs at most 12 % and never shrinks; lengths seen are few', () => {
    const seen = new Set<number>()
    for (let length = 1; length < 70_000; length++) {
      const padded = padme(length)
      seen.add(padded)
      if (padded < length || padded > length * 1.12 + 1) expect.fail(`${length} → ${padded}`)
      if (padme(padded) !== padded) expect.fail(`${padded} is no fixed point`)
    }
    expect(seen.size).toBeLessThan(300)
  })
  test('a padding that carries bytes is refused', () => {
    const padded = padMessage(utf8('hello'))
    padded[padded.length - 1] = 1
    expect(() => unpad(padded)).toThrow(code('bad-padding'))
    expect(() => unpad(concat(u32(100), utf8('short')))).toThrow(code('bad-padding'))
    expect(() => unpad(utf8('abc'))).toThrow(code('bad-padding'))
  })
  test('too large is said, not cut', () => {
    expect(() => padMessage(new Uint8Array(64 * 1024))).toThrow(code('too-large'))
    expect(padMessage(new Uint8Array(64 * 1024 - 4)).length).toBe(64 * 1024)
  })
})

describe('argon2', () => {
  test('is Argon2id as node:crypto computes it', async () => {
    const secret = utf8('12345678901234567890123')
    const salt = randomBytes(16)
    const want = node.argon2Sync('argon2id', {
      message: secret,
      nonce: salt,
      parallelism: 1,
      tagLength: 32,
      memory: 19 * 1024,
      passes: 2,
    })
    expect(Buffer.from(await nobleArgon2id(secret, salt, FLOOR_COST))).toEqual(want)
  })
  test('both implementations give the same bytes', async () => {
    const [secret, salt] = [utf8('пароль'), randomBytes(16)]
    expect(await wasmArgon2id(secret, salt, FLOOR_COST)).toEqual(
      await nobleArgon2id(secret, salt, FLOOR_COST),
    )
  })
  test('weakened parameters are refused before they are run', () => {
    for (const weak of [
      { m: 8, t: 1, p: 1 },
      { m: 19 * 1024, t: 1, p: 1 },
      { m: 4 * 1024 * 1024, t: 3, p: 1 },
      { m: 65536.5, t: 3, p: 1 },
    ])
      expect(() => checkedCost(weak)).toThrow(code('weak-kdf'))
    expect(checkedCost(VAULT_COST)).toEqual(VAULT_COST)
  })
})
