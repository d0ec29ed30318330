/** The stored vectors of docs/protocol.md: what another implementation must compute, and what this one must go on opening. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { hybridIdentity, openFrom } from '../seal/age.ts'
import { wasmArgon2id } from '../seal/argon2-wasm.ts'
import { fromB64, fromUtf8, toB64, utf8 } from '../seal/bytes.ts'
import { open, seal } from '../seal/cipher.ts'
import { openReply, openRequest, START } from '../seal/conversation.ts'
import { derive } from '../seal/derive.ts'
import { pad, padme } from '../seal/padding.ts'
import { type ReceiptKeys, receiptKeys } from '../seal/receipt.ts'
import { openSigned, signingKey } from '../seal/sign.ts'
import { openVault } from '../seal/vault.ts'
import { lanePseudonym, openCommit, verifyCommit } from './commit.ts'
import type { Organisation } from './control.ts'
import { readEntry, verifyEntry } from './entry.ts'
import { checkWords, inviteLines, mailboxOf, openHello, readInvite } from './join.ts'
import { addCaseKey, emptyKeyring, epochOf } from './lane.ts'
import { publicationSeed, recoveryId, tokenOf } from './lane-keys.ts'
import { Fold, type Kinds } from './merge.ts'
import { openEntry } from './sealed-entry.ts'
import { openSnapshot, snapshotFile, stateHash } from './snapshot.ts'
import { writeBody } from './snapshot-body.ts'

const vectors = JSON.parse(readFileSync(join(import.meta.dirname, '../seal/vectors/v1.json'), 'utf8'))
const of = (byte: number) => new Uint8Array(32).fill(byte)

describe('version 1', () => {
  test('§1 derived keys, signatures, sealing', async () => {
    for (const { secret, purpose, ids, key } of vectors.derive)
      expect(toB64(derive(of(secret), purpose, ids))).toBe(key)
    const { seed, publicKey, context, payload, signed } = vectors.sign
    const key = await signingKey(of(seed))
    expect(toB64(key.publicKey)).toBe(publicKey)
    expect(toB64(await key.sign(context, utf8(payload)))).toBe(signed)
    expect(fromUtf8(await openSigned(context, key.publicKey, fromB64(signed)))).toBe(payload)
    const { cipher } = vectors
    expect(toB64(seal(of(cipher.key), utf8(cipher.header), utf8(cipher.plain), fromB64(cipher.nonce)))).toBe(
      cipher.sealed,
    )
    expect(fromUtf8(open(of(cipher.key), utf8(cipher.header), fromB64(cipher.sealed)))).toBe(cipher.plain)
  })
  test('§3 a vault of version 1 opens', async () => {
    const { passphrase, file, store, name, sealed, plain } = vectors.vault
    const vault = await openVault(file, passphrase, wasmArgon2id)
    expect(fromUtf8(vault.open(store, name, fromB64(sealed)))).toBe(plain)
  })
  test('§4 a control entry', () => {
    const ring = emptyKeyring()
    ring.epochs.set(0, epochOf(vectors.lane, 0, of(vectors.lane.epochKey)))
    const { seq, plain, sealed } = vectors.entry
    expect(fromUtf8(openEntry(ring, vectors.lane.space, seq, fromB64(sealed)))).toBe(plain)
  })
  test('§4 an entry of a space names the organisation’s entry; tokens; the recovery recipient’s name', async () => {
    const { spaceEntry, tokens, recoveryId: recovery } = vectors
    const read = readEntry(fromB64(spaceEntry.signed))
    await verifyEntry(read, spaceEntry.author)
    expect([read.hash, read.entry.org?.[0], read.entry.body.type]).toEqual([spaceEntry.hash, 2, 'grant'])
    const key = toB64(of(tokens.key))
    expect(tokenOf(tokens.space, key, 'member')).toBe(tokens.member)
    expect(tokenOf(tokens.space, key, 'admin')).toBe(tokens.admin)
    expect(toB64(publicationSeed(tokens.space, key))).toBe(tokens.publicationSeed)
    expect(recoveryId((await hybridIdentity(of(recovery.recipientSeed))).recipient)).toBe(recovery.id)
  })
  test('§4 an invite, its mailbox, its hello, its words', async () => {
    const { lines, id, token, hello, sealed, words, ...named } = vectors.join
    const invite = readInvite(lines.join('\n'))
    expect(invite).toEqual({
      org: named.org,
      secret: of(named.secret).subarray(0, 16),
      head: { seq: named.head.seq, prefix: of(named.head.prefix).subarray(0, 16) },
      relay: named.relay,
      own: null,
    })
    expect(inviteLines(invite)).toEqual(lines)
    expect(mailboxOf(invite)).toEqual({ id, token })
    expect(await openHello(invite, fromB64(sealed))).toEqual(hello)
    expect(await checkWords(invite, hello, wasmArgon2id)).toEqual(words)
  })
  test('§5, §6 lane and commit', async () => {
    const { lane, commit } = vectors
    const epoch = epochOf(lane, 0, of(lane.epochKey))
    expect(toB64(epoch.keyId)).toBe(lane.keyId)
    expect(toB64(lanePseudonym(epoch))).toBe(lane.pseudonym)
    const ring = emptyKeyring()
    ring.epochs.set(0, epoch)
    addCaseKey(ring, commit.caseId, 0, of(commit.caseKey))
    const read = openCommit(ring, lanePseudonym(epoch), fromB64(commit.bytes))
    expect([read.hash, read.operations, read.about]).toEqual([commit.hash, commit.operations, commit.caseId])
    await verifyCommit(read, fromB64(vectors.sign.publicKey))
  })
  test('§7 a snapshot: the text of a state, its hash, a sealed file', async () => {
    const { lane, snapshot } = vectors
    const epoch = epochOf(lane, 0, of(lane.epochKey))
    const kinds: Kinds = (_, field) => (field === 'tags' ? 'set' : field === 'note' ? 'text' : 'value')
    const fold = new Fold(kinds)
    for (const commit of snapshot.commits.toReversed()) fold.add(commit)
    const heads = new Map<string, { seq: number; hash: string }>(
      snapshot.heads.map(([device, seq, hash]: [string, number, string]) => [device, { seq, hash }]),
    )
    const cases = new Map([
      [snapshot.commits[0].operations[0][0].slice(1), [{ epoch: 0, key: of(snapshot.caseKey) }]],
    ])
    const { edition } = snapshot
    const standing = {
      ...lane,
      epoch: 0,
      edition,
      heads,
      clock: snapshot.commits[2].at,
      undone: new Map(),
      admins: new Map(),
    }
    expect(writeBody(standing, fold, cases)).toBe(snapshot.body)
    expect(stateHash(snapshot.body)).toBe(snapshot.hash)
    expect(snapshotFile(epoch, snapshot.slot, 0)).toBe(snapshot.name)
    const ring = emptyKeyring()
    ring.epochs.set(0, epoch)
    const device = (id: string) => ({ id, person: id, key: vectors.sign.publicKey, state: 'active' })
    const org = {
      id: snapshot.org,
      devices: new Map([...heads.keys()].map((id) => [id, device(id)])),
      persons: new Map(),
    } as unknown as Organisation
    const about = { org, kinds, edition, now: snapshot.commits[2].at.ms }
    const opened = await openSnapshot(ring, lanePseudonym(epoch), fromB64(snapshot.file), about)
    expect(opened.manifest).toMatchObject({
      hash: snapshot.hash,
      position: 3,
      life: 'life',
      device: snapshot.device,
    })
    expect(opened.body.text).toBe(snapshot.body)
  })
  test('§8 receipt, request, reply', async () => {
    const { receipt, request, reply } = vectors
    const keys: ReceiptKeys = await receiptKeys(receipt.receipt, receipt.org)
    expect([keys.box, keys.token, keys.identity, toB64(keys.signer.publicKey)]).toEqual([
      receipt.box,
      receipt.token,
      receipt.identity,
      receipt.signer,
    ])
    const intake = await hybridIdentity(of(request.intakeSeed))
    const box = { org: receipt.org, box: receipt.box, chain: START, signer: null }
    expect((await openRequest(intake.identity, box, fromB64(request.file))).request.text).toBe(request.text)
    const desk = await signingKey(of(request.deskSeed))
    const notice = {
      org: receipt.org,
      intake: { recipient: intake.recipient, signers: [toB64(desk.publicKey)] },
    }
    expect((await openReply(keys, notice, START, fromB64(reply.file))).reply.text).toBe(reply.text)
  })
  test('§9 padding', () => {
    for (const [length, padded] of vectors.padme) expect(padme(length)).toBe(padded)
    expect(toB64(pad(utf8(vectors.pad.plain)))).toBe(vectors.pad.padded)
  })
  test('§11 a file that the age command made opens here', async () => {
    const { identity, file, plain } = vectors.age
    expect(fromUtf8(await openFrom(identity, 'x25519', fromB64(file)))).toBe(plain)
  })
})
