/** Reading and writing the control logs for a session: what was read is on the disk before it counts, what is written is judged here before it is sent. */
import { applyEntry } from '../../log/control.ts'
import { type Body, type Entry, type Pin, signEntry } from '../../log/entry.ts'
import { tokenOf } from '../../log/lane-keys.ts'
import { healControl, type Membership, readMembership, spaceName } from '../../log/membership.ts'
import { type Remote, RemoteError } from '../../log/remote.ts'
import { sealEntry } from '../../log/sealed-entry.ts'
import { applySpaceEntry, readOpening } from '../../log/space.ts'
import { hash, toB64, utf8 } from '../../seal/bytes.ts'
import { SealError } from '../../seal/errors.ts'
import type { Session } from './session.ts'

/** How often an entry is written anew when others were faster. */
const TRIES = 6

/** Reads all control logs and takes what is new. True when the relay had lost some of it and got it back. */
export async function refreshMembership(session: Session, remote: Remote): Promise<boolean> {
  const { profile, membership: before } = session
  const membership = await readMembership(profile.secrets, before.known, remote)
  if (membership.behind.size) await healControl(membership, remote)
  const told = ({ known, secrets, alarms, shutOut, staleTokens }: Membership) =>
    JSON.stringify([
      [...known].map(([space, entries]) => [space, entries.length]),
      { ...secrets, relays: 0 },
      alarms,
      [...shutOut],
      [...staleTokens],
    ])
  if (told(membership) !== told({ ...before, secrets: profile.secrets })) await session.adopt(membership)
  return membership.behind.size > 0
}

/** Of every space this device reads: the newest entry. What an entry that ends a right pins. */
export const pinsNow = ({ secrets, spaces }: Membership): Pin[] =>
  secrets.spaces.flatMap((space) => {
    const state = spaces.get(spaceName(space))
    return space.kind !== 'org' && state ? [[space.id, state.head.seq, state.head.hash] as Pin] : []
  })

/**
 * Signs and appends one entry to a space's log (or the organisation's), and takes it. `make` is asked again after somebody else was faster; null means that nothing
 * is left to do. Throws `SealError` `not-allowed` before anything is sent when the entry would have no effect; `RemoteError`.
 */
export async function appendEntry(
  session: Session,
  remote: Remote,
  space: string,
  today: string,
  make: (membership: Membership) => Body | null | Promise<Body | null>,
): Promise<boolean> {
  for (let left = TRIES; ; left--) {
    const { membership, me } = session
    const body = await make(membership)
    if (!body) return false
    const { organisation, history, secrets } = membership
    const own = secrets.spaces.find(({ id }) => id === space)
    if (!own) throw new SealError('unknown-key', 'a space that this device does not hold')
    const state = own.kind === 'org' ? organisation : membership.spaces.get(spaceName(own))
    const entry: Entry = {
      v: 1,
      log: state?.log ?? space,
      seq: (state?.head.seq ?? -1) + 1,
      prev: state?.head.hash ?? '',
      day: today,
      author: me.device,
      ...(own.kind !== 'org' && { org: [organisation.head.seq, organisation.head.hash] }),
      body,
    }
    const { bytes } = await signEntry(me.key, entry)
    if (own.kind === 'org') await applyEntry(organisation, bytes)
    else if (state) await applySpaceEntry(history, membership.spaces.get(spaceName(own))!, bytes)
    else await readOpening(history, bytes)
    const chain = state?.keys.get('control')?.chain.length ?? 0
    const epoch = membership.rings.get(space)?.epochs.get(Math.max(0, chain - 1))
    if (!epoch) throw new SealError('unknown-key', 'the control lane')
    try {
      await remote.appendControl(space, own.admin, entry.seq, sealEntry(epoch, entry.seq, bytes))
    } catch (error) {
      const late = error instanceof RemoteError && ['conflict', 'forbidden'].includes(error.problem)
      if (!late || left <= 1) throw error
      await refreshMembership(session, remote)
      await settleTokens(session, remote)
      continue
    }
    const known = new Map(membership.known).set(space, [...(membership.known.get(space) ?? []), bytes])
    await session.adopt(await readMembership(secrets, known, null))
    return true
  }
}

const hashOfToken = (token: string) => toB64(hash(utf8(token)))

/**
 * Brings the relay's tokens to the newest keys: after a rotation, and again after a restore of the relay has brought old ones back. Only admins' devices can; it tries
 * its own tokens from newest to oldest.
 */
export async function settleTokens(session: Session, remote: Remote): Promise<void> {
  const { membership } = session
  const { secrets } = membership
  const adminKeys = secrets.spaces.find(({ kind }) => kind === 'org')?.lanes.admin ?? []
  const newestAdmin = adminKeys.at(-1)
  if (newestAdmin === undefined) return
  const confirmed = (await session.profile.records.read<Record<string, string>>('tokens')) ?? {}
  let changed = false
  for (const space of secrets.spaces) {
    const control = space.lanes.control?.at(-1)
    if (control === undefined || membership.shutOut.has(space.id)) continue
    const admin = tokenOf(space.id, newestAdmin, 'admin')
    const member = tokenOf(space.id, control, 'member')
    const mark = hashOfToken(`${admin} ${member}`)
    if (confirmed[space.id] === mark && !membership.staleTokens.has(space.id)) continue
    for (const key of adminKeys.toReversed())
      try {
        await remote.rotateTokens(space.id, tokenOf(space.id, key, 'admin'), {
          admin: hashOfToken(admin),
          member: hashOfToken(member),
        })
        confirmed[space.id] = mark
        space.admin = admin
        space.member = member
        membership.staleTokens.delete(space.id)
        changed = true
        break
      } catch (error) {
        if (!(error instanceof RemoteError) || error.problem !== 'forbidden') throw error
      }
  }
  if (changed) await session.adopt(membership, [session.profile.records.put('tokens', confirmed)])
}
