/**
 * Brings a session and a relay together: rights first, then what was written here, then what others wrote. One run at a time; a run that breaks off anywhere is
 * simply done again. Nothing of it changes what is on the screen unless it was verified.
 */
import { epochsOf, intakeKeys, plusDays } from '../../log/founding.ts'
import { type Remote, RemoteError, type RemoteProblem } from '../../log/remote.ts'
import { signedNow } from '../../log/signed-rules.ts'
import { fromB64, toB64 } from '../../seal/bytes.ts'
import { SealError } from '../../seal/errors.ts'
import { type Notice, openNotice, signNotice } from '../../seal/notice.ts'
import { signingKey } from '../../seal/sign.ts'
import { appendEntry, pinsNow, refreshMembership } from './entries.ts'
import { catchUp, sendLane } from './exchange.ts'
import { tendGuests } from './guests.ts'
import { finishRekey } from './rekey.ts'
import type { Session } from './session.ts'
import { tendKeys } from './tending.ts'

export type SyncOutcome =
  | { ok: true; sent: number; received: number; healed: boolean }
  /** An admin has removed this device. `wipe`: and ordered it to destroy what it holds, which is done by now. */
  | { ok: false; removed: true; wipe: boolean }
  /** `away` and the like: work goes on here. `alarm`: the relay shows something that cannot be honest. */
  | { ok: false; problem: RemoteProblem }
  | { ok: false; alarm: SealError['code'] }

/** Renew the notice when fewer days than this are left of its sixty. */
const RENEW_BELOW = 40

export async function synchronise(session: Session, remote: Remote, today: string): Promise<SyncOutcome> {
  try {
    const healed = await refreshMembership(session, remote)
    const mine = session.membership.organisation.devices.get(session.me.device)
    if (mine?.state === 'removed') {
      if (mine.wipe) await session.panic()
      return { ok: false, removed: true, wipe: mine.wipe === true }
    }
    // What others wrote comes first: a rotation pins what was read, and a name that is used elsewhere shows before anything is sent under it.
    let received = await catchUp(session, remote, today)
    if (session.cloned) return { ok: true, sent: 0, received, healed }
    await checkIntake(session)
    await finishRekey(session, remote, today)
    await tendOrganisation(session, remote, today)
    let sent = 0
    for (const ref of session.lanes()) sent += await sendLane(session, remote, ref)
    // Behind what was sent just now, so that a snapshot that is offered says how far its author has read.
    if (sent > 0) received += await catchUp(session, remote, today)
    return { ok: true, sent, received, healed }
  } catch (error) {
    if (error instanceof RemoteError) return { ok: false, problem: error.problem }
    if (error instanceof SealError) return { ok: false, alarm: error.code }
    throw error
  }
}

/** What an admin's device does by itself once a day: a heartbeat, and a fresh notice before the old one expires. */
async function tendOrganisation(session: Session, remote: Remote, today: string): Promise<void> {
  const { organisation, secrets } = session.membership
  if (organisation.persons.get(session.me.person)?.role !== 'admin') return
  await tendKeys(session, remote, today)
  await tendGuests(session, remote, today)
  const own = secrets.spaces.find(({ kind }) => kind === 'org')!
  await appendEntry(session, remote, own.id, today, (membership) => {
    const { lastHeartbeat } = membership.organisation
    return lastHeartbeat && lastHeartbeat >= today ? null : { type: 'heartbeat', heads: pinsNow(membership) }
  })
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
  // Another admin's device may not have let this one into the desk yet, or not again.
  const desk = secrets.spaces.find(({ kind }) => kind === 'intake')
  if (!organisation.intake || !desk) return
  const { recipient, signers } = organisation.intake
  const publication = await signingKey(fromB64(secrets.publication, 32))
  const rules = signedNow(organisation.rules)
  if (!force) {
    const kept = await remote.notice(desk.id).catch((error) => {
      if (error instanceof RemoteError && error.problem === 'unknown') return null
      throw error
    })
    const read =
      kept && toB64(kept.subarray(0, 32)) === toB64(publication.publicKey)
        ? await openNotice(kept, null, today).catch(() => null)
        : null
    const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
    if (
      read &&
      read.notice.expires >= plusDays(today, RENEW_BELOW) &&
      same(read.notice.intake, { recipient, signers }) &&
      same(read.notice.relays, organisation.relays) &&
      same(read.notice.rules, rules)
    )
      return
  }
  const notice: Notice = {
    v: 1,
    org: organisation.id,
    desk: desk.id,
    intake: { recipient, signers },
    relays: organisation.relays,
    rules,
    day: today,
    expires: plusDays(today, 60),
  }
  await remote.putNotice(desk.id, desk.admin, await signNotice(notice, publication))
}

/** Whoever holds the desk's lane computes its keys from the epoch that the log names: nobody can put another recipient there. Throws `not-allowed`. */
async function checkIntake(session: Session): Promise<void> {
  const { intake } = session.membership.organisation
  const holds = session.lanes().some(({ space, lane }) => space === 'intake' && lane === 'intake')
  if (!intake || !holds) return
  const desk = session.profile.secrets.spaces.find(({ kind }) => kind === 'intake')!
  const epoch = epochsOf(desk.id, 'intake', desk.lanes.intake ?? [])[intake.epoch]
  const keys = epoch && (await intakeKeys(epoch))
  if (keys?.recipient !== intake.recipient || toB64(keys.signer.publicKey) !== intake.signers[0])
    throw new SealError('not-allowed', 'the desk’s keys are not those of its lane')
}
