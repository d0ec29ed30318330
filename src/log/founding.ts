/**
 * How an organisation begins: one person, one device, three spaces (its own, a team, an intake desk), everything signed and sealed on the device before
 * anything is sent. Sending may break off anywhere and be done again: the same bytes are kept once.
 */
import { hybridIdentity } from '../seal/age.ts'
import { fromB64, hash, newId, randomBytes, toB64 } from '../seal/bytes.ts'
import { derive } from '../seal/derive.ts'
import { type Notice, signNotice } from '../seal/notice.ts'
import { type SigningKey, signingKey } from '../seal/sign.ts'
import { applyEntry, type Organisation, readGenesis } from './control.ts'
import { type Body, certifyDevice, type Entry, type Lane, signEntry } from './entry.ts'
import type { GuestCase } from './guests.ts'
import { type Epoch, epochOf, newEpoch } from './lane.ts'
import { epochEntry, publicationSeed, tokenOf } from './lane-keys.ts'
import { type Remote, RemoteError } from './remote.ts'
import { sealEntry } from './sealed-entry.ts'
import { applySpaceEntry, readOpening, type Space } from './space.ts'

export type SpaceKind = 'org' | 'team' | 'intake' | 'class' | 'case'

export const SPACE_LANES: Record<SpaceKind, Lane[]> = {
  org: ['control', 'admin'],
  team: ['control', 'identity', 'facts', 'documents', 'strategy'],
  intake: ['control', 'intake'],
  case: ['control', 'identity', 'facts', 'documents', 'strategy'],
  class: ['control'],
}

/** Everything secret that a device holds, as JSON for the vault. Nothing of it ever leaves the device unsealed. */
export interface Secrets {
  v: 1
  org: string
  person: { id: string; seed: string }
  device: { id: string; seed: string; age: string }
  /** Seed of the publication key; empty on devices of those who are no admins. */
  publication: string
  relays: string[]
  /** `admin`: append token, empty where it is not held. `lanes`: the keys of epochs 0 … n. */
  spaces: {
    id: string
    kind: SpaceKind
    admin: string
    member: string
    lanes: Record<string, string[]>
    /** Single cases that this device was given; absent without any. */
    guest?: GuestCase[]
  }[]
}

/** A space with the sealed entries of its control log, in order. */
export interface FoundedSpace {
  id: string
  kind: SpaceKind
  admin: string
  member: string
  entries: Uint8Array[]
}

export interface Founded {
  secrets: Secrets
  organisation: Organisation
  spaces: Map<SpaceKind, Space>
  toSend: FoundedSpace[]
  notice: Uint8Array
}

export interface FoundingInput {
  /** What the organisation calls itself; sealed. */
  name: string
  /** What the first person is called inside; sealed. */
  alias: string
  relays: string[]
  /** UTC day. */
  today: string
}

/** Recipient and signer of an intake desk, the same for everyone who holds the epoch's key. */
export async function intakeKeys(
  epoch: Epoch,
): Promise<{ identity: string; recipient: string; signer: SigningKey }> {
  const ids = [epoch.space, epoch.lane]
  const age = await hybridIdentity(derive(epoch.key, 'intake-age', ids))
  return { ...age, signer: await signingKey(derive(epoch.key, 'intake-sign', ids)) }
}

interface FoundingSpace {
  id: string
  kind: SpaceKind
  admin: string
  member: string
  epochs: Map<Lane, Epoch>
}

/** Ids, first keys, and the tokens that follow from them (protocol §4). */
function makeSpaces(): FoundingSpace[] {
  const made = (['org', 'team', 'intake'] as const).map((kind) => {
    const id = newId()
    return {
      id,
      kind,
      epochs: new Map(SPACE_LANES[kind].map((lane) => [lane, newEpoch({ space: id, lane }, 0)])),
    }
  })
  const adminKey = toB64(made[0]!.epochs.get('admin')!.key)
  return made.map((space) => ({
    ...space,
    admin: tokenOf(space.id, adminKey, 'admin'),
    member: tokenOf(space.id, toB64(space.epochs.get('control')!.key), 'member'),
  }))
}

