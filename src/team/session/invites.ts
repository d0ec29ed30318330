/**
 * Joining (docs/protocol.md §4): an admin's invite, the new device's hello, six words by voice, the admin's yes. The admin's side keeps open invites in the vault;
 * the new device keeps its keys in memory until it is welcome, so a closed tab needs a new invite.
 */

import { admins } from '../../log/control.ts'
import { type Body, certifyDevice, type Role } from '../../log/entry.ts'
import { hashOfToken, type Secrets } from '../../log/founding.ts'
import {
  checkWords,
  type Hello,
  type Invite,
  inviteLines,
  mailboxOf,
  newInvite,
  openHello,
  openWelcome,
  passesHead,
  readInvite,
  sealHello,
  sealWelcome,
} from '../../log/join.ts'
import { tokenOf } from '../../log/lane-keys.ts'
import { type KnownEntries, readMembership, spaceName } from '../../log/membership.ts'
import { type Remote, RemoteError } from '../../log/remote.ts'
import { ceiling } from '../../log/rights.ts'
import { LIMITS } from '../../log/wire.ts'
import { hybridIdentity } from '../../seal/age.ts'
import type { Argon2id } from '../../seal/argon2.ts'
import { fromB64, newId, randomBytes, toB64 } from '../../seal/bytes.ts'
import { SealError } from '../../seal/errors.ts'
import { signingKey } from '../../seal/sign.ts'
import { appendEntry } from './entries.ts'
import type { Session } from './session.ts'
import { tendKeys } from './tending.ts'

/** An invite as its admin keeps it. `id` names its mailbox. */
export interface OpenInvite {
  id: string
  /** What the new person is to be; a second device keeps its person's role. */
  role: Role
  day: string
}

interface Kept extends OpenInvite {
  secret: string
}

const RECORD = 'invites'
const daysSince = (day: string, today: string) => (Date.parse(today) - Date.parse(day)) / 86_400_000

const kept = async (session: Session): Promise<Kept[]> =>
  (await session.profile.records.read<Kept[]>(RECORD)) ?? []
const put = (session: Session, invites: Kept[]) =>
  session.disk.write([session.profile.records.put(RECORD, invites)])
const ownSpace = (session: Session) => session.membership.secrets.spaces.find(({ kind }) => kind === 'org')!

/** Open invites of this admin's device; those that are over are forgotten. */
export async function openInvites(session: Session, today: string): Promise<OpenInvite[]> {
  const all = await kept(session)
  const live = all.filter(({ day }) => daysSince(day, today) <= LIMITS.joinDays)
  if (live.length < all.length) await put(session, live)
  return live.map(({ id, role, day }) => ({ id, role, day }))
}

/**
 * Makes an invite: lines for the screen, the paper or (joined by spaces) a QR. Throws `RemoteError` (`full` with twenty open ones), `not-allowed` for who is no admin.
 */
export async function invite(
  session: Session,
  remote: Remote,
  role: Role,
  today: string,
): Promise<{ id: string; lines: string[] }> {
  const own = ownSpace(session)
  if (!own.admin) throw new SealError('not-allowed', 'only an admin invites')
  const { organisation } = session.membership
  const made = newInvite(organisation.id, organisation.head, session.membership.secrets.relays[0]!)
  const { id, token } = mailboxOf(made)
  await remote.openJoin(own.id, own.admin, id, hashOfToken(token))
  await put(session, [...(await kept(session)), { id, role, day: today, secret: toB64(made.secret) }])
  return { id, lines: inviteLines(made) }
}

/** On a person's first device: an admin's code with this person's identity added, for the new device to scan from this screen. Nobody else may see it. */
export function inviteOwnDevice(session: Session, code: string): string[] {
  const read = readInvite(code)
  if (read.org !== session.membership.organisation.id)
    throw new SealError('unknown-key', 'another organisation')
  const { person } = session.profile.secrets
  return inviteLines({ ...read, own: { person: person.id, seed: person.seed } })
}

export interface Caller {
  alias: string
  /** The six words that the other screen must show as well. */
  words: string[]
  /** The person whose second device this is; null for somebody new. */
  knownAs: string | null
  hello: Hello
}

