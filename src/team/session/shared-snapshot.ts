/**
 * Snapshots that members of a lane share (docs/protocol.md §7). A file of the space for each lane and four weeks: a device that is new in a lane begins with it and fetches
 * the log below it afterwards; a second person's device computes it again; only what two persons have signed may be pruned.
 */
import { openCommit } from '../../log/commit.ts'
import { spaceName } from '../../log/membership.ts'
import { type Remote, RemoteError } from '../../log/remote.ts'
import type { WaitReason } from '../../log/replica.ts'
import {
  type Comparison,
  compareWithLog,
  type Manifest,
  type Opened,
  openSnapshot,
  sealSnapshot,
  snapshotFile,
} from '../../log/snapshot.ts'
import { readBody } from '../../log/snapshot-body.ts'
import { SealError } from '../../seal/errors.ts'
import type { Write } from './disk.ts'
import { baseWrites, markOf, readSnapshot, withoutBase } from './kept-lane.ts'
import type { LaneRef, Session } from './session.ts'

/** One snapshot of a lane in so many days, each a file that is never changed. */
const SLOT_DAYS = 28
/** Where the file of a slot is damaged, false or half sent, the next name is taken. */
const ATTEMPTS = 4
/** A new device looks so many slots back. */
const SLOTS_BACK = 6
/** Commits since the last shared one that are worth a new one. */
export const OFFER_AFTER = 2_000
/** What a lie is told about: whose device signed it, and for which lane. */
export interface Lie extends LaneRef {
  device: string
  person: string
}

/** What waits for these may still count, and a reader of the snapshot would not come by it again. */
const HEALS: ReadonlySet<WaitReason> = new Set([
  'gap',
  'far-future',
  'unknown-key',
  'unknown-device',
  'unknown-version',
])

const slotOf = (today: string): number => Math.floor(Date.parse(today) / 86_400_000 / SLOT_DAYS)
const nameOf = ({ space, lane }: LaneRef) => `${space}/${lane}`

interface Found extends Opened {
  file: string
  slot: number
}

const placeAt = (session: Session, ref: LaneRef) => {
  const space = session.profile.secrets.spaces.find((each) => spaceName(each) === ref.space)!
  const { ring } = session.lane(ref).replica
  return { space, ring, first: ring.epochs.get(0)!, pseudonym: session.lane(ref).pseudonym() }
}

/** null where no such file is, or not all of it. */
async function fileAt(
  remote: Remote,
  space: { id: string; member: string },
  file: string,
): Promise<Uint8Array | null> {
  try {
    return await remote.file(remote.spaceFile(space.id, file), space.member)
  } catch (error) {
    if (error instanceof RemoteError && error.problem === 'odd-answer') return null
    throw error
  }
}

/** The newest snapshot at the relay that opens, of this slot or one before it. What does not open is passed over. */
export async function newestSnapshot(
  session: Session,
  remote: Remote,
  ref: LaneRef,
  today: string,
  back = SLOTS_BACK,
): Promise<Found | null> {
  const { space, ring, first, pseudonym } = placeAt(session, ref)
  const { org, kinds, edition = '', now } = session.optionsOf(ref)
  for (let slot = slotOf(today); slot >= 0 && slot > slotOf(today) - back; slot--)
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const file = snapshotFile(first, slot, attempt)
      const bytes = await fileAt(remote, space, file)
      if (!bytes) {
        // Names are taken in turn: after one that is not there comes none, unless it is there in part.
        if ((await remote.partsOf(remote.spaceFile(space.id, file), space.member)).length === 0) break
        continue
      }
      try {
        const opened = await openSnapshot(ring, pseudonym, bytes, { org, kinds, edition, now: now() })
        return { ...opened, file, slot }
      } catch (error) {
        if (!(error instanceof SealError)) throw error
      }
    }
  return null
}

