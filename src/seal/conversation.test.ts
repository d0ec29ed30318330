/** Requests and replies under attack: each name is one of the attacks that docs/protocol.md §8 must stand. */
import { beforeAll, describe, expect, test } from 'vitest'
import { hybridIdentity, sealTo } from './age.ts'
import type { Argon2id } from './argon2.ts'
import { openAttachment, sealAttachment } from './attachment.ts'
import { fromB64, hash, newId, randomBytes, toB64, utf8 } from './bytes.ts'
import {
  type BoxState,
  openReply,
  openRequest,
  type RequestContent,
  resumedAt,
  START,
  sealReply,
  sealRequest,
} from './conversation.ts'
import type { Notice } from './notice.ts'
import { MESSAGE_BUCKETS, padMessage } from './padding.ts'
import { writePayload } from './payload.ts'
import { newReceipt, type ReceiptKeys, receiptKeys } from './receipt.ts'
import { type SigningKey, signingKey } from './sign.ts'

const code = (want: string) => expect.objectContaining({ code: want })
const quick: Argon2id = async (secret, salt, cost) => hash(secret, salt, utf8(JSON.stringify(cost)))
const org = toB64(hash(utf8('test organisation')))
const content: RequestContent = {
  day: '2026-11-22',
  lang: 'tg',
  kind: 'school',
  text: 'Духтарам ба мактаб қабул нашуд.',
  facts: { grade: 3 },
  attachments: [],
}

let desk: SigningKey
let intake: { identity: string; recipient: string }
let notice: Notice
let family: ReceiptKeys
let other: ReceiptKeys

const box = (keys: ReceiptKeys): BoxState => ({ org, box: keys.box, chain: START, signer: null })

beforeAll(async () => {
  desk = await signingKey(randomBytes(32))
  intake = await hybridIdentity(randomBytes(32))
  notice = {
    v: 1,
    org,
    desk: newId(),
    intake: { recipient: intake.recipient, signers: [toB64(desk.publicKey)] },
    relays: ['https://relay.example'],
    rules: [],
    day: '2026-11-22',
    expires: '2026-12-22',
  }
  family = await receiptKeys(newReceipt(), org, quick)
  other = await receiptKeys(newReceipt(), org, quick)
})

const reply = (text: string, chain = START, to = family) =>
  sealReply(desk, { org, box: to.box, recipient: to.recipient }, chain, {
    last: 0,
    day: '2026-11-23',
    text,
    attachments: [],
  })

