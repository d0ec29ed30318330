/** The two wraps of one vault key: a passphrase, and a security key's answer. */
import { expect, test } from 'vitest'
import type { Argon2id } from './argon2.ts'
import { hash, randomBytes, utf8 } from './bytes.ts'
import { createVault, openVault, openVaultUnderKey, readKeyWrap } from './vault.ts'

const quick: Argon2id = async (secret, salt, cost) => hash(secret, salt, utf8(JSON.stringify(cost)))
const salt = randomBytes(32)
const answer = randomBytes(32)

test('a record that was sealed before opens under either wrap, and the passphrase stays', async () => {
  const { file, vault } = await createVault('первая фраза', quick)
  const sealed = vault.seal('records', 'a', utf8('слова'))
  const second = vault.wrapUnderKey('Y3JlZA', salt, answer)
  expect(readKeyWrap(second)).toEqual({ credential: 'Y3JlZA', salt })
  expect(openVaultUnderKey(JSON.parse(JSON.stringify(second)), answer).open('records', 'a', sealed)).toEqual(
    utf8('слова'),
  )
  expect((await openVault(file, 'первая фраза', quick)).open('records', 'a', sealed)).toEqual(utf8('слова'))
  // A new passphrase leaves the vault key, and so the second wrap, as they are.
  await vault.rewrap('вторая фраза', quick)
  expect(openVaultUnderKey(second, answer).open('records', 'a', sealed)).toEqual(utf8('слова'))
})

test('another key, another credential, another salt, a changed byte: one error', async () => {
  const { vault } = await createVault('фраза', quick)
  const file = vault.wrapUnderKey('Y3JlZA', salt, answer)
  for (const [changed, given] of [
    [file, randomBytes(32)],
    [{ ...file, credential: 'YW5vdGhlcg' }, answer],
    [{ ...file, salt: vault.wrapUnderKey('x', randomBytes(32), answer).salt }, answer],
    [
      {
        ...file,
        wrapped:
          `A${file.wrapped.slice(1)}` === file.wrapped
            ? `B${file.wrapped.slice(1)}`
            : `A${file.wrapped.slice(1)}`,
      },
      answer,
    ],
  ] as const)
    expect(() => openVaultUnderKey(changed, given)).toThrow('bad-seal')
  expect(() => openVaultUnderKey({ ...file, more: 1 }, answer)).toThrow('bad-shape')
  expect(() => openVaultUnderKey(file, new Uint8Array(16))).toThrow('bad-bytes')
})

test('only the passphrase of this very vault is its passphrase', async () => {
  const { file, vault } = await createVault('одна фраза', quick)
  const other = await createVault('одна фраза', quick)
  expect(await vault.isOpenedBy(file, 'одна фраза', quick)).toBe(true)
  expect(await vault.isOpenedBy(other.file, 'одна фраза', quick)).toBe(false)
  await expect(vault.isOpenedBy(file, 'другая фраза', quick)).rejects.toThrow('bad-seal')
  vault.forget()
  await expect(vault.isOpenedBy(file, 'одна фраза', quick)).rejects.toThrow('locked')
  expect(() => vault.wrapUnderKey('a', salt, answer)).toThrow('locked')
})
