/**
 * The log's side of recovery (docs/protocol.md §4): naming the trustees' key, and one new admin made by it. How the seed is split, kept and put together again is not
 * known here (src/seal/shares.ts).
 */
import { certifyDevice, type Entry, readEntry, signEntry } from '../../log/entry.ts'
import type { Secrets } from '../../log/founding.ts'
import { emptyKeyring, epochOf, openBundle } from '../../log/lane.ts'
import { recoveryId, tokenOf } from '../../log/lane-keys.ts'
import { type KnownEntries, readMembership } from '../../log/membership.ts'
import type { Remote } from '../../log/remote.ts'
import { openEntry, sealEntry } from '../../log/sealed-entry.ts'
import { hybridIdentity } from '../../seal/age.ts'
import { fromB64, newId, randomBytes, toB64 } from '../../seal/bytes.ts'
import { SealError } from '../../seal/errors.ts'
import type { RecoveryKeys } from '../../seal/recovery.ts'
import { signingKey } from '../../seal/sign.ts'
import { settleGrants } from './invites.ts'
import { type Decided, decide } from './people.ts'
import type { Session } from './session.ts'
import { tendKeys } from './tending.ts'

/**
 * What must be kept beside the seed to find the log again: every later key is announced under the one before, and the newest key opens the bundle of the earlier
 * ones, which stands in an entry under the last but one. So two keys lead both ways, however often keys have changed.
 */
export interface RecoveryStart {
  org: string
  /** The organisation's space at the relay. */
  space: string
  /** The newest epoch of its control lane and the one before it; `keys` ends with epoch `n`. */
  control: { n: number; keys: string[] }
  relays: string[]
}

export function recoveryStart(session: Session): RecoveryStart {
  const { secrets } = session.membership
  const own = secrets.spaces.find(({ kind }) => kind === 'org')!
  const all = own.lanes.control!
  return {
    org: secrets.org,
    space: own.id,
    control: { n: all.length - 1, keys: all.slice(-2) },
    relays: secrets.relays,
  }
}

/** Keys of epochs 0 … n of the control lane. Throws `unknown-key` where the relay does not have the entry that hands them on, `RemoteError`. */
async function controlKeys({ space, control }: RecoveryStart, remote: Remote): Promise<string[]> {
  const { n, keys } = control
  if (keys.length === n + 1) return keys
  const ring = emptyKeyring()
  for (const [i, key] of keys.entries()) {
    const epoch = epochOf({ space, lane: 'control' }, n - keys.length + 1 + i, fromB64(key, 32))
    ring.epochs.set(epoch.n, epoch)
  }
  const newest = ring.epochs.get(n)
  const token = tokenOf(space, keys.at(-1) ?? '', 'member')
  for (let after = -1, more = true; newest && more; ) {
    const page = await remote.control(space, token, after)
    for (const { position, bytes } of page.frames)
      try {
        const { body } = readEntry(openEntry(ring, space, position, bytes)).entry
        if (body.type === 'epoch' && body.lane === 'control' && body.n === n)
          return [...openBundle(newest, body.bundle), newest].map(({ key }) => toB64(key))
      } catch (error) {
        // Most entries stand under other keys; only the right one opens with ours.
        if (!(error instanceof SealError)) throw error
      }
    after = page.frames.at(-1)?.position ?? after
    more = page.more && page.frames.length > 0
  }
  throw new SealError('unknown-key', 'the bundle of earlier keys')
}

/** Names the trustees' key; every lane's keys are sealed to it from now on. Two admins where there are two. An earlier key loses its place by a rotation of every lane. */
export const nameTrustees = (
  session: Session,
  remote: Remote,
  keys: Pick<RecoveryKeys, 'recipient' | 'signer'>,
  shares: { threshold: number; of: number },
  today: string,
): Promise<Decided> =>
  decide(
    session,
    remote,
    {
      type: 'recovery',
      recipient: keys.recipient,
      signer: toB64(keys.signer.publicKey),
      ...shares,
    },
    today,
  )

/**
 * Reads everything with the trustees' key and enters one new admin with one device; what comes back goes to `createProfile`, and then `finishRecovery`
 * gives the new device its lanes. It stays visible for ever. Throws `not-allowed` when the organisation names another key, `RemoteError`, and what `readMembership` throws.
 */
export async function recoverAdmin(
  start: RecoveryStart,
  keys: RecoveryKeys,
  remote: Remote,
  alias: string,
  today: string,
): Promise<{ secrets: Secrets; known: KnownEntries }> {
  const control = await controlKeys(start, remote)
  const asTrustees: Secrets = {
    v: 1,
    org: start.org,
    person: { id: '', seed: '' },
    device: { id: recoveryId(keys.recipient), seed: '', age: keys.identity },
    publication: '',
    relays: start.relays,
    spaces: [
      {
        id: start.space,
        kind: 'org',
        admin: '',
        member: tokenOf(start.space, control.at(-1)!, 'member'),
        lanes: { control },
      },
    ],
  }
  const read = await readMembership(asTrustees, new Map(), remote)
  const { organisation } = read
  const signer = toB64(keys.signer.publicKey)
  if (organisation.recovery !== keys.recipient || organisation.trustees?.signer !== signer)
    throw new SealError('not-allowed', 'the organisation names another recovery key')
  const own = read.secrets.spaces[0]!
  const epoch = read.rings.get(own.id)!.epochs.get(own.lanes.control!.length - 1)!
  if (!own.admin) throw new SealError('unknown-key', 'the admin lane')

  const [personSeed, deviceSeed] = [randomBytes(32), randomBytes(32)]
  const [identity, key, age] = await Promise.all([
    signingKey(personSeed),
    signingKey(deviceSeed),
    hybridIdentity(randomBytes(32)),
  ])
  const person = { id: newId(), alias, key: toB64(identity.publicKey), role: 'admin' as const }
  const device = await certifyDevice(identity, {
    id: newId(),
    person: person.id,
    key: toB64(key.publicKey),
    recipient: age.recipient,
  })
  const entry: Entry = {
    v: 1,
    log: organisation.log,
    seq: organisation.head.seq + 1,
    prev: organisation.head.hash,
    day: today,
    author: recoveryId(signer),
    body: { type: 'recover', person, device },
  }
  const { bytes } = await signEntry(keys.signer, entry)
  await remote.appendControl(own.id, own.admin, entry.seq, sealEntry(epoch, entry.seq, bytes))
  const secrets: Secrets = {
    ...read.secrets,
    person: { id: person.id, seed: toB64(personSeed) },
    device: { id: device.id, seed: toB64(deviceSeed), age: age.identity },
    relays: organisation.relays.length ? organisation.relays : start.relays,
  }
  const { known } = await readMembership(secrets, read.known, remote)
  return { secrets, known }
}

/** After the new admin's session is open: the lanes of an admin, and keys to the new device. May be called again. */
export async function finishRecovery(session: Session, remote: Remote, today: string): Promise<void> {
  await tendKeys(session, remote, today)
  await settleGrants(session, remote, session.me.person, today)
  await tendKeys(session, remote, today)
}
