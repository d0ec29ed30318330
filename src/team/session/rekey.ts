/**
 * A copied or rolled-back profile takes another name (docs/protocol.md §4): a new device of the same person, which writes again what the old one had not sent. The old name
 * is removed; whoever goes on under it finds the door shut, and nobody else is alarmed.
 */
import { certifyDevice, type Device } from '../../log/entry.ts'
import type { Remote } from '../../log/remote.ts'
import { hybridIdentity } from '../../seal/age.ts'
import { fromB64, newId, randomBytes, toB64 } from '../../seal/bytes.ts'
import { SealError } from '../../seal/errors.ts'
import { signingKey } from '../../seal/sign.ts'
import type { Write } from './disk.ts'
import { appendEntry } from './entries.ts'
import { remove } from './people.ts'
import { type Change, Session } from './session.ts'
import { tendKeys } from './tending.ts'

interface Rekeying {
  /** The device that was. */
  old: string
  changes: Change[]
}
const RECORD = 'rekeying'

/**
 * Returns the session to go on with; the given one must not be used any more. Throws `not-allowed` for who is no admin: then
 * renewal.ts is the way, and what was not sent can be read here until then.
 */
export async function rekey(
  session: Session,
  remote: Remote,
  today: string,
  now: () => number = Date.now,
): Promise<Session> {
  const { profile, membership } = session
  const own = membership.secrets.spaces.find(({ kind }) => kind === 'org')!
  if (!own.admin) throw new SealError('not-allowed', 'an admin enters the new device')
  const [seed, ageSeed] = [randomBytes(32), randomBytes(32)]
  const [identity, key, age] = await Promise.all([
    signingKey(fromB64(profile.secrets.person.seed, 32)),
    signingKey(seed),
    hybridIdentity(ageSeed),
  ])
  const device = await certifyDevice(identity, {
    id: newId(),
    person: session.me.person,
    key: toB64(key.publicKey),
    recipient: age.recipient,
  })
  await appendEntry(session, remote, own.id, today, () => ({ type: 'device', device }))
  const next = await becomeDevice(session, { device, seed: toB64(seed), age: age.identity }, now)
  await finishRekey(next, remote, today)
  return next
}

/**
 * Goes on as a device that the log has entered: its keys in one transaction with what the old one had not sent, which the next synchronisation writes again (`finishRekey`).
 * `also` goes into the same transaction. The given session must not be used any more.
 */
export async function becomeDevice(
  session: Session,
  { device, seed, age }: { device: Device; seed: string; age: string },
  now: () => number,
  also: Write[] = [],
): Promise<Session> {
  const { profile } = session
  const left = session.unsentChanges()
  const rekeying: Rekeying = { old: session.me.device, changes: left.map(({ change }) => change) }
  const secrets = { ...session.membership.secrets, device: { id: device.id, seed, age } }
  await profile.disk.write([
    profile.records.put('secrets', secrets),
    profile.records.put('cloned', false),
    profile.records.put(RECORD, rekeying),
    ...left.flatMap(({ key: at }) => [
      { store: 'commits' as const, key: at, remove: true as const },
      { store: 'commits' as const, key: `unsent/${at}`, remove: true as const },
    ]),
    // A snapshot is of a replica of the old name; so is how far it had written as a guest.
    ...session.lanes().flatMap(({ space, lane }) =>
      ['snapshot', 'own'].map((of) => ({
        store: 'records' as const,
        key: `${of}/${space}/${lane}`,
        remove: true as const,
      })),
    ),
    ...also,
  ])
  return Session.open({ ...profile, secrets, known: session.membership.known }, now)
}

/** What is still to do under the new name, also after a break: part of every synchronisation, harmless when there is nothing. */
export async function finishRekey(session: Session, remote: Remote, today: string): Promise<void> {
  const { records } = session.profile
  const rekeying = await records.read<Rekeying>(RECORD)
  if (!rekeying) return
  await tendKeys(session, remote, today)
  // A lane that has not come yet, or does not come any more: what was meant for it stays here.
  const held = new Set(session.lanes().map(({ space, lane }) => `${space}/${lane}`))
  const here = rekeying.changes.filter(({ space, lane }) => held.has(`${space}/${lane}`))
  const changes = rekeying.changes.filter((each) => !here.includes(each))
  if (here.length) await session.write(here, [records.put(RECORD, { ...rekeying, changes })])
  const { devices, persons } = session.membership.organisation
  // Where an admin has confirmed it, that admin's device removes the old one.
  const admin = persons.get(session.me.person)?.role === 'admin'
  if (admin && devices.get(rekeying.old)?.state !== 'removed')
    await remove(session, remote, [rekeying.old], today)
  if (changes.length === 0) await session.disk.write([{ store: 'records', key: RECORD, remove: true }])
}
