import { beforeAll, describe, expect, test } from 'vitest'
import { hybridIdentity } from '../../seal/age.ts'
import type { Argon2id } from '../../seal/argon2.ts'
import { hash, randomBytes, toB64, utf8 } from '../../seal/bytes.ts'
import { type Chain, openReply, START, sealReply } from '../../seal/conversation.ts'
import { newReceipt, type ReceiptKeys, receiptKeys } from '../../seal/receipt.ts'
import { type SigningKey, signingKey } from '../../seal/sign.ts'
import { readInOrder } from './replies.ts'

const quick: Argon2id = async (secret, salt, cost) => hash(secret, salt, utf8(JSON.stringify(cost)))
const org = toB64(hash(utf8('вымышленная организация')))

let family: ReceiptKeys
let other: ReceiptKeys
let desk: SigningKey
let recipient: string
beforeAll(async () => {
  family = await receiptKeys(newReceipt(), org, quick)
  other = await receiptKeys(newReceipt(), org, quick)
  desk = await signingKey(randomBytes(32))
  recipient = (await hybridIdentity(randomBytes(32))).recipient
})

const seal = (text: string, chain: Chain, key = desk, to = family) =>
  sealReply(key, { org, box: to.box, recipient: family.recipient }, chain, {
    last: 0,
    day: '2026-11-22',
    text,
    attachments: [],
  })

async function row(...texts: string[]): Promise<Uint8Array[]> {
  const files: Uint8Array[] = []
  let chain = START
  for (const text of texts) {
    const sealed = await seal(text, chain)
    files.push(sealed.file)
    chain = sealed.chain
  }
  return files
}

const read = async (files: Uint8Array[]) => {
  const intake = { recipient, signers: [toB64(desk.publicKey)] }
  const { replies, gap, strange } = await readInOrder(files, (chain, file) =>
    openReply(family, { org, intake }, chain, file),
  )
  return { texts: replies.map(({ text }) => text), gap, strange }
}

describe('answers of the desk', () => {
  test('are read in their order, whatever order the relay handed them out in', async () => {
    const [a, b, c] = (await row('раз', 'два', 'три')) as [Uint8Array, Uint8Array, Uint8Array]
    for (const files of [
      [a, b, c],
      [c, b, a],
      [b, c, a],
    ])
      expect(await read(files)).toEqual({ texts: ['раз', 'два', 'три'], gap: false, strange: 0 })
  })
  test('one that is withheld ends the row and is told', async () => {
    const [a, , c] = (await row('раз', 'два', 'три')) as [Uint8Array, Uint8Array, Uint8Array]
    expect(await read([a, c])).toEqual({ texts: ['раз'], gap: true, strange: 0 })
    expect(await read([c])).toEqual({ texts: [], gap: true, strange: 0 })
  })
  test('one that is replayed is not shown twice, and is told', async () => {
    const [a, b] = (await row('раз', 'два')) as [Uint8Array, Uint8Array]
    expect(await read([a, a, b])).toEqual({ texts: ['раз', 'два'], gap: false, strange: 1 })
  })
  test('forged, swapped and broken ones are counted and never shown', async () => {
    const impostor = await signingKey(randomBytes(32))
    const [a] = (await row('раз')) as [Uint8Array]
    const forged = (await seal('Приходите по этому адресу', START, impostor)).file
    const swapped = (await seal('чужой ящик', START, desk, other)).file
    const broken = a.slice()
    broken[broken.length - 1]! ^= 1
    expect(await read([forged, swapped, broken, randomBytes(900), a])).toEqual({
      texts: ['раз'],
      gap: false,
      strange: 4,
    })
  })
  test('an empty box is no alarm', async () => {
    expect(await read([])).toEqual({ texts: [], gap: false, strange: 0 })
  })
})
