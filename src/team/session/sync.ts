/**
 * Brings a session and a relay together: rights first, then what was written here, then what others wrote. One run at a time; a run that breaks off anywhere is
 * simply done again. Nothing of it changes what is on the screen unless it was verified.
 */
import { type Entry, signEntry } from '../../log/entry.ts'
import { epochsOf, plusDays } from '../../log/founding.ts'
import { healControl, readMembership } from '../../log/membership.ts'
import { type Remote, RemoteError, type RemoteProblem } from '../../log/remote.ts'
import { sealEntry } from '../../log/sealed-entry.ts'
import { fromB64, toB64 } from '../../seal/bytes.ts'
import { SealError } from '../../seal/errors.ts'
import { type Notice, openNotice, signNotice } from '../../seal/notice.ts'
import { signingKey } from '../../seal/sign.ts'
import { putKnown } from './profile.ts'
import type { LaneRef, Session } from './session.ts'

export type SyncOutcome =
  | { ok: true; sent: number; received: number; healed: boolean }
  /** `away` and the like: work goes on here. `alarm`: the relay shows something that cannot be honest. */
  | { ok: false; problem: RemoteProblem }
  | { ok: false; alarm: SealError['code'] }

/** Renew the notice when fewer days than this are left of its sixty. */
const RENEW_BELOW = 40

export async function synchronise(session: Session, remote: Remote, today: string): Promise<SyncOutcome> {
  try {
    const healed = await refreshMembership(session, remote)
    await tendOrganisation(session, remote, today)
    let sent = 0
    let received = 0
    for (const ref of session.lanes()) {
      const space = session.profile.secrets.spaces.find(({ kind }) => kind === ref.space)!
      const lane = session.pseudonym(ref)
      const queued = session.queued(ref)
      if (queued.length) {
        await remote.appendCommits(
          space.id,
          lane,
          space.member,
          queued.map(({ bytes }) => bytes),
        )
        await session.acknowledged(
          ref,
          queued.map(({ key }) => key),
        )
        sent += queued.length
      }
      received += await fetchLane(session, remote, ref, space, lane)
    }
    return { ok: true, sent, received, healed }
  } catch (error) {
    if (error instanceof RemoteError) return { ok: false, problem: error.problem }
    if (error instanceof SealError) return { ok: false, alarm: error.code }
    throw error
  }
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

async function refreshMembership(session: Session, remote: Remote): Promise<boolean> {
  const { profile } = session
  const membership = await readMembership(profile.secrets, session.membership.known, remote)
  if (membership.behind.size) await healControl(profile.secrets, membership, remote)
  const grown = [...membership.known].some(
    ([space, entries]) => entries.length !== session.membership.known.get(space)?.length,
  )
  if (grown) {
    await profile.disk.write([putKnown(profile.records, membership.known)])
    await session.setMembership(membership)
  }
  return membership.behind.size > 0
}

/** What an admin's device does by itself once a day: a heartbeat, and a fresh notice before the old one expires. */
async function tendOrganisation(session: Session, remote: Remote, today: string): Promise<void> {
  const { secrets } = session.profile
  const { organisation } = session.membership
  if (organisation.persons.get(session.me.person)?.role !== 'admin') return
  const own = secrets.spaces.find(({ kind }) => kind === 'org')!
  if (!organisation.lastHeartbeat || organisation.lastHeartbeat < today) {
    const entry: Entry = {
      v: 1,
      log: organisation.log,
      seq: organisation.head.seq + 1,
      prev: organisation.head.hash,
      day: today,
      author: session.me.device,
      body: { type: 'heartbeat', heads: [] },
    }
    const signed = await signEntry(session.me.key, entry)
    const epoch = epochsOf(own.id, 'control', own.lanes.control ?? []).at(-1)!
    await remote.appendControl(own.id, own.admin, entry.seq, sealEntry(epoch, entry.seq, signed.bytes))
    await refreshMembership(session, remote)
  }
  await renewNotice(session, remote, today)
}

/** Signs the notice again from the control log when it is old, missing, or not ours. */
export async function renewNotice(
  session: Session,
  remote: Remote,
  today: string,
  force = false,
): Promise<void> {
  const { secrets } = session.profile
  const { organisation } = session.membership
  const desk = secrets.spaces.find(({ kind }) => kind === 'intake')!
  if (!organisation.intake) return
  const publication = await signingKey(fromB64(secrets.publication, 32))
  if (!force) {
    const kept = await remote.notice(desk.id).catch((error) => {
      if (error instanceof RemoteError && error.problem === 'unknown') return null
      throw error
    })
    const read =
      kept && toB64(kept.subarray(0, 32)) === toB64(publication.publicKey)
        ? await openNotice(kept, null, today).catch(() => null)
        : null
    if (read && read.notice.expires >= plusDays(today, RENEW_BELOW)) return
  }
  const notice: Notice = {
    v: 1,
    org: organisation.id,
    desk: desk.id,
    intake: organisation.intake,
    relays: organisation.relays,
    rules: [],
    day: today,
    expires: plusDays(today, 60),
  }
  await remote.putNotice(desk.id, desk.admin, await signNotice(notice, publication))
}