describe('a request', () => {
  test('arrives whole, and a follow-up continues it', async () => {
    const first = await sealRequest(notice, family, START, content)
    const second = await sealRequest(notice, family, first.chain, { ...content, text: 'Боз як савол.' })
    const opened = await openRequest(intake.identity, box(family), first.file)
    expect(opened.request.text).toBe(content.text)
    const again = await openRequest(intake.identity, opened.state, second.file)
    expect(again.request.text).toBe('Боз як савол.')
    expect(again.request.seq).toBe(1)
  })
  test('its size is a bucket, not its length', async () => {
    const sizes = new Set<number>()
    for (const text of ['', 'a', 'б'.repeat(300)])
      sizes.add((await sealRequest(notice, family, START, { ...content, text })).file.length)
    expect(sizes.size).toBe(1)
    expect(MESSAGE_BUCKETS.length).toBe(3)
  })
  test('the receipt does not open what was sent', async () => {
    const { file } = await sealRequest(notice, family, START, content)
    await expect(openRequest(family.identity, box(family), file)).rejects.toThrow(code('bad-seal'))
  })
  test('swapped into another box', async () => {
    const { file } = await sealRequest(notice, family, START, content)
    await expect(openRequest(intake.identity, box(other), file)).rejects.toThrow(code('wrong-place'))
  })
  test('replayed and reordered', async () => {
    const first = await sealRequest(notice, family, START, content)
    const second = await sealRequest(notice, family, first.chain, content)
    const { state } = await openRequest(intake.identity, box(family), first.file)
    await expect(openRequest(intake.identity, state, first.file)).rejects.toThrow(code('broken-chain'))
    await expect(openRequest(intake.identity, box(family), second.file)).rejects.toThrow(code('broken-chain'))
  })
  test('written on with the receipt alone: the number and the signer give the place, a wrong hash does not', async () => {
    const first = await sealRequest(notice, family, START, content)
    const { state } = await openRequest(intake.identity, box(family), first.file)
    const resumed = await sealRequest(notice, family, resumedAt(1), content)
    const opened = await openRequest(intake.identity, state, resumed.file)
    expect(opened.request).toMatchObject({ seq: 1, prev: '' })
    const third = await sealRequest(notice, family, resumed.chain, content)
    expect((await openRequest(intake.identity, opened.state, third.file)).request.seq).toBe(2)
    for (const chain of [resumedAt(0), resumedAt(2), { seq: 1, prev: third.chain.prev }])
      await expect(
        openRequest(intake.identity, state, (await sealRequest(notice, family, chain, content)).file),
      ).rejects.toThrow(code('broken-chain'))
    const forger: ReceiptKeys = { ...other, box: family.box }
    await expect(
      openRequest(intake.identity, state, (await sealRequest(notice, forger, resumedAt(1), content)).file),
    ).rejects.toThrow(code('bad-signature'))
    await expect(openRequest(intake.identity, box(family), resumed.file)).rejects.toThrow(
      code('broken-chain'),
    )
  })
  test('a follow-up forged by someone who does not hold the receipt', async () => {
    const first = await sealRequest(notice, family, START, content)
    const { state } = await openRequest(intake.identity, box(family), first.file)
    const forger: ReceiptKeys = { ...other, box: family.box }
    const forged = await sealRequest(notice, forger, first.chain, content)
    await expect(openRequest(intake.identity, state, forged.file)).rejects.toThrow(code('bad-signature'))
  })
  test('unsigned, and with unknown or __proto__ keys', async () => {
    const junk = (payload: Uint8Array) => sealTo([intake.recipient], padMessage(payload))
    const good = JSON.parse(
      new TextDecoder().decode(
        writePayload({
          v: 1,
          org,
          box: family.box,
          seq: 0,
          prev: '',
          reply: family.recipient,
          signer: toB64(family.signer.publicKey),
          ...content,
        }),
      ),
    )
    await expect(
      openRequest(intake.identity, box(family), await junk(new Uint8Array(64 + 2))),
    ).rejects.toThrow(code('bad-shape'))
    for (const extra of ['"admin":true', '"__proto__":{"x":1}']) {
      const payload = utf8(`${JSON.stringify(good).slice(0, -1)},${extra}}`)
      await expect(
        openRequest(intake.identity, box(family), await junk(await family.signer.sign('request', payload))),
      ).rejects.toThrow(code('bad-shape'))
    }
  })
  test('too long is refused before it is sealed', async () => {
    await expect(
      sealRequest(notice, family, START, { ...content, text: 'x'.repeat(20_001) }),
    ).rejects.toThrow(code('bad-shape'))
  })
})