async function inviteOf(session: Session, id: string, today: string): Promise<Kept & Pick<Invite, 'org'>> {
  const found = (await kept(session)).find((each) => each.id === id)
  if (!found || daysSince(found.day, today) > LIMITS.joinDays) throw new SealError('expired', 'invite')
  return { ...found, org: session.membership.organisation.id }
}
const secretsOf = ({ org, secret }: { org: string; secret: string }) => ({ org, secret: fromB64(secret, 16) })

/** Who has answered an invite; null while nobody has. Throws `expired` for an invite that is used or over, `bad-seal` for a hello made without the code. */
export async function caller(
  session: Session,
  remote: Remote,
  id: string,
  argon2id: Argon2id,
  today: string,
): Promise<Caller | null> {
  const keys = secretsOf(await inviteOf(session, id, today))
  const bytes = await remote.slot(id, mailboxOf(keys).token, 'hello').catch(asExpired)
  if (!bytes) return null
  const hello = await openHello(keys, bytes)
  const known = session.membership.organisation.persons.get(hello.person.id)
  return {
    alias: hello.person.alias,
    words: await checkWords(keys, hello, argon2id),
    knownAs: known?.key === hello.person.key ? known.alias : null,
    hello,
  }
}

const asExpired = (error: unknown): never => {
  if (error instanceof RemoteError && error.problem === 'forbidden') throw new SealError('expired', 'invite')
  throw error
}

/**
 * The admin's yes, after the words were compared by voice: enters person and device, grants what the role holds, seals the keys, leaves the welcome. May be called again
 * after a break. Someone who is to be an admin beside others is entered as a coordinator and proposed; the number of that proposal is returned.
 */
export async function acceptJoin(
  session: Session,
  remote: Remote,
  id: string,
  { hello }: Pick<Caller, 'hello'>,
  today: string,
  alias = hello.person.alias,
): Promise<{ proposed: number | null }> {
  const open = await inviteOf(session, id, today)
  const own = ownSpace(session)
  const { person, device } = hello
  const org = () => session.membership.organisation
  const enter = (body: Body) => appendEntry(session, remote, own.id, today, () => body)
  const alone = admins(org()).length <= 1
  const role: Role = open.role === 'admin' && !alone ? 'coordinator' : open.role
  const isNew = !org().persons.has(person.id)
  if (isNew) await enter({ type: 'person', person: { id: person.id, alias, key: person.key, role } })
  else if (org().persons.get(person.id)?.key !== person.key) throw new SealError('unknown-key', 'person')
  if (!org().devices.has(device.id)) await enter({ type: 'device', device })
  // A second device changes nothing of its person's lanes.
  if (isNew) await settleGrants(session, remote, person.id, today)
  await tendKeys(session, remote, today)
  let proposed: number | null = null
  if (isNew && role !== open.role) {
    await enter({
      type: 'propose',
      body: { type: 'role', person: person.id, role: open.role, pins: [] },
    })
    proposed = org().head.seq
  }
  const keys = secretsOf(open)
  const control = ownSpace(session).lanes.control!
  const welcome = await sealWelcome(keys, device.recipient, { v: 1, space: own.id, control })
  await remote.putSlot(id, mailboxOf(keys).token, 'welcome', welcome).catch((error) => {
    // Left by an earlier try whose answer was lost: it says the same.
    if (!(error instanceof RemoteError) || error.problem !== 'conflict') throw error
  })
  await put(
    session,
    (await kept(session)).filter((each) => each.id !== id),
  )
  return { proposed }
}

/** Takes an invite back: nothing that comes for it is read any more. */
export async function endInvite(session: Session, remote: Remote, id: string): Promise<void> {
  const all = await kept(session)
  const found = all.find((each) => each.id === id)
  if (!found) return
  await put(
    session,
    all.filter((each) => each !== found),
  )
  const keys = secretsOf({ ...found, org: session.membership.organisation.id })
  await remote.endJoin(id, mailboxOf(keys).token).catch((error) => {
    if (!(error instanceof RemoteError) || error.problem !== 'forbidden') throw error
  })
}

