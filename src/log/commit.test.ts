/** Commits, lanes and bundles: what opens, and what must not. */
import { beforeAll, describe, expect, test } from 'vitest'
import { concat, newId, randomBytes, toB64, utf8 } from '../seal/bytes.ts'
import { open, seal } from '../seal/cipher.ts'
import { derive } from '../seal/derive.ts'
import { pad, unpad } from '../seal/padding.ts'
import { type SigningKey, signingKey } from '../seal/sign.ts'
import {
  type CommitFields,
  lanePseudonym,
  MOST_COMMIT,
  openCommit,
  readHeader,
  sealCommit,
  verifyCommit,
} from './commit.ts'
import {
  addCaseKey,
  currentEpoch,
  type Epoch,
  emptyKeyring,
  epochFor,
  epochOf,
  type Keyring,
  newEpoch,
  openBundle,
  sealBundle,
} from './lane.ts'

const code = (want: string) => expect.objectContaining({ code: want })
const lane = { space: newId(), lane: 'facts' }
const caseId = newId()
const entity = `c${newId()}`

let author: SigningKey
let epoch: Epoch
let pseudonym: Uint8Array
let caseKey: Uint8Array
let ring: Keyring

const fields = (change: Partial<CommitFields> = {}): CommitFields => ({
  device: newId(),
  seq: 0,
  prev: '',
  at: { ms: 1_795_000_000_123, counter: 7 },
  controlHead: toB64(randomBytes(32)),
  headsDigest: toB64(randomBytes(32)),
  about: caseId,
  operations: [[entity, 'note', 'Вымышленный Кайрат, 24 декабря']],
  ...change,
})

beforeAll(async () => {
  author = await signingKey(randomBytes(32))
  epoch = newEpoch(lane, 0)
  pseudonym = lanePseudonym(epoch)
  caseKey = randomBytes(32)
  ring = emptyKeyring()
  ring.epochs.set(0, epoch)
  addCaseKey(ring, caseId, 0, caseKey)
})

