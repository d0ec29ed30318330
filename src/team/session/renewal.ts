/**
 * A new device in the place of one that was copied, for a person who is no admin (docs/protocol.md §4, "Renewal"): the person asks from the device itself, an admin hears six
 * words by voice and confirms once; then the new device is entered, gets its keys, and the old one is removed with new keys for every lane that it held. An admin does the
 * same alone (rekey.ts).
 *
 *   on the copied device   askRenewal → { words }, again and again finishRenewal → Session to go on with | null
 *   on an admin's          renewals → Asked[], then acceptRenewal or refuseRenewal
 */
import { certifyDevice, type Device } from '../../log/entry.ts'
import type { Remote } from '../../log/remote.ts'
import { RemoteError } from '../../log/remote.ts'
import {
  openRenewal,
  RENEWAL_DAYS,
  type Renewal,
  renewalFiles,
  renewalWords,
  sealRenewal,
} from '../../log/renewal.ts'
import { hybridIdentity } from '../../seal/age.ts'
import type { Argon2id } from '../../seal/argon2.ts'
import { fromB64, newId, randomBytes, sameBytes, toB64 } from '../../seal/bytes.ts'
import { SealError } from '../../seal/errors.ts'
import { signingKey } from '../../seal/sign.ts'
import { appendEntry, refreshMembership } from './entries.ts'
import { type Decided, remove } from './people.ts'
import { becomeDevice } from './rekey.ts'
import type { Session } from './session.ts'
import { tendKeys } from './tending.ts'

/** What the asking device keeps, sealed in its vault: the keys of the device that it is to become. */
interface Asking {
  renewal: Renewal
  seed: string
  age: string
}
const RECORD = 'renewal'

const ownSpace = (session: Session) => session.membership.secrets.spaces.find(({ kind }) => kind === 'org')!
const isAdmin = ({ membership: { organisation }, me }: Session) =>
  organisation.persons.get(me.person)?.role === 'admin'
const daysOf = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 86_400_000

async function newAsking(session: Session, today: string): Promise<Asking> {
  const [seed, ageSeed] = [randomBytes(32), randomBytes(32)]
  const [identity, key, age] = await Promise.all([
    signingKey(fromB64(session.profile.secrets.person.seed, 32)),
    signingKey(seed),
    hybridIdentity(ageSeed),
  ])
  const device = await certifyDevice(identity, {
    id: newId(),
    person: session.me.person,
    key: toB64(key.publicKey),
    recipient: age.recipient,
  })
  const { organisation } = session.membership
  const renewal: Renewal = { v: 1, org: organisation.id, old: session.me.device, device, day: today }
  return { renewal, seed: toB64(seed), age: age.identity }
}

/** The request that this device has made and that may still be answered; null where there is none. */
export async function askedRenewal(
  session: Session,
  argon2id: Argon2id,
): Promise<{ words: string[] } | null> {
  const asking = await session.profile.records.read<Asking>(RECORD)
  return asking && { words: await renewalWords(asking.renewal, argon2id) }
}

/**
 * Asks the admins, and gives the words that theirs must show. Called again within seven days it is the same request. Throws `not-allowed` for an admin (`rekey` is the way) and
 * for a device that was removed; `RemoteError`, `full` while all places are taken.
 */
export async function askRenewal(
  session: Session,
  remote: Remote,
  argon2id: Argon2id,
  today: string,
): Promise<{ words: string[] }> {
  const { records, secrets } = session.profile
  await refreshMembership(session, remote)
  const { devices } = session.membership.organisation
  if (isAdmin(session) || devices.get(session.me.device)?.state === 'removed')
    throw new SealError('not-allowed', 'renewal')
  const before = await records.read<Asking>(RECORD)
  const asking =
    before && daysOf(before.renewal.day, today) < RENEWAL_DAYS ? before : await newAsking(session, today)
  // Kept before it is sent: what an admin confirms must be what this device can become.
  if (asking !== before) await session.disk.write([records.put(RECORD, asking)])
  const { id, member, lanes } = ownSpace(session)
  const first = lanes.control![0]!
  const identity = await signingKey(fromB64(secrets.person.seed, 32))
  for (const file of renewalFiles(first, id)) {
    const where = remote.spaceFile(id, file)
    const there = await readFile(remote, where, member)
    const mine =
      there && (await openRenewal(first, id, there, session.membership.organisation, today).catch(other))
    if (mine?.renewal.device.id === asking.renewal.device.id) return words(asking, argon2id)
    if (there) continue
    const bytes = await sealRenewal(first, id, identity, asking.renewal)
    await remote.putFile(where, member, bytes)
    // Somebody else may have taken the place between the two.
    const kept = await readFile(remote, where, member)
    if (kept && sameBytes(kept, bytes)) return words(asking, argon2id)
  }
  throw new RemoteError('full')
}

