import { beforeEach, describe, expect, test } from 'vitest'
import { foundOrganisation } from '../../log/founding.ts'
import type { Argon2id } from '../../seal/argon2.ts'
import { hash, utf8 } from '../../seal/bytes.ts'
import { SealError } from '../../seal/errors.ts'
import type { Write } from './disk.ts'
import { type MemoryDisk, memoryDisk } from './memory-disk.test-support.ts'
import { replacePassphrase } from './passphrase.ts'
import { createProfile, openProfile, type Profile, readProfile } from './profile.ts'
import {
  type Authenticator,
  addSecurityKey,
  hasSecurityKey,
  KeyError,
  openWithSecurityKey,
  removeSecurityKey,
} from './security-key.ts'

let runs = 0
const quick: Argon2id = async (secret, salt, cost) => {
  runs++
  return hash(secret, salt, utf8(JSON.stringify(cost)))
}
let disk: MemoryDisk
let profile: Profile

beforeEach(async () => {
  disk = memoryDisk()
  const founded = await foundOrganisation({
    name: 'Вымышленный дом',
    alias: 'К.',
    relays: ['http://127.0.0.1'],
    today: '2026-11-22',
  })
  profile = await createProfile(disk, 'первая фраза', founded, new Map(), quick)
})
const opens = (phrase: string) =>
  openProfile(disk, phrase, quick).then(
    () => true,
    (error) => (error instanceof SealError && error.code === 'bad-seal' ? false : Promise.reject(error)),
  )

describe('a new passphrase', () => {
  test('opens, the old one no longer does; one write of one record', async () => {
    const written: Write[][] = []
    const watched = {
      ...disk,
      write: (writes: Write[]) => {
        written.push(writes)
        return disk.write(writes)
      },
    }
    await replacePassphrase({ ...profile, disk: watched }, 'первая фраза', 'вторая фраза', quick)
    expect(written.map((writes) => writes.map(({ store, key }) => `${store}/${key}`))).toEqual([
      ['wrap/wrap'],
    ])
    expect([await opens('первая фраза'), await opens('вторая фраза')]).toEqual([false, true])
  })

  test('a wrong old one, a damaged wrap, the wrap of another vault: the same answer after the same work, nothing written', async () => {
    const before = disk.bytes()
    const answers: string[] = []
    const attempt = async (old: string) => {
      runs = 0
      const error = await replacePassphrase(profile, old, 'вторая фраза', quick).catch((each) => each)
      answers.push(`${error.message} ${runs}`)
    }
    await attempt('не та фраза')
    expect(disk.bytes()).toEqual(before)
    const kept = (await disk.get('wrap', 'wrap')) as string
    const file = JSON.parse(kept)
    await disk.write([
      {
        store: 'wrap',
        key: 'wrap',
        value: JSON.stringify({
          ...file,
          wrapped: file.wrapped.replace(/^./, file.wrapped.startsWith('A') ? 'B' : 'A'),
        }),
      },
    ])
    await attempt('первая фраза')
    const other = memoryDisk()
    await createProfile(other, 'первая фраза', { secrets: profile.secrets }, new Map(), quick)
    await disk.write([{ store: 'wrap', key: 'wrap', value: (await other.get('wrap', 'wrap'))! }])
    await attempt('первая фраза')
    expect(answers).toEqual(['bad-seal 1', 'bad-seal 1', 'bad-seal 1'])
  })

  test('a full disk leaves the old one in force', async () => {
    disk.failNext()
    await expect(replacePassphrase(profile, 'первая фраза', 'вторая фраза', quick)).rejects.toThrow(
      'disk full',
    )
    expect([await opens('первая фраза'), await opens('вторая фраза')]).toEqual([true, false])
  })
})

describe('a security key', () => {
  /** A key as CTAP describes it: a secret a credential, an HMAC of the salt. */
  const key = (name: string): Authenticator & { touched: number } => {
    const made: string[] = []
    const self = {
      touched: 0,
      create: async () => {
        made.push(`${name}${made.length}`)
        return made.at(-1)!
      },
      answer: async (credential: string, salt: Uint8Array) => {
        self.touched++
        if (!made.includes(credential)) throw new KeyError('not-touched')
        return hash(utf8(name), utf8(credential), salt)
      },
    }
    return self
  }

  test('opens beside the passphrase, is asked for an answer each time, and can be taken away', async () => {
    const own = key('own')
    expect(await hasSecurityKey(disk)).toBe(false)
    await addSecurityKey(profile, own)
    expect(await hasSecurityKey(disk)).toBe(true)
    const again = await readProfile(disk, await openWithSecurityKey(disk, own))
    expect(again.secrets).toEqual(profile.secrets)
    expect(own.touched).toBe(2)
    expect(await opens('первая фраза')).toBe(true)
    await replacePassphrase(profile, 'первая фраза', 'вторая фраза', quick)
    expect((await readProfile(disk, await openWithSecurityKey(disk, own))).secrets.org).toBe(
      profile.secrets.org,
    )
    await removeSecurityKey(disk)
    await expect(openWithSecurityKey(disk, own)).rejects.toThrow('unknown-key')
    expect(await opens('вторая фраза')).toBe(true)
  })

  test('another key, one that was not touched, a damaged wrap: refused, and nothing is lost', async () => {
    const own = key('own')
    await addSecurityKey(profile, own)
    await expect(openWithSecurityKey(disk, key('other'))).rejects.toThrow('not-touched')
    const lying: Authenticator = { ...own, answer: async () => hash(utf8('lie')) }
    await expect(openWithSecurityKey(disk, lying)).rejects.toThrow('another-key')
    await disk.write([{ store: 'wrap', key: 'key', value: '{' }])
    await expect(openWithSecurityKey(disk, own)).rejects.toThrow('bad-shape')
    expect(await opens('первая фраза')).toBe(true)
  })

  test('a key that stops answering while it is added leaves nothing behind', async () => {
    const broken: Authenticator = {
      create: async () => 'YQ',
      answer: () => Promise.reject(new KeyError('no-prf')),
    }
    await expect(addSecurityKey(profile, broken)).rejects.toThrow('no-prf')
    expect(await hasSecurityKey(disk)).toBe(false)
  })
})