describe('a commit', () => {
  test('comes back as it was written, signature and all', async () => {
    const written = fields()
    const { bytes, hash } = await sealCommit(author, pseudonym, epoch, written, caseKey)
    const read = openCommit(ring, pseudonym, bytes)
    expect(read).toMatchObject({ ...written, hash })
    await verifyCommit(read, author.publicKey)
    expect(readHeader(bytes).epoch).toBe(0)
  })
  test('about no case needs no case key, and a case needs one', async () => {
    const { bytes } = await sealCommit(author, pseudonym, epoch, fields({ about: '' }), null)
    expect(openCommit(ring, pseudonym, bytes).about).toBe('')
    await expect(sealCommit(author, pseudonym, epoch, fields(), null)).rejects.toThrow(code('unknown-key'))
    await expect(sealCommit(author, pseudonym, epoch, fields({ about: '' }), caseKey)).rejects.toThrow(
      code('unknown-key'),
    )
  })
  test('any changed byte is refused, wherever it stands', async () => {
    const { bytes } = await sealCommit(author, pseudonym, epoch, fields(), caseKey)
    for (let i = 0; i < bytes.length; i++) {
      const changed = bytes.slice()
      changed[i]! ^= 1
      expect(() => openCommit(ring, pseudonym, changed), `byte ${i}`).toThrow()
    }
    expect(() => openCommit(ring, pseudonym, bytes.subarray(0, bytes.length - 1))).toThrow(
      code('unknown-key'),
    )
    expect(() => openCommit(ring, pseudonym, bytes.subarray(0, 40))).toThrow(code('bad-bytes'))
  })
  test('swapped lanes and spaces', async () => {
    const other = newEpoch({ space: lane.space, lane: 'strategy' }, 0)
    const { bytes } = await sealCommit(author, pseudonym, epoch, fields({ about: '' }), null)
    expect(() => openCommit(ring, lanePseudonym(other), bytes)).toThrow(code('wrong-place'))
    const same = emptyKeyring()
    same.epochs.set(0, epochOf({ space: newId(), lane: 'facts' }, 0, epoch.key))
    expect(() => openCommit(same, pseudonym, bytes)).toThrow(code('unknown-key'))
  })
  test('a commit of one case is not read as another’s', async () => {
    const { bytes } = await sealCommit(author, pseudonym, epoch, fields(), caseKey)
    const { bytes: other } = await sealCommit(author, pseudonym, epoch, fields(), caseKey)
    // Slot of one, body of the other: both are bound to each other.
    const mixed = bytes.slice()
    mixed.set(other.subarray(32, 88), 32)
    expect(() => openCommit(ring, pseudonym, mixed)).toThrow(code('unknown-key'))
  })
  test('a key of an earlier epoch opens nothing written later', async () => {
    const later = newEpoch(lane, 1)
    const removed = emptyKeyring()
    removed.epochs.set(0, epoch)
    addCaseKey(removed, caseId, 0, caseKey)
    const fresh = randomBytes(32)
    const { bytes } = await sealCommit(author, pseudonym, later, fields(), fresh)
    expect(() => openCommit(removed, pseudonym, bytes)).toThrow(code('unknown-key'))
    removed.epochs.set(1, later)
    expect(() => openCommit(removed, pseudonym, bytes)).toThrow(code('unknown-key'))
    addCaseKey(removed, caseId, 1, fresh)
    expect(openCommit(removed, pseudonym, bytes).epoch).toBe(1)
  })
  test('two writers that made a case key in the same epoch are both read', async () => {
    const second = randomBytes(32)
    const both = emptyKeyring()
    both.epochs.set(0, epoch)
    addCaseKey(both, caseId, 0, caseKey)
    addCaseKey(both, caseId, 0, second)
    for (const key of [caseKey, second])
      expect(
        openCommit(both, pseudonym, (await sealCommit(author, pseudonym, epoch, fields(), key)).bytes).about,
      ).toBe(caseId)
  })
  test('signed by another device', async () => {
    const { bytes } = await sealCommit(author, pseudonym, epoch, fields(), caseKey)
    const stranger = await signingKey(randomBytes(32))
    await expect(verifyCommit(openCommit(ring, pseudonym, bytes), stranger.publicKey)).rejects.toThrow(
      code('bad-signature'),
    )
  })
  test('commit bombs: too many operations, too many bytes, an oversized frame', async () => {
    const many = Array.from({ length: 257 }, () => [entity, 'note', 1] as [string, string, unknown])
    await expect(sealCommit(author, pseudonym, epoch, fields({ operations: many }), caseKey)).rejects.toThrow(
      code('bad-shape'),
    )
    await expect(
      sealCommit(
        author,
        pseudonym,
        epoch,
        fields({ operations: [[entity, 'note', 'x'.repeat(70_000)]] }),
        caseKey,
      ),
    ).rejects.toThrow(code('too-large'))
    expect(() => openCommit(ring, pseudonym, new Uint8Array(MOST_COMMIT + 1))).toThrow(code('too-large'))
    const full = Array.from(
      { length: 256 },
      () => [entity, 'note', 'y'.repeat(210)] as [string, string, unknown],
    )
    const { bytes } = await sealCommit(author, pseudonym, epoch, fields({ operations: full }), caseKey)
    expect(bytes.length).toBeLessThanOrEqual(MOST_COMMIT)
    expect(openCommit(ring, pseudonym, bytes).operations.length).toBe(256)
  })
  test('a bomb of brackets: it would parse, and overflow whoever writes it again', async () => {
    const deep = (n: number) => JSON.parse('['.repeat(n) + ']'.repeat(n))
    const sealed = (n: number) =>
      sealCommit(author, pseudonym, epoch, fields({ operations: [[entity, 'note', deep(n)]] }), caseKey)
    expect(openCommit(ring, pseudonym, (await sealed(30)).bytes).operations).toEqual([
      [entity, 'note', deep(30)],
    ])
    await expect(sealed(31)).rejects.toEqual(code('bad-shape'))
    // By a client that does not care: the same commit with other words in it.
    const { bytes } = await sealed(1)
    const outer = bytes.subarray(0, 32 + 56)
    const key = derive(caseKey, 'log', [lane.space, lane.lane])
    const plain = unpad(open(key, outer, bytes.subarray(outer.length))).subarray(64, 64 + 124)
    const operations = utf8(`[["${entity}","note",${'['.repeat(20_000)}${']'.repeat(20_000)}]]`)
    const body = pad(await author.sign('commit', concat(plain, operations)))
    expect(() => openCommit(ring, pseudonym, concat(outer, seal(key, outer, body)))).toThrow(
      code('bad-shape'),
    )
  })
  test('__proto__ as entity or field is no operation', async () => {
    for (const bad of [['__proto__', 'note', 1], [entity, '__proto__', 1], [entity, 'note'], 'x'])
      await expect(
        sealCommit(author, pseudonym, epoch, fields({ operations: [bad as never] }), caseKey),
      ).rejects.toThrow(code('bad-shape'))
  })
  test('its size does not tell a short note from a shorter one', async () => {
    const sizes = new Set<number>()
    for (const text of ['', 'а', 'ж'.repeat(8)])
      sizes.add(
        (
          await sealCommit(
            author,
            pseudonym,
            epoch,
            fields({ operations: [[entity, 'note', text]] }),
            caseKey,
          )
        ).bytes.length,
      )
    expect(sizes.size).toBeLessThanOrEqual(2)
  })
})

describe('a lane', () => {
  test('its bundle hands on all earlier epochs, to whoever holds the newest', () => {
    const epochs = [0, 1, 2, 3].map((n) => newEpoch(lane, n))
    const bundle = sealBundle(epochs[3]!, epochs.slice(0, 3))
    expect(openBundle(epochs[3]!, bundle).map((each) => each.key)).toEqual(
      epochs.slice(0, 3).map((each) => each.key),
    )
    expect(() => openBundle(newEpoch(lane, 3), bundle)).toThrow(code('bad-seal'))
    expect(() =>
      openBundle(epochOf({ space: lane.space, lane: 'strategy' }, 3, epochs[3]!.key), bundle),
    ).toThrow(code('bad-seal'))
    expect(() => sealBundle(epochs[3]!, epochs.slice(1, 3))).toThrow(code('broken-chain'))
  })
  test('the key-id commits to the key', () => {
    const held = emptyKeyring()
    held.epochs.set(0, epoch)
    expect(() => epochFor(held, 0, newEpoch(lane, 0).keyId)).toThrow(code('unknown-key'))
    expect(() => epochFor(held, 1, epoch.keyId)).toThrow(code('unknown-key'))
    expect(() => currentEpoch(emptyKeyring())).toThrow(code('unknown-key'))
  })
})