export async function foundOrganisation({ name, alias, relays, today }: FoundingInput): Promise<Founded> {
  const [personSeed, deviceSeed, ageSeed] = [randomBytes(32), randomBytes(32), randomBytes(32)]
  const spaces = makeSpaces()
  const [own, team, desk] = spaces as [FoundingSpace, FoundingSpace, FoundingSpace]
  const publishing = publicationSeed(own.id, toB64(own.epochs.get('admin')!.key))
  const [identity, key, age, publication] = await Promise.all([
    signingKey(personSeed),
    signingKey(deviceSeed),
    hybridIdentity(ageSeed),
    signingKey(publishing),
  ])
  const person = { id: newId(), alias, key: toB64(identity.publicKey), role: 'admin' as const }
  const device = await certifyDevice(identity, {
    id: newId(),
    person: person.id,
    key: toB64(key.publicKey),
    recipient: age.recipient,
  })

  let organisation: Organisation
  const me = [{ id: device.id, recipient: age.recipient }]
  const sign = async (log: string, head: { seq: number; hash: string } | null, body: Body) =>
    signEntry(key, {
      v: 1,
      log,
      seq: head ? head.seq + 1 : 0,
      prev: head?.hash ?? '',
      day: today,
      author: device.id,
      ...(log !== own.id && { org: [organisation.head.seq, organisation.head.hash] as [number, string] }),
      body,
    } satisfies Entry)

  // The organisation's own log.
  const genesis = await sign(own.id, null, {
    type: 'genesis',
    name,
    person,
    device,
    publication: toB64(publication.publicKey),
  })
  organisation = await readGenesis(genesis.bytes, genesis.hash)
  const ownEntries = [genesis.bytes]
  const intake = await intakeKeys(desk.epochs.get('intake')!)
  const history = [organisation]
  for (const body of [
    await epochEntry(own.epochs.get('control')!, [], me),
    await epochEntry(own.epochs.get('admin')!, [], me),
    { type: 'space', space: team.id, kind: 'team' },
    { type: 'space', space: desk.id, kind: 'intake' },
    { type: 'relays', relays },
    { type: 'intake', recipient: intake.recipient, signer: toB64(intake.signer.publicKey), epoch: 0 },
  ] satisfies Body[]) {
    const { bytes } = await sign(own.id, organisation.head, body)
    organisation = await applyEntry(organisation, bytes)
    history.push(organisation)
    ownEntries.push(bytes)
  }

  // The logs of its spaces: an opening, an epoch a lane, the founder's grant.
  const logs = new Map<SpaceKind, { state: Space; entries: Uint8Array[] }>()
  for (const each of [team, desk]) {
    const kind = each.kind as 'team' | 'intake'
    const lanes = SPACE_LANES[kind]
    const opening = await sign(each.id, null, {
      type: 'opening',
      space: each.id,
      kind,
      org: organisation.id,
      lanes,
    })
    let state = await readOpening(history, opening.bytes)
    const entries = [opening.bytes]
    const bodies: Body[] = []
    bodies.push({ type: 'grant', person: person.id, lanes })
    for (const lane of lanes) bodies.push(await epochEntry(each.epochs.get(lane)!, [], me))
    for (const body of bodies) {
      const { bytes } = await sign(each.id, state.head, body)
      state = await applySpaceEntry(history, state, bytes)
      entries.push(bytes)
    }
    logs.set(kind, { state, entries })
  }

  const notice: Notice = {
    v: 1,
    org: organisation.id,
    desk: desk.id,
    intake: { recipient: intake.recipient, signers: [toB64(intake.signer.publicKey)] },
    relays,
    rules: [],
    day: today,
    expires: plusDays(today, 60),
  }
  const toSend = spaces.map(({ id, kind, admin, member, epochs }) => ({
    id,
    kind,
    admin,
    member,
    entries: (kind === 'org' ? ownEntries : logs.get(kind)!.entries).map((bytes, seq) =>
      sealEntry(epochs.get('control')!, seq, bytes),
    ),
  }))
  return {
    secrets: {
      v: 1,
      org: organisation.id,
      person: { id: person.id, seed: toB64(personSeed) },
      device: { id: device.id, seed: toB64(deviceSeed), age: age.identity },
      publication: toB64(publishing),
      relays,
      spaces: spaces.map(({ id, kind, admin, member, epochs }) => ({
        id,
        kind,
        admin,
        member,
        lanes: Object.fromEntries([...epochs].map(([lane, epoch]) => [lane, [toB64(epoch.key)]])),
      })),
    },
    organisation,
    spaces: new Map([...logs].map(([kind, { state }]) => [kind, state])),
    toSend,
    notice: await signNotice(notice, publication),
  }
}

/** `day` + n as a UTC day. */
export const plusDays = (day: string, n: number): string =>
  new Date(Date.parse(day) + n * 86_400_000).toISOString().slice(0, 10)

/** Sends what was founded. May be called again after any break: what the relay has already is no error. Throws `RemoteError`. */
export async function sendFounded(
  founded: Pick<Founded, 'toSend' | 'notice'>,
  remote: Remote,
  capability: string,
): Promise<void> {
  for (const space of founded.toSend) {
    await remote
      .createSpace(capability, space.id, hashOfToken(space.admin), hashOfToken(space.member))
      .catch(async (error) => {
        // Created by an earlier try that did not hear the answer: then our own token opens it.
        if (error instanceof RemoteError && (error.problem === 'conflict' || error.problem === 'forbidden'))
          await remote.control(space.id, space.member, -1)
        else throw error
      })
    for (const [seq, bytes] of space.entries.entries())
      await remote.appendControl(space.id, space.admin, seq, bytes)
  }
  const desk = founded.toSend.find(({ kind }) => kind === 'intake')!
  await remote.putNotice(desk.id, desk.admin, founded.notice)
}

/** What the relay keeps of a token: SHA-256 over its text. */
export const hashOfToken = (token: string): string => toB64(hash(new TextEncoder().encode(token)))

/** The epochs of a lane that these secrets hold. */
export const epochsOf = (space: string, lane: string, keys: string[]): Epoch[] =>
  keys.map((key, n) => epochOf({ space, lane }, n, fromB64(key, 32)))
