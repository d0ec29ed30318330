/** Lanes between a session and a relay: what others wrote, and what was written here. Whoever calls has read the control logs. */
import { spaceName } from '../../log/membership.ts'
import type { Remote } from '../../log/remote.ts'
import type { LaneRef, Session } from './session.ts'
import { beginFromSnapshot } from './shared-snapshot.ts'

const spaceOf = (session: Session, ref: LaneRef) =>
  session.profile.secrets.spaces.find((each) => spaceName(each) === ref.space)!

/** Sends what waits in a lane, sealed under the present keys. Returns how many commits the relay has acknowledged. */
export async function sendLane(session: Session, remote: Remote, ref: LaneRef): Promise<number> {
  if (!(await session.reseal(ref))) return 0
  const queued = session.queued(ref)
  if (queued.length === 0) return 0
  const { id, member } = spaceOf(session, ref)
  await remote.appendCommits(
    id,
    session.pseudonym(ref),
    member,
    queued.map(({ bytes }) => bytes),
  )
  await session.acknowledged(
    ref,
    queued.map(({ key }) => key),
  )
  return queued.length
}

/** What others wrote, in all lanes. Returns how much of it was accepted. */
export async function catchUp(session: Session, remote: Remote, today: string): Promise<number> {
  let received = 0
  for (const ref of session.lanes()) {
    const space = spaceOf(session, ref)
    if (!ref.guest) await beginFromSnapshot(session, remote, ref, today)
    received += await fetchLane(session, remote, ref, space, session.pseudonym(ref))
  }
  return received
}

/** What others wrote. A relay that was restored from a backup gets back what this device keeps, and is read from its beginning (protocol §10). */
async function fetchLane(
  session: Session,
  remote: Remote,
  ref: LaneRef,
  space: { id: string; member: string },
  lane: string,
): Promise<number> {
  let received = 0
  for (let more = true; more; ) {
    const cursor = await session.cursor(ref)
    const page = await remote.lane(space.id, lane, space.member, cursor.position)
    if (cursor.life !== '' && page.life !== cursor.life) {
      await remote.appendCommits(space.id, lane, space.member, await session.kept(ref))
      await session.received(ref, [], { position: 0, life: page.life })
      continue
    }
    const position = page.frames.at(-1)?.position ?? cursor.position
    if (position === cursor.position && page.life === cursor.life) break
    received += await session.received(
      ref,
      page.frames.map(({ bytes }) => bytes),
      { position, life: page.life },
    )
    more = page.more
  }
  return received
}