/** After a synchronisation: puts the present state of a lane at the relay. False when something waits, was undone, or this slot has one already. */
export async function offerSnapshot(
  session: Session,
  remote: Remote,
  ref: LaneRef,
  today: string,
): Promise<boolean> {
  const { space, first, pseudonym, ring } = placeAt(session, ref)
  const lane = session.lane(ref)
  const { replica } = lane
  const { position, life } = await session.cursor(ref)
  if (
    lane.queue.length > 0 ||
    replica.stale ||
    lane.below?.log === 'later' ||
    replica.waiting.some(({ reason }) => HEALS.has(reason))
  )
    return false
  if (await newestSnapshot(session, remote, ref, today, 1)) return false
  const epoch = ring.epochs.get(replica.standing().epoch)!
  const me = { device: session.me.device, key: session.me.key }
  const bytes = await sealSnapshot(me, session.membership.organisation.id, pseudonym, epoch, replica.body(), {
    position,
    life,
  })
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const file = snapshotFile(first, slotOf(today), attempt)
    const where = remote.spaceFile(space.id, file)
    if ((await remote.partsOf(where, space.member)).length > 0) continue
    await remote.putFile(where, space.member, bytes)
    return true
  }
  return false
}

/** A device that is new in a lane begins where a snapshot stands, before the first page. False when there is none: then it reads the log. */
export async function beginFromSnapshot(
  session: Session,
  remote: Remote,
  ref: LaneRef,
  today: string,
): Promise<boolean> {
  const lane = session.lane(ref)
  const { position, life } = await session.cursor(ref)
  if (position !== 0 || life !== '' || lane.replica.heads.size > 0 || lane.replica.waiting.length > 0)
    return false
  const found = await newestSnapshot(session, remote, ref, today)
  if (!found) return false
  const { manifest } = found
  await session.reload(ref, [
    ...baseWrites(lane.place, 'later', found.body.text, new Set()),
    session.profile.records.put(`cursor/${nameOf(ref)}`, {
      position: manifest.position,
      life: manifest.life,
    }),
    session.profile.records.put(`begun/${nameOf(ref)}`, { manifest, person: found.person } satisfies Begun),
  ])
  return true
}
interface Begun {
  manifest: Manifest
  person: string
}

/**
 * Fetches the log below the snapshot with which this device began, folds it, and goes on from the log. `different`: whoever signed the snapshot lied, and what is
 * shown from now on is what the log says. `unlike`: the relay does not hand out all of it; nothing changes.
 */
export async function fetchBelow(session: Session, remote: Remote, ref: LaneRef): Promise<Comparison | null> {
  const begun = await session.profile.records.read<Begun>(`begun/${nameOf(ref)}`)
  const lane = session.lane(ref)
  const base = begun && (await readSnapshot(lane.place, 'base'))
  if (!begun || !base || lane.below?.log !== 'later') return null
  const { space } = placeAt(session, ref)
  let after = 0
  for (let more = true; more; ) {
    const page = await remote.lane(space.id, session.pseudonym(ref), space.member, after)
    if (page.frames.length === 0) break
    after = page.frames.at(-1)!.position
    await session.received(
      ref,
      page.frames.map(({ bytes }) => bytes),
      await session.cursor(ref),
    )
    more = page.more
  }
  const log = (await lane.log()).map(({ bytes }) => bytes)
  const outcome = await compareWithLog(
    { ...begun, body: base.body },
    log,
    lane.replica.ring,
    session.optionsOf(ref),
  )
  if (outcome !== 'unlike') await session.reload(ref, withoutBase(nameOf(ref), ['begun']))
  return outcome
}

/**
 * Computes the newest snapshot of another person again and, when it is the same, says so in the lane: the commit's signature is the signature on its hash.
 * `different` is told and changes nothing.
 */
export async function confirmSnapshot(
  session: Session,
  remote: Remote,
  ref: LaneRef,
  today: string,
): Promise<{ outcome: Comparison | 'none' | 'own' | 'confirmed already'; found: Found | null }> {
  const found = await newestSnapshot(session, remote, ref, today)
  if (!found) return { outcome: 'none', found }
  if (confirmedBy(session, ref, found) !== null) return { outcome: 'confirmed already', found }
  if (found.person === session.me.person) return { outcome: 'own', found }
  const outcome = await recompute(session, ref, found)
  if (outcome === 'same')
    await session.write([
      { ...ref, about: '', operations: [[`s${found.file}`, 'same', found.manifest.hash]] },
    ])
  return { outcome, found }
}

