/**
 * What an admin's device does by itself whenever it reads the logs: keys to those who have come, new keys where somebody has left (docs/protocol.md §5). Who is entitled
 * follows from the logs alone, so a removal that broke off in the middle is finished by whichever admin's device comes next.
 */
import type { Body, Lane } from '../../log/entry.ts'
import { epochsOf, intakeKeys } from '../../log/founding.ts'
import { currentEpoch, type Epoch, epochOf, newEpoch } from '../../log/lane.ts'
import { epochEntry, type Head, keysEntry, type Recipient, sealFor } from '../../log/lane-keys.ts'
import { type Membership, ringOf, spaceName } from '../../log/membership.ts'
import type { Remote } from '../../log/remote.ts'
import { entitled, incoming, outgoing } from '../../log/rights.ts'
import type { Space } from '../../log/space.ts'
import { fromB64, toB64 } from '../../seal/bytes.ts'
import { appendEntry, settleTokens } from './entries.ts'
import type { Session } from './session.ts'

interface Due {
  space: string
  body: Body
}

/** A bound against a mistake of ours, not of the world: every step brings holders and entitled nearer. */
const MOST_STEPS = 500

/** Returns how many entries were written. Does nothing on a device of somebody who is no admin. Throws as `appendEntry`. */
export async function tendKeys(session: Session, remote: Remote, today: string): Promise<number> {
  let steps = 0
  if (session.membership.organisation.persons.get(session.me.person)?.role !== 'admin') return 0
  for (; steps < MOST_STEPS; steps++) {
    const due = await nextDue(session)
    if (!due) break
    // Asked again after somebody else was faster: then perhaps nothing is due any more.
    let first: Body | null = due.body
    await appendEntry(session, remote, due.space, today, async () => {
      const body = first
      first = null
      if (body) return body
      const again = await nextDue(session)
      return again?.space === due.space ? again.body : null
    })
  }
  await settleTokens(session, remote)
  return steps
}

/** The next entry that is missing, control lanes first: who has left shall not read the entries that follow. */
async function nextDue(session: Session): Promise<Due | null> {
  const { membership } = session
  const { secrets, organisation: org } = membership
  for (const held of secrets.spaces) {
    if (membership.shutOut.has(held.id)) continue
    const name = spaceName(held)
    const space = held.kind === 'org' ? null : membership.spaces.get(name)
    if (space === undefined) continue
    const lanes = Object.keys(held.lanes) as Lane[]
    lanes.sort((x, y) => Number(y === 'control') - Number(x === 'control'))
    const { keys } = space ?? org
    for (const lane of lanes) {
      const first = keys.has(lane)
        ? null
        : await firstEpoch(session, org, space, held.id, lane, held.lanes[lane]![0]!)
      if (first) return { space: held.id, body: first }
      if (outgoing(org, space, lane).length > 0)
        return { space: held.id, body: await rotation(session, membership, held.id, name, space, lane) }
    }
    const coming = groupComing(
      lanes.filter((lane) => keys.has(lane)).map((lane) => [lane, incoming(org, space, lane)]),
    )
    if (!coming) continue
    const { lanes: given, to } = coming
    // Who cannot read the space's log yet gets its control keys in the organisation's.
    if (space && given.includes('control')) {
      const own = secrets.spaces.find(({ kind }) => kind === 'org')!
      const control = held.lanes.control!
      const admitted = org.admitted.get(held.id)
      const fresh = to.filter(({ id }) => (admitted?.get(id) ?? -1) < control.length - 1)
      if (fresh.length > 0)
        return {
          space: own.id,
          body: {
            type: 'admit',
            space: held.id,
            epoch: control.length - 1,
            ...(await sealFor(fresh, { space: held.id, kind: held.kind, control })),
          },
        }
    }
    const newest = given.map((lane) => currentEpoch(ringOf(secrets, name, lane)))
    return { space: held.id, body: await keysEntry(held.id, newest, to) }
  }
  return intakeDue(membership)
}

/** The first set of lanes that some devices lack, with all devices that lack exactly these. */
function groupComing(missing: [Lane, Recipient[]][]): { lanes: Lane[]; to: Recipient[] } | null {
  const lacking = new Map<string, { lanes: Lane[]; recipient: Recipient }>()
  for (const [lane, recipients] of missing)
    for (const recipient of recipients) {
      const known = lacking.get(recipient.id) ?? { lanes: [], recipient }
      known.lanes.push(lane)
      lacking.set(recipient.id, known)
    }
  const [first] = lacking.values()
  if (!first) return null
  const same = [...lacking.values()].filter(({ lanes }) => String(lanes) === String(first.lanes))
  return { lanes: first.lanes, to: same.slice(0, 64).map(({ recipient }) => recipient) }
}

/** Announces the first key of a space that this device has opened; to itself, others follow as newcomers. */
async function firstEpoch(
  session: Session,
  org: Membership['organisation'],
  space: Space | null,
  id: string,
  lane: Lane,
  key: string,
): Promise<Body | null> {
  const me = entitled(org, space, lane).filter((each) => each.id === session.me.device)
  return me.length ? epochEntry(epochOf({ space: id, lane }, 0, fromB64(key, 32)), [], me) : null
}

async function rotation(
  session: Session,
  { secrets, organisation }: Membership,
  id: string,
  name: string,
  space: Space | null,
  lane: Lane,
): Promise<Body> {
  const held = secrets.spaces.find((each) => each.id === id)!
  const earlier: Epoch[] = epochsOf(id, lane, held.lanes[lane]!)
  const isLane = session.fullLanes().some((ref) => ref.space === name && ref.lane === lane)
  const heads: ReadonlyMap<string, Head> = isLane ? session.heads({ space: name, lane }) : new Map()
  // Who is new to a space cannot find this entry before an `admit` in the organisation's log has led there: they come in afterwards.
  const inside = space && lane === 'control' ? space.keys.get(lane)?.holders : undefined
  const to = entitled(organisation, space, lane).filter(
    (each) => !inside || inside.has(each.id) || each.id === session.me.device,
  )
  return epochEntry(newEpoch({ space: id, lane }, earlier.length), earlier, to, heads)
}

/** After the desk's lane was rotated, families write to its newest keys (protocol §4, "Intake after a removal"). */
async function intakeDue({ secrets, organisation, spaces }: Membership): Promise<Due | null> {
  const desk = secrets.spaces.find(({ kind }) => kind === 'intake')
  const epoch = desk && epochsOf(desk.id, 'intake', desk.lanes.intake ?? []).at(-1)
  const chain = spaces.get('intake')?.keys.get('intake')?.chain.length ?? 0
  if (!epoch || epoch.n !== chain - 1 || !organisation.intakeDue || organisation.intake?.epoch === epoch.n)
    return null
  const { recipient, signer } = await intakeKeys(epoch)
  const own = secrets.spaces.find(({ kind }) => kind === 'org')!
  return {
    space: own.id,
    body: { type: 'intake', recipient, signer: toB64(signer.publicKey), epoch: epoch.n },
  }
}
