/**
 * A copied or rolled-back profile takes another name (docs/protocol.md §4): a new device of the same person, which writes again what the old one had not sent. The old name
 * is removed; whoever goes on under it finds the door shut, and nobody else is alarmed.
 */
import { certifyDevice } from '../../log/entry.ts'
import type { Remote } from '../../log/remote.ts'
import { hybridIdentity } from '../../seal/age.ts'
import { fromB64, newId, randomBytes, toB64 } from '../../seal/bytes.ts'
import { SealError } from '../../seal/errors.ts'
import { signingKey } from '../../seal/sign.ts'
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
 * Returns the session to go on with; the given one must not be used any more. Throws `not-allowed` for who is no admin: then an invite for a second device is the way,
 * and what was not sent can be read here until then.
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
  const left = session.unsentChanges()
  const rekeying: Rekeying = { old: session.me.device, changes: left.map(({ change }) => change) }
  const secrets = {
    ...session.membership.secrets,
    device: { id: device.id, seed: toB64(seed), age: age.identity },
  }
  await profile.disk.write([
    profile.records.put('secrets', secrets),
    profile.records.put('cloned', false),
    profile.records.put(RECORD, rekeying),
    ...left.flatMap(({ key: at }) => [
      { store: 'commits' as const, key: at, remove: true as const },
      { store: 'commits' as const, key: `unsent/${at}`, remove: true as const },
    ]),
    ...session.lanes().map(({ space, lane }) => ({
      store: 'records' as const,
      key: `snapshot/${space}/${lane}`,
      remove: true as const,
    })),
  ])
  const next = await Session.open({ ...profile, secrets, known: session.membership.known }, now)
  await finishRekey(next, remote, today)
  return next
}

/** What a `rekey` that broke off has still to do. Harmless when there is nothing. */
export async function finishRekey(session: Session, remote: Remote, today: string): Promise<void> {
  const { records } = session.profile
  const rekeying = await records.read<Rekeying>(RECORD)
  if (!rekeying) return
  await tendKeys(session, remote, today)
  if (rekeying.changes.length) {
    await session.write(rekeying.changes, [records.put(RECORD, { ...rekeying, changes: [] })])
  }
  if (session.membership.organisation.devices.get(rekeying.old)?.state !== 'removed')
    await remove(session, remote, [rekeying.old], today)
  await session.disk.write([{ store: 'records', key: RECORD, remove: true }])
}