async function recompute(session: Session, ref: LaneRef, found: Found): Promise<Comparison> {
  const lane = session.lane(ref)
  const log = (await lane.log()).map(({ bytes }) => bytes)
  const base = await readSnapshot(lane.place, 'base')
  const { floor, log: below } = base?.meta.below ?? { floor: [], log: null }
  // What this device only began with it cannot vouch for.
  if (below === 'later') return 'unlike'
  const text = base?.body.text
  return compareWithLog(found, log, lane.replica.ring, {
    ...session.optionsOf(ref),
    ...(text && { base: () => readBody(text), below: { log: 'never' as const, floor: new Map(floor) } }),
  })
}

/** The person, other than its author, who has signed a snapshot's hash; null when nobody has. */
export function confirmedBy(
  session: Session,
  ref: LaneRef,
  { file, manifest, person }: Found,
): string | null {
  const said = session.state(ref).get(`s${file}`)?.get('same')
  if (said?.value !== manifest.hash) return null
  const other = session.membership.organisation.devices.get(said.origin.device)?.person ?? null
  return other === person ? null : other
}

/**
 * Removes from this disk the log below the newest snapshot that a second person has confirmed, after computing it once more here. How many commits went; 0 when
 * there is no such snapshot, or when this device comes to another state (then nothing is removed).
 */
export async function prune(session: Session, remote: Remote, ref: LaneRef, today: string): Promise<number> {
  const found = await newestSnapshot(session, remote, ref, today)
  const lane = session.lane(ref)
  if (!found || lane.below?.log === 'later' || lane.queue.length > 0) return 0
  if (confirmedBy(session, ref, found) === null || (await recompute(session, ref, found)) !== 'same') return 0
  const { ring, waiting } = lane.replica
  const pseudonym = lane.pseudonym()
  const kept = new Set(waiting.map(({ bytes }) => markOf(bytes)))
  const gone: Write[] = []
  for (const { key, bytes } of await lane.log()) {
    if (kept.has(markOf(bytes))) continue
    const { device, seq } = openCommit(ring, pseudonym, bytes)
    if (seq <= (found.body.heads.get(device)?.seq ?? -1)) gone.push({ store: 'commits', key, remove: true })
  }
  await session.reload(ref, [
    ...gone,
    ...baseWrites(lane.place, 'never', found.body.text, await lane.marks()),
  ])
  return gone.length
}

/**
 * What a device does by itself after a synchronisation, one lane at a time: fetches what it began without, computes the snapshots of others again, offers one where a lane
 * has grown. Nothing is pruned by itself. Returns the lies that were found.
 */
export async function tendSnapshots(
  session: Session,
  remote: Remote,
  today: string,
  least = OFFER_AFTER,
): Promise<Lie[]> {
  const { records, disk } = session.profile
  const lies: Lie[] = []
  for (const ref of session.fullLanes()) {
    const lie = (device: string, person: string) => lies.push({ ...ref, device, person })
    if (session.lane(ref).below?.log === 'later') {
      const begun = await records.read<Begun>(`begun/${nameOf(ref)}`)
      if ((await fetchBelow(session, remote, ref)) === 'different' && begun)
        lie(begun.manifest.device, begun.person)
      continue
    }
    const slot = slotOf(today)
    const done = await records.read<{ slot: number }>(`shared/${nameOf(ref)}`)
    if (
      done?.slot === slot ||
      [...session.lane(ref).replica.heads.values()].reduce((sum, { seq }) => sum + seq + 1, 0) < least
    )
      continue
    const { outcome, found } = await confirmSnapshot(session, remote, ref, today)
    if (outcome === 'different') lie(found!.manifest.device, found!.person)
    const offered = found?.slot !== slot && (await offerSnapshot(session, remote, ref, today))
    if (offered || found?.slot === slot) await disk.write([records.put(`shared/${nameOf(ref)}`, { slot })])
  }
  return lies
}
