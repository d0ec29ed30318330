/** Invites: a slip of the finger, a copied code, keys put in between, the wrong log. */
import { expect, test } from 'vitest'
import { hybridIdentity } from '../seal/age.ts'
import type { Argon2id } from '../seal/argon2.ts'
import { hash, newId, randomBytes, toB64, utf8 } from '../seal/bytes.ts'
import { signingKey } from '../seal/sign.ts'
import { KitSlip } from '../seal/typed-lines.ts'
import { certifyDevice } from './entry.ts'
import {
  checkWords,
  type Hello,
  inviteLines,
  mailboxOf,
  newInvite,
  openHello,
  openWelcome,
  passesHead,
  readInvite,
  sealHello,
  sealWelcome,
} from './join.ts'

const quick: Argon2id = async (secret, salt, cost) => hash(secret, salt, utf8(JSON.stringify(cost)))
const head = { seq: 41, hash: toB64(randomBytes(32)) }
const invite = newInvite(toB64(randomBytes(32)), head, 'https://hamroh.example/relay')

async function someone(): Promise<{ hello: Hello; identity: string }> {
  const [identity, key, age] = await Promise.all([
    signingKey(randomBytes(32)),
    signingKey(randomBytes(32)),
    hybridIdentity(randomBytes(32)),
  ])
  const person = { id: newId(), alias: 'Борис', key: toB64(identity.publicKey) }
  const device = await certifyDevice(identity, {
    id: newId(),
    person: person.id,
    key: toB64(key.publicKey),
    recipient: age.recipient,
  })
  return { hello: { v: 1, person, device }, identity: age.identity }
}

test('the code is read as typed lines and as one text of a QR, with and without an own identity', () => {
  const own = { ...invite, own: { person: newId(), seed: toB64(randomBytes(32)) } }
  for (const each of [invite, own]) {
    const lines = inviteLines(each)
    expect(readInvite(lines.join('\n').toLowerCase())).toEqual(each)
    expect(readInvite(lines.join(' '))).toEqual(each)
    expect(lines.join(' ')).toMatch(/^[0-9A-Z ]+$/)
  }
})

test('a slip of the finger is named by its line', () => {
  const lines = inviteLines(invite)
  lines[2] = (lines[2]!.startsWith('7') ? '8' : '7') + lines[2]!.slice(1)
  for (const text of [lines.join('\n'), lines.join(' ')]) {
    const slip = expect.objectContaining({ line: 3 })
    expect(() => readInvite(text)).toThrow(KitSlip)
    expect(() => readInvite(text)).toThrow(slip)
  }
})

test('a relay that does not know the code cannot put a hello or a welcome of its own', async () => {
  const { hello, identity } = await someone()
  const other = { ...invite, secret: randomBytes(16) }
  expect(await openHello(invite, sealHello(invite, hello))).toEqual(hello)
  await expect(openHello(invite, sealHello(other, hello))).rejects.toMatchObject({ code: 'bad-seal' })
  const welcome = { v: 1 as const, space: newId(), control: [toB64(randomBytes(32))] }
  const file = await sealWelcome(invite, hello.device.recipient, welcome)
  expect(await openWelcome(invite, identity, file)).toEqual(welcome)
  await expect(openWelcome(other, identity, file)).rejects.toMatchObject({ code: 'bad-seal' })
  await expect(openHello(invite, file)).rejects.toMatchObject({ code: 'bad-seal' })
  // Whoever has only copied the code does not open the welcome.
  const thief = await someone()
  await expect(openWelcome(invite, thief.identity, file)).rejects.toMatchObject({ code: 'bad-seal' })
  expect(mailboxOf(other)).not.toEqual(mailboxOf(invite))
})

test('keys put in between by somebody with the code: refused without the person’s certificate, and other words with one', async () => {
  const [honest, thief] = [await someone(), await someone()]
  const swapped = { ...honest.hello, device: { ...honest.hello.device, key: thief.hello.device.key } }
  await expect(openHello(invite, sealHello(invite, swapped))).rejects.toMatchObject({ code: 'bad-signature' })
  const recipient = {
    ...honest.hello,
    device: { ...honest.hello.device, recipient: thief.hello.device.recipient },
  }
  await expect(openHello(invite, sealHello(invite, recipient))).rejects.toMatchObject({
    code: 'bad-signature',
  })
  const words = await checkWords(invite, honest.hello, quick)
  expect(words.length).toBe(6)
  expect(await checkWords(invite, thief.hello, quick)).not.toEqual(words)
  expect(await checkWords({ ...invite, org: toB64(randomBytes(32)) }, honest.hello, quick)).not.toEqual(words)
})

test('the log must go through the head that the code names', () => {
  const history = Array.from({ length: 42 }, (_, seq) => ({ head: { seq, hash: toB64(randomBytes(32)) } }))
  expect(passesHead(invite, history)).toBe(false)
  history[41] = { head }
  expect(passesHead(invite, history)).toBe(true)
  expect(passesHead(invite, history.slice(0, 41))).toBe(false)
})
