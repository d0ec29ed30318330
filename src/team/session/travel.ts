/**
 * A laptop on the road keeps only the cases that were chosen, and no key of the organisation at all: a lane's key would open everything that the relay holds.
 * So the device becomes an organisation of its own for a while, with keys that open nothing elsewhere, and the chosen cases are written into it. Home again it
 * comes back as a new device (from the return file or the printed kit) and brings what was written on the road.
 */

import type { Lanes } from '../../casework/cases.ts'
import { CASE_LANES, splitByLane } from '../../casework/fields.ts'
import {
  type CaseChange,
  changesSince,
  operationsOf,
  type PackedCase,
  packCases,
} from '../../casework/packed.ts'
import type { PlainDate } from '../../law/types.ts'
import { foundOrganisation, type Secrets } from '../../log/founding.ts'
import { type KitSecrets, makeKit, readKit } from '../../log/kit.ts'
import type { KnownEntries } from '../../log/membership.ts'
import { hybridIdentity, openWithPassphrase, sealWithPassphrase } from '../../seal/age.ts'
import type { Argon2id } from '../../seal/argon2.ts'
import { fromUtf8, randomBytes, utf8 } from '../../seal/bytes.ts'
import { SealError } from '../../seal/errors.ts'
import { knownOf } from '../members/pending-setup.ts'
import { createProfile, type Profile, putKnown, readProfile } from './profile.ts'
import { type Change, Session } from './session.ts'
import { stagedDisk } from './staged-disk.ts'

const TRAVEL = 'travel'
const BROUGHT = 'brought'
/** No address at all (RFC 6761): on the road the device asks no relay. */
const NOWHERE = 'https://away.invalid'

interface Travel {
  since: PlainDate
  /** As they were taken along: what has changed is found by comparing. */
  cases: PackedCase[]
}

/** The folded lanes of the team's space that a session holds. */
export function lanesOf(session: Session): Lanes {
  const held = new Set(session.lanes().flatMap(({ space, lane }) => (space === 'team' ? [lane] : [])))
  return Object.fromEntries(
    CASE_LANES.filter((lane) => held.has(lane)).map((lane) => [lane, session.state({ space: 'team', lane })]),
  )
}

/** Changes of cases as writes to the team's lanes. */
export const changesOf = (cases: readonly CaseChange[]): Change[] =>
  cases.flatMap(({ about, operations }) =>
    splitByLane(operations).flatMap(({ lane, operations: part }): Change[] =>
      lane === 'intake' ? [] : [{ space: 'team', lane, about, operations: part }],
    ),
  )

// ── the way back ─────────────────────────────────────────────────────────────────────────────────────────

const RETURN = 'hamroh-return'

/** The return file: what the printed kit holds, under a passphrase of its own. It is kept anywhere but on this laptop. */
export const sealReturn = (secrets: KitSecrets, passphrase: string, work?: number): Promise<Uint8Array> =>
  sealWithPassphrase(
    passphrase,
    utf8(JSON.stringify({ format: RETURN, version: 1, ...makeKit(secrets) })),
    work,
  )

/** Throws `bad-seal` for another passphrase and a damaged file, `bad-shape` for another kind of file, `unknown-version` for a later one. */
export async function openReturn(file: Uint8Array, passphrase: string): Promise<KitSecrets> {
  let read: { format?: unknown; version?: unknown; code?: unknown; lines?: unknown }
  try {
    read = JSON.parse(fromUtf8(await openWithPassphrase(passphrase, file)))
  } catch (error) {
    throw error instanceof SealError ? error : new SealError('bad-shape', 'return file')
  }
  if (read?.format !== RETURN) throw new SealError('bad-shape', 'return file')
  if (read.version !== 1) throw new SealError('unknown-version', 'return file')
  if (typeof read.code !== 'string' || !Array.isArray(read.lines))
    throw new SealError('bad-shape', 'return file')
  return readKit(read.code, read.lines.join('\n'))
}

// ── leaving ──────────────────────────────────────────────────────────────────────────────────────────────

export interface Leaving {
  cases: ReadonlySet<string>
  /** For the road; another than at home, because what the disk has erased may still lie on it under the old one. */
  passphrase: string
  /** What the screens call the organisation and the person on the road. */
  name: string
  alias: string
  today: PlainDate
}

export type TravelRefusal =
  /** Something was not sent: it would be lost. */
  | 'unsent'
  | 'no-case'
  /** The passphrase is the one from home. */
  | 'same-passphrase'

export class TravelError extends Error {
  readonly refusal: TravelRefusal
  constructor(refusal: TravelRefusal) {
    super(refusal)
    this.name = 'TravelError'
    this.refusal = refusal
  }
}