const words = async ({ renewal }: Asking, argon2id: Argon2id) => ({
  words: await renewalWords(renewal, argon2id),
})

const other = (error: unknown): null => {
  if (error instanceof SealError) return null
  throw error
}

async function readFile(
  remote: Remote,
  where: ReturnType<Remote['spaceFile']>,
  member: string,
): Promise<Uint8Array | null> {
  return (await remote.partsOf(where, member)).length > 0 ? remote.file(where, member) : null
}

/** The same session is given up: what it held goes on under the new name. Null while no admin has confirmed. Throws `RemoteError`, what the disk throws. */
export async function finishRenewal(
  session: Session,
  remote: Remote,
  now: () => number = Date.now,
): Promise<Session | null> {
  const asking = await session.profile.records.read<Asking>(RECORD)
  if (!asking) return null
  await refreshMembership(session, remote)
  const { device } = asking.renewal
  const entered = session.membership.organisation.devices.get(device.id)
  if (entered?.state !== 'active' || entered.key !== device.key) return null
  return becomeDevice(session, { device, seed: asking.seed, age: asking.age }, now, [
    { store: 'records', key: RECORD, remove: true },
  ])
}

// ── an admin's side ────────────────────────────────────────────────────────────────────────────────────────

export interface Asked {
  file: string
  person: string
  alias: string
  /** The device that goes, and the one that comes. */
  old: string
  device: Device
  day: string
  /** To be compared by voice with what the asking screen shows. */
  words: string[]
}

/** What waits at the relay. Anything that cannot be confirmed is erased: old requests, rubbish, what is done already. Empty for who is no admin. */
export async function renewals(
  session: Session,
  remote: Remote,
  argon2id: Argon2id,
  today: string,
): Promise<Asked[]> {
  if (!isAdmin(session)) return []
  // By an old log an honest request may look like one of nobody.
  await refreshMembership(session, remote)
  const { organisation } = session.membership
  const { id, admin, member, lanes } = ownSpace(session)
  const first = lanes.control![0]!
  const asked: Asked[] = []
  for (const file of renewalFiles(first, id)) {
    const bytes = await readFile(remote, remote.spaceFile(id, file), member).catch((error) => {
      // Parts that are no file: rubbish, or one that is being sent.
      if (error instanceof RemoteError && error.problem === 'odd-answer') return new Uint8Array(0)
      throw error
    })
    if (!bytes) continue
    const opened = await openRenewal(first, id, bytes, organisation, today).catch(other)
    if (!opened) {
      await remote.eraseFile(id, file, admin)
      continue
    }
    const { renewal, person } = opened
    asked.push({
      ...{ file, person: person.id, alias: person.alias, old: renewal.old },
      ...{ device: renewal.device, day: renewal.day, words: await renewalWords(renewal, argon2id) },
    })
  }
  return asked
}

/**
 * The admin's yes, after the words were compared by voice: the new device with its keys, then the end of the old one. May be called again after a break. A proposal only where the
 * person has become an admin meanwhile.
 */
export async function acceptRenewal(
  session: Session,
  remote: Remote,
  { device, old, file }: Pick<Asked, 'device' | 'old' | 'file'>,
  today: string,
): Promise<Decided> {
  const { id, admin } = ownSpace(session)
  await appendEntry(session, remote, id, today, ({ organisation }) =>
    organisation.devices.has(device.id) ? null : { type: 'device', device },
  )
  // Keys come before the end: whoever reads on as the old device finds those of the new one on the way.
  await tendKeys(session, remote, today)
  const decided: Decided =
    session.membership.organisation.devices.get(old)?.state === 'removed'
      ? { done: true }
      : await remove(session, remote, [old], today)
  await remote.eraseFile(id, file, admin)
  return decided
}

/** The words differ, or nobody knows of it: nothing was entered. */
export async function refuseRenewal(
  session: Session,
  remote: Remote,
  { file }: Pick<Asked, 'file'>,
): Promise<void> {
  const { id, admin } = ownSpace(session)
  await remote.eraseFile(id, file, admin)
}