/** Makes a person's grants in the team and at the desk those of the role: what is missing is granted, what is too much withdrawn. */
export async function settleGrants(
  session: Session,
  remote: Remote,
  person: string,
  today: string,
): Promise<void> {
  for (const held of session.membership.secrets.spaces) {
    if (held.kind !== 'team' && held.kind !== 'intake') continue
    for (const type of ['withdraw', 'grant'] as const)
      await appendEntry(session, remote, held.id, today, ({ organisation, spaces }) => {
        const space = spaces.get(spaceName(held))!
        const role = organisation.persons.get(person)?.role
        const may = role ? ceiling(role, space.kind, space.lanes) : []
        const want = new Set(may.length ? ['control' as const, ...may] : [])
        const has = space.members.get(person) ?? new Set()
        const lanes =
          type === 'grant'
            ? [...want].filter((lane) => !has.has(lane))
            : [...has].filter((lane) => !want.has(lane))
        return lanes.length ? { type, person, lanes } : null
      })
  }
}

export interface Joining {
  /** To be read aloud; the admin's screen must show the same. */
  words: string[]
  /** The relay that the code names. */
  relay: string
  /** Asks whether the admin has said yes. Null while not. Throws `broken-chain` when the log is not the one the code names. */
  welcome(remote: Remote): Promise<{ secrets: Secrets; known: KnownEntries } | null>
}

/**
 * On the new device: makes its keys and leaves the hello. `remoteOf` makes a remote for the address in the code. Then show the words, and ask `welcome` again and again;
 * what it gives goes to `createProfile`. Throws `KitSlip` for a mistyped code, `expired` for one that is used or over.
 */
export async function join(
  code: string,
  alias: string,
  remoteOf: (relay: string) => Remote,
  argon2id: Argon2id,
): Promise<Joining> {
  const read = readInvite(code)
  const [personSeed, deviceSeed] = [read.own ? fromB64(read.own.seed, 32) : randomBytes(32), randomBytes(32)]
  const [identity, key, age] = await Promise.all([
    signingKey(personSeed),
    signingKey(deviceSeed),
    hybridIdentity(randomBytes(32)),
  ])
  const person = {
    id: read.own?.person ?? newId(),
    alias: read.own ? '' : alias,
    key: toB64(identity.publicKey),
  }
  const device = await certifyDevice(identity, {
    id: newId(),
    person: person.id,
    key: toB64(key.publicKey),
    recipient: age.recipient,
  })
  const hello: Hello = { v: 1, person, device }
  const { id, token } = mailboxOf(read)
  await remoteOf(read.relay)
    .putSlot(id, token, 'hello', sealHello(read, hello))
    .catch((error) => {
      // Somebody was here before with this code: it is used.
      if (error instanceof RemoteError && error.problem === 'conflict')
        throw new SealError('expired', 'invite')
      return asExpired(error)
    })
  const welcome: Joining['welcome'] = async (remote) => {
    const bytes = await remote.slot(id, token, 'welcome').catch(asExpired)
    if (!bytes) return null
    const { space, control } = await openWelcome(read, age.identity, bytes)
    const secrets: Secrets = {
      v: 1,
      org: read.org,
      person: { id: person.id, seed: toB64(personSeed) },
      device: { id: device.id, seed: toB64(deviceSeed), age: age.identity },
      publication: '',
      relays: [read.relay],
      spaces: [
        {
          id: space,
          kind: 'org',
          admin: '',
          member: tokenOf(space, control.at(-1)!, 'member'),
          lanes: { control },
        },
      ],
    }
    const membership = await readMembership(secrets, new Map(), remote)
    if (!passesHead(read, membership.history))
      throw new SealError('broken-chain', 'not the log that the code names')
    const entered = membership.organisation.devices.get(device.id)
    if (entered?.key !== device.key || entered.state !== 'active')
      throw new SealError('not-allowed', 'device')
    const { relays } = membership.organisation
    await remote.endJoin(id, token)
    return {
      secrets: { ...membership.secrets, relays: relays.length ? relays : [read.relay] },
      known: membership.known,
    }
  }
  return { words: await checkWords(read, hello, argon2id), relay: read.relay, welcome }
}
