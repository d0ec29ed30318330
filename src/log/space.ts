/**
 * A space's control log (docs/protocol.md §4): its members, its lanes, their epochs. Every entry names the organisation's entry that its author had seen; the author is
 * judged by the organisation as of that one, and by the pins of whatever ended the author's rights later.
 */
import { SealError } from '../seal/errors.ts'
import { admins, authorOf, continues, type Organisation, refuse, type Told } from './control.ts'
import { type BodyOf, type Lane, type Person, readEntry, type SignedEntry } from './entry.ts'
import { type Grant, withGrant, withoutGrant } from './guests.ts'
import { type Head, type Keys, withEpoch, withKeys } from './lane-keys.ts'
import { entitled } from './rights.ts'

export interface Space {
  id: string
  log: string
  kind: BodyOf<'opening'>['kind']
  lanes: Lane[]
  /** person → granted lanes; the role may allow less (`holdsLane`). */
  members: Map<string, Set<Lane>>
  keys: Keys
  /** One-case grants, also those that were withdrawn. */
  grants: ReadonlyMap<string, Grant>
  told: Told[]
  /** The organisation's entry that the newest entry names. */
  org: number
  head: Head
}

/** The organisation after each place of its log; the last one is what the reader knows now. Never empty. */
export type History = readonly Organisation[]

/** What the author had seen. Throws `not-allowed` for one that goes back, `broken-chain` for another history of the organisation. */
function seenBy(history: History, least: number, { entry }: SignedEntry): Organisation {
  const [seq, hash] = entry.org ?? refuse('no place in the organisation')
  const org = history[seq]
  if (org?.head.hash !== hash) throw new SealError('broken-chain', 'another history of the organisation')
  if (seq < least) refuse('goes back in the organisation')
  return org
}

/** Throws `not-allowed` unless the author was an admin there and wrote no further than where the right ended. */
async function judged(
  history: History,
  org: Organisation,
  space: string,
  signed: SignedEntry,
): Promise<Person> {
  const { person } = await authorOf(org, signed)
  if (person.role !== 'admin') refuse(signed.entry.body.type)
  for (const end of history.at(-1)!.ends)
    if (
      end.seq > org.head.seq &&
      (end.device === signed.entry.author || end.person === person.id) &&
      signed.entry.seq > (end.pins.get(space) ?? Number.POSITIVE_INFINITY)
    )
      refuse('dated back')
  return person
}

/** A space's first entry, signed by an admin's device of the organisation that it names. */
export async function readOpening(history: History, bytes: Uint8Array): Promise<Space> {
  const signed = readEntry(bytes)
  const { entry, hash } = signed
  const { body } = entry
  if (body.type !== 'opening' || entry.seq !== 0 || entry.prev !== '')
    throw new SealError('broken-chain', 'no opening')
  const org = seenBy(history, 0, signed)
  if (body.org !== org.id) throw new SealError('wrong-place', 'another organisation')
  if (org.spaces.get(body.space) !== body.kind) refuse('a space the organisation does not know')
  await judged(history, org, body.space, signed)
  return {
    id: body.space,
    log: entry.log,
    kind: body.kind,
    lanes: body.lanes,
    members: new Map(),
    keys: new Map(),
    grants: new Map(),
    told: [],
    org: org.head.seq,
    head: { seq: 0, hash },
  }
}

/** Applies the next entry of a space's log; throws as `applyEntry` does and leaves the space untouched. */
export async function applySpaceEntry(history: History, space: Space, bytes: Uint8Array): Promise<Space> {
  const signed = readEntry(bytes)
  const { entry } = signed
  continues(space.head, space.log, entry)
  const org = seenBy(history, space.org, signed)
  const person = await judged(history, org, space.id, signed)
  const { body } = entry
  const next: Space = { ...space, org: entry.org![0], head: { seq: entry.seq, hash: signed.hash } }
  const known = (lanes: Lane[]) =>
    lanes.every((lane) => space.lanes.includes(lane)) || refuse('a lane the space does not have')
  switch (body.type) {
    case 'epoch':
    case 'keys': {
      const lanes = body.type === 'epoch' ? [body.lane] : body.lanes
      known(lanes)
      for (const lane of lanes) {
        const may = new Set(entitled(org, space, lane).map(({ id }) => id))
        if (body.to.some((id) => !may.has(id))) refuse('a key for somebody who may not have it')
      }
      next.keys = body.type === 'epoch' ? withEpoch(space.keys, body) : withKeys(space.keys, body)
      return next
    }
    case 'grant':
    case 'withdraw': {
      known(body.lanes)
      if (!org.persons.has(body.person)) refuse('a member of nobody')
      // A holder's device seals keys to whoever is granted: so an admin who was not named in a restricted case cannot name themselves, while one who was is there.
      if (
        body.type === 'grant' &&
        space.kind === 'case' &&
        !space.members.has(person.id) &&
        admins(org).some(({ id }) => space.members.has(id))
      )
        refuse('a member of the case grants')
      const lanes = new Set(space.members.get(body.person))
      for (const lane of body.lanes) body.type === 'grant' ? lanes.add(lane) : lanes.delete(lane)
      next.members = new Map(space.members)
      if (lanes.size) next.members.set(body.person, lanes)
      else next.members.delete(body.person)
      return next
    }
    case 'case-grant':
      known([body.lane])
      if (space.kind !== 'team' || body.lane === 'control') refuse('one case, in a team')
      return { ...next, grants: withGrant(space.grants, org, body) }
    case 'case-withdraw':
      return { ...next, grants: withoutGrant(space.grants, body) }
    default:
      return refuse(`${body.type} in a space’s log`)
  }
}