/**
 * Puts a profile for the road in place of the one that is there, in one transaction. The session is not locked: the caller does that, whatever comes. Throws
 * `TravelError` and what the disk throws; then nothing has changed.
 */
export async function leave(session: Session, leaving: Leaving, argon2id: Argon2id): Promise<Profile> {
  const { disk, vault } = session.profile
  const waiting = await Promise.all(['outbox/', 'upload/', 'pending'].map((key) => disk.list('records', key)))
  if (session.unsent() > 0 || waiting.some(({ length }) => length > 0)) throw new TravelError('unsent')
  const wrap = await disk.get('wrap', 'wrap')
  const same = await vault
    .isOpenedBy(JSON.parse(String(wrap)), leaving.passphrase, argon2id)
    .catch((error) =>
      error instanceof SealError && error.code === 'bad-seal' ? false : Promise.reject(error),
    )
  if (same) throw new TravelError('same-passphrase')
  const cases = packCases(lanesOf(session), leaving.cases)
  if (cases.length === 0) throw new TravelError('no-case')

  const held = new Set(session.lanes().flatMap(({ space, lane }) => (space === 'team' ? [lane] : [])))
  const founded = await foundOrganisation({
    name: leaving.name,
    alias: leaving.alias,
    relays: [NOWHERE],
    today: leaving.today,
  })
  const secrets = await withoutLanes(founded.secrets, held)
  const known = knownOf(founded.secrets, founded.toSend)
  const staged = stagedDisk()
  const made = await createProfile(staged, leaving.passphrase, { secrets }, known, argon2id)
  const road = await Session.open(made)
  await road.write(changesOf(cases.map((each) => ({ about: each.id, operations: operationsOf(each) }))), [
    made.records.put(TRAVEL, { since: leaving.today, cases } satisfies Travel),
  ])
  // What was taken along waits for nobody; what is written on the road does.
  await staged.write(
    (await staged.list('commits', 'unsent/')).map(({ key }) => ({ store: 'commits', key, remove: true })),
  )
  await staged.replace(disk)
  return { ...made, disk }
}

/**
 * A lane that is not held at home is not there on the road either: an empty one would say "there is nothing". The device's own identity is replaced by one that
 * opens nothing, or it would learn the lane's key from the log again.
 */
async function withoutLanes(secrets: Secrets, held: ReadonlySet<string>): Promise<Secrets> {
  if (CASE_LANES.every((lane) => held.has(lane))) return secrets
  const { identity } = await hybridIdentity(randomBytes(32))
  return {
    ...secrets,
    device: { ...secrets.device, age: identity },
    spaces: secrets.spaces.map((space) =>
      space.kind === 'team'
        ? {
            ...space,
            lanes: Object.fromEntries(
              Object.entries(space.lanes).filter(([lane]) => lane === 'control' || held.has(lane)),
            ),
          }
        : space,
    ),
  }
}

/** Since when this profile is on the road; null at home. */
export async function travelling(
  profile: Pick<Profile, 'records'>,
): Promise<{ since: PlainDate; cases: number } | null> {
  const travel = await profile.records.read<Travel>(TRAVEL)
  return travel && { since: travel.since, cases: travel.cases.length }
}

// ── coming home ──────────────────────────────────────────────────────────────────────────────────────────

/**
 * Puts the home profile back, in one transaction, with what was written on the road beside it. `restored` is what coming back from a kit gives: a new device.
 * The passphrase of the road stays until it is changed. Throws what the disk throws; then nothing has changed.
 */
export async function comeHome(
  session: Session,
  restored: { secrets: Secrets; known: KnownEntries },
): Promise<Profile> {
  const { disk, vault, records } = session.profile
  const travel = await records.read<Travel>(TRAVEL)
  const changes = changesSince(travel?.cases ?? [], lanesOf(session))
  const staged = stagedDisk()
  await staged.write([
    ...(await disk.list('wrap', '')).map(({ key, value }) => ({ store: 'wrap' as const, key, value })),
    records.put('secrets', restored.secrets),
    records.put('settings', (await records.read('settings')) ?? {}),
    putKnown(records, restored.known),
    ...(changes.length ? [records.put(BROUGHT, changes)] : []),
  ])
  await staged.replace(disk)
  return readProfile(disk, vault)
}

/** Writes what was brought from the road, once the home lanes are here again. Returns how many cases it concerned; nothing is written twice. */
export async function unpack(session: Session): Promise<number> {
  const changes = await session.profile.records.read<CaseChange[]>(BROUGHT)
  if (!changes) return 0
  await session.write(changesOf(changes), [{ store: 'records', key: BROUGHT, remove: true }])
  return changes.length
}