describe('a reply', () => {
  test('is read with the receipt, in order', async () => {
    const first = await reply('Саломат бошед.')
    const second = await reply('Ҳуҷҷатро тарҷума кунед.', first.chain)
    const opened = await openReply(family, notice, START, first.file)
    expect(opened.reply.text).toBe('Саломат бошед.')
    expect((await openReply(family, notice, opened.chain, second.file)).reply.seq).toBe(1)
  })
  test('forged: anyone can seal to a recipient, only the desk can sign', async () => {
    const stranger = await signingKey(randomBytes(32))
    const { file } = await sealReply(stranger, { org, box: family.box, recipient: family.recipient }, START, {
      last: 0,
      day: '2026-11-23',
      text: 'come to this address',
      attachments: [],
    })
    await expect(openReply(family, notice, START, file)).rejects.toThrow(code('bad-signature'))
  })
  test('forged by the family’s own key or in another context', async () => {
    const payload = writePayload({
      v: 1,
      org,
      box: family.box,
      seq: 0,
      prev: '',
      last: 0,
      day: '2026-11-23',
      text: 'x',
      attachments: [],
    })
    for (const signed of [await family.signer.sign('reply', payload), await desk.sign('request', payload)])
      await expect(
        openReply(family, notice, START, await sealTo([family.recipient], padMessage(signed))),
      ).rejects.toThrow(code('bad-signature'))
  })
  test('replayed, reordered, and one withheld in the middle', async () => {
    const first = await reply('1')
    const second = await reply('2', first.chain)
    const third = await reply('3', second.chain)
    const opened = await openReply(family, notice, START, first.file)
    await expect(openReply(family, notice, opened.chain, first.file)).rejects.toThrow(code('broken-chain'))
    await expect(openReply(family, notice, START, second.file)).rejects.toThrow(code('broken-chain'))
    await expect(openReply(family, notice, opened.chain, third.file)).rejects.toThrow(code('broken-chain'))
  })
  test('swapped between boxes and organisations', async () => {
    const toOther = await sealReply(desk, { org, box: other.box, recipient: family.recipient }, START, {
      last: 0,
      day: '2026-11-23',
      text: 'x',
      attachments: [],
    })
    await expect(openReply(family, notice, START, toOther.file)).rejects.toThrow(code('wrong-place'))
    const elsewhere = await sealReply(
      desk,
      { org: toB64(randomBytes(32)), box: family.box, recipient: family.recipient },
      START,
      { last: 0, day: '2026-11-23', text: 'x', attachments: [] },
    )
    await expect(openReply(family, notice, START, elsewhere.file)).rejects.toThrow(code('wrong-place'))
  })
  test('an earlier intake key still counts after a rotation, a dropped one does not', async () => {
    const { file } = await reply('old desk')
    const rotated = {
      org,
      intake: { recipient: intake.recipient, signers: [toB64(randomBytes(32)), toB64(desk.publicKey)] },
    }
    // A random string of 32 bytes is rarely a point; such a signer must not stop the search.
    expect((await openReply(family, rotated, START, file)).reply.text).toBe('old desk')
    await expect(
      openReply(
        family,
        { org, intake: { recipient: intake.recipient, signers: [toB64(other.signer.publicKey)] } },
        START,
        file,
      ),
    ).rejects.toThrow(code('bad-signature'))
  })
})

describe('an attachment', () => {
  test('arrives whole, padded, and cannot be swapped or cut', async () => {
    const photo = randomBytes(40_000)
    const sealed = await sealAttachment(intake.recipient, 'image/jpeg', photo)
    expect(await openAttachment(intake.identity, sealed.attachment, sealed.file)).toEqual(photo)
    const another = await sealAttachment(intake.recipient, 'image/jpeg', randomBytes(10))
    expect(another.file.length).toBe(sealed.file.length)
    await expect(openAttachment(intake.identity, sealed.attachment, another.file)).rejects.toThrow(
      code('wrong-place'),
    )
    await expect(
      openAttachment(intake.identity, sealed.attachment, sealed.file.subarray(0, 5000)),
    ).rejects.toThrow(code('wrong-place'))
    await expect(
      openAttachment(intake.identity, { ...sealed.attachment, size: 1 }, sealed.file),
    ).rejects.toThrow(code('bad-padding'))
  })
  test('a bomb is refused before it is sealed', async () => {
    await expect(
      sealAttachment(intake.recipient, 'image/jpeg', new Uint8Array(17 * 1024 * 1024)),
    ).rejects.toThrow(code('too-large'))
    expect(fromB64(newIdLike()).length).toBe(16)
  })
})

const newIdLike = () => toB64(randomBytes(16))
