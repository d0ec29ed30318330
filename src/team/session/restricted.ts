/** A restricted case: a space of its own with four lanes and members by name (docs/protocol.md §5). Other admins see that it exists and who belongs to it, not what lies in it. */
import { type Lane, signEntry } from '../../log/entry.ts'
import { hashOfToken, SPACE_LANES } from '../../log/founding.ts'
import { tokenOf } from '../../log/lane-keys.ts'
import { healControl, readMembership } from '../../log/membership.ts'
import type { Remote } from '../../log/remote.ts'
import { newId, randomBytes, toB64 } from '../../seal/bytes.ts'
import { SealError } from '../../seal/errors.ts'
import { appendEntry } from './entries.ts'
import type { Session } from './session.ts'
import { tendKeys } from './tending.ts'

/**
 * Opens it for these people and the admin who opens it, and returns the id of its space, which is also its case's id. The keys are on this device's disk before anything
 * is sent; a call that broke off leaves an empty space that the next synchronisation finishes. Throws `not-allowed` for who is no admin, `RemoteError`.
 */
export async function openRestrictedCase(
  session: Session,
  remote: Remote,
  persons: string[],
  today: string,
): Promise<string> {
  const kind = 'case'
  const own = session.membership.secrets.spaces.find((each) => each.kind === 'org')!
  const adminKey = own.lanes.admin?.at(-1)
  if (!own.admin || adminKey === undefined) throw new SealError('not-allowed', 'only an admin opens a space')
  const id = newId()
  const lanes = SPACE_LANES[kind]
  const keys = Object.fromEntries(lanes.map((lane) => [lane, [toB64(randomBytes(32))]]))
  const space = {
    id,
    kind,
    admin: tokenOf(id, adminKey, 'admin'),
    member: tokenOf(id, keys.control![0]!, 'member'),
    lanes: keys,
  } as const
  await remote.createSpace(own.admin, id, hashOfToken(space.admin), hashOfToken(space.member), own.id)
  await appendEntry(session, remote, own.id, today, () => ({ type: 'space', space: id, kind }))
  const { membership, me } = session
  const { organisation } = membership
  const { bytes } = await signEntry(me.key, {
    v: 1,
    log: id,
    seq: 0,
    prev: '',
    day: today,
    author: me.device,
    org: [organisation.head.seq, organisation.head.hash],
    body: { type: 'opening', space: id, kind, org: organisation.id, lanes },
  })
  const secrets = { ...membership.secrets, spaces: [...membership.secrets.spaces, space] }
  const known = new Map(membership.known).set(id, [bytes])
  const opened = await readMembership(secrets, known, null)
  await session.adopt(opened)
  // The relay has the space and none of its entries: the opening goes there like any entry that a relay has lost.
  await healControl({ ...opened, behind: new Set([id]) }, remote)
  for (const person of new Set([me.person, ...persons]))
    await appendEntry(session, remote, id, today, ({ spaces }) =>
      spaces.get(id)?.members.has(person) ? null : { type: 'grant', person, lanes: lanes as Lane[] },
    )
  await tendKeys(session, remote, today)
  return id
}
