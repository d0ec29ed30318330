/**
 * A blocked or seized relay is replaced from any admin's device (docs/protocol.md §4, `relays`): the new one gets every log and every lane that this device keeps, and
 * the organisation's log says where it is. Boxes of families and files that only the old relay had stay there.
 */
import { hashOfToken } from '../../log/founding.ts'
import { healControl, readMembership, spaceName } from '../../log/membership.ts'
import { type Remote, RemoteError } from '../../log/remote.ts'
import { SealError } from '../../seal/errors.ts'
import { appendEntry } from './entries.ts'
import type { Session } from './session.ts'
import { renewNotice } from './sync.ts'

/** Where this device looks for the relay from now on; the earlier addresses are tried after. Needs no relay: whoever was told the new address by voice calls this. */
export async function pointTo(session: Session, relays: string[]): Promise<void> {
  const { membership } = session
  const all = [...new Set([...relays, ...membership.secrets.relays])].slice(0, 8)
  await session.adopt({ ...membership, secrets: { ...membership.secrets, relays: all } })
}

/**
 * Brings everything to a new relay and enters its address. May be called again after any break. `remote` must be for `address` alone, `capability` is the new relay's
 * set-up link. Throws `not-allowed` for who is no admin, `RemoteError`.
 */
export async function moveRelay(
  session: Session,
  remote: Remote,
  address: string,
  capability: string,
  today: string,
): Promise<void> {
  const own = session.membership.secrets.spaces.find(({ kind }) => kind === 'org')!
  if (!own.admin) throw new SealError('not-allowed', 'only an admin moves the relay')
  for (const [place, space] of session.membership.secrets.spaces.entries()) {
    // A set-up link makes three spaces; the others are made by the organisation's own.
    const [token, by] = place < 3 ? [capability, undefined] : [own.admin, own.id]
    await remote
      .createSpace(token, space.id, hashOfToken(space.admin), hashOfToken(space.member), by)
      .catch(async (error) => {
        const before = error instanceof RemoteError && ['conflict', 'forbidden'].includes(error.problem)
        if (!before) throw error
        await remote.control(space.id, space.member, -1)
      })
  }
  const seen = await readMembership(session.profile.secrets, session.membership.known, remote)
  await healControl(seen, remote)
  await pointTo(session, [address])
  for (const ref of session.fullLanes()) {
    const space = session.profile.secrets.spaces.find((each) => spaceName(each) === ref.space)!
    const kept = await session.kept(ref)
    if (kept.length) await remote.appendCommits(space.id, session.pseudonym(ref), space.member, kept)
  }
  await appendEntry(session, remote, own.id, today, ({ organisation: { relays } }) =>
    relays[0] === address
      ? null
      : { type: 'relays', relays: [address, ...relays.filter((each) => each !== address)].slice(0, 8) },
  )
  await renewNotice(session, remote, today, true)
}
