/**
 * Reads the control logs from the relay and verifies every right from genesis (docs/protocol.md §4): the relay may withhold, it cannot invent.
 * What was known before is never taken back: a different log is a fork and is told; a shorter one is healed. Keys that the logs bring to this device are learned on the way.
 */
import * as v from 'valibot'
import { fromB64, readU32, sameBytes, toB64 } from '../seal/bytes.ts'
import { SealError } from '../seal/errors.ts'
import { signingKey } from '../seal/sign.ts'
import { applyEntry, type Organisation, readGenesis } from './control.ts'
import { type Body, readEntry, verifyEntry } from './entry.ts'
import { epochsOf, type Secrets, type SpaceKind } from './founding.ts'
import { guestCases } from './guests.ts'
import { emptyKeyring, epochFor, type Keyring } from './lane.ts'
import {
  EpochSeal,
  type Head,
  type Keys,
  KeysSeal,
  openFor,
  publicationSeed,
  tokenOf,
  unfold,
} from './lane-keys.ts'
import { type Remote, RemoteError } from './remote.ts'
import { openEntry, sealEntry } from './sealed-entry.ts'
import { applySpaceEntry, readOpening, type Space } from './space.ts'

/** The signed entries a device has accepted, by space; empty bytes where junk has spent a place. Kept in the vault: the next reading continues them. */
export type KnownEntries = Map<string, Uint8Array[]>

type SecretSpace = Secrets['spaces'][number]

/** What a space is called on this device: an organisation has one team and one desk; of restricted cases and classes there are several. */
export const spaceName = ({ kind, id }: { kind: SpaceKind; id: string }): string =>
  kind === 'case' || kind === 'class' ? id : kind

export interface Alarm {
  space: string
  /** Another entry than an admin vouched for; fewer entries than an admin has seen; keys that are not the announced ones. */
  what: 'fork' | 'withheld' | 'keys'
}

export interface Membership {
  organisation: Organisation
  history: Organisation[]
  /** By `spaceName`. */
  spaces: Map<string, Space>
  /** Control lanes, by space id. */
  rings: Map<string, Keyring>
  known: KnownEntries
  /** With what the logs have brought to this device: newer epochs, further spaces, tokens. */
  secrets: Secrets
  /** Spaces whose log is shorter at the relay than here: it was restored from a backup and is healed by `healControl`. */
  behind: Set<string>
  /** Spaces whose newest token the relay does not know (yet, or not any more): an admin's device sets it. */
  staleTokens: Set<string>
  /** Spaces whose further entries are sealed under a key that this device was not given. */
  shutOut: Set<string>
  alarms: Alarm[]
  /** Under which control epoch each place of a log is sealed. */
  sealedUnder: Map<string, number[]>
}

export function ringOf(secrets: Secrets, name: string, lane: string): Keyring {
  const space = secrets.spaces.find((each) => spaceName(each) === name)
  const ring = emptyKeyring()
  for (const epoch of epochsOf(space?.id ?? '', lane, space?.lanes[lane] ?? []))
    ring.epochs.set(epoch.n, epoch)
  return ring
}

const ADMIT = v.strictObject({
  space: v.string(),
  kind: v.picklist(['team', 'intake', 'class', 'case']),
  control: v.pipe(v.array(v.string()), v.minLength(1)),
})

/** Whether an entry that may not have effect is at least a link of the chain: at its place, signed by a device the organisation ever knew. */
async function stands(
  head: Head,
  log: string,
  devices: Organisation['devices'],
  bytes: Uint8Array,
): Promise<(Head & { author: string }) | null> {
  try {
    const signed = readEntry(bytes)
    const { entry, hash } = signed
    const device = devices.get(entry.author)
    if (!device || entry.log !== log || entry.seq !== head.seq + 1 || entry.prev !== head.hash) return null
    await verifyEntry(signed, device.key)
    return { seq: entry.seq, hash, author: entry.author }
  } catch (error) {
    if (error instanceof SealError) return null
    throw error
  }
}

/** The next state of a log: with the entry's effect, without it (`refused`), or with a place spent by junk. */
async function after<T extends { log: string; head: Head; told: Organisation['told'] }>(
  state: T,
  devices: Organisation['devices'],
  bytes: Uint8Array,
  apply: () => Promise<T>,
): Promise<{ state: T; effect: boolean }> {
  try {
    return { state: await apply(), effect: true }
  } catch (error) {
    if (!(error instanceof SealError)) throw error
    const link = await stands(state.head, state.log, devices, bytes)
    const seq = state.head.seq + 1
    return {
      state: {
        ...state,
        head: { seq, hash: link?.hash ?? state.head.hash },
        told: [...state.told, { seq, what: link ? 'refused' : 'junk', author: link?.author ?? '' }],
      },
      effect: false,
    }
  }
}

/** One reading of all logs. A class for what the steps share; nothing of it outlives the reading. */
class Reading {
  readonly held: Secrets
  readonly known: KnownEntries
  readonly #remote: Remote | null
  readonly history: Organisation[] = []
  readonly spaces = new Map<string, Space>()
  readonly hashes = new Map<string, string[]>()
  readonly sealedUnder = new Map<string, number[]>()
  readonly behind = new Set<string>()
  readonly staleTokens = new Set<string>()
  readonly shutOut = new Set<string>()
  readonly ahead = new Set<string>()
  readonly alarms: Alarm[] = []

  constructor(secrets: Secrets, known: KnownEntries, remote: Remote | null) {
    this.held = structuredClone(secrets)
    this.known = new Map([...known].map(([space, entries]) => [space, [...entries]]))
    this.#remote = remote
  }

  #keys(space: SecretSpace): Keys {
    const state = space.kind === 'org' ? this.history.at(-1) : this.spaces.get(space.id)
    return state?.keys ?? new Map()
  }

  ring(space: SecretSpace): Keyring {
    const ring = emptyKeyring()
    for (const epoch of epochsOf(space.id, 'control', space.lanes.control ?? []))
      ring.epochs.set(epoch.n, epoch)
    return ring
  }

  /** Judges what is known of a log, then what the relay adds. */
  async read(space: SecretSpace): Promise<void> {
    const entries = this.known.get(space.id) ?? []
    this.known.set(space.id, entries)
    const judged = this.hashes.get(space.id)?.length ?? 0
    for (let at = judged; at < entries.length; at++) if (!(await this.#take(space, entries[at]!))) return
    if (this.#remote && !this.shutOut.has(space.id)) await this.#pull(space, entries)
    if (entries.length === 0)
      throw new SealError('broken-chain', space.kind === 'org' ? 'no genesis' : 'no opening')
  }

  async #pull(space: SecretSpace, entries: Uint8Array[]): Promise<void> {
    // One known entry is read again: it shows whether the relay still has the same log, a shorter one, or another one.
    let from = Math.max(-1, entries.length - 2)
    for (let more = true; more; ) {
      const page = await this.#page(space, from)
      if (page.frames.length === 0 && from < entries.length - 1) this.behind.add(space.id)
      for (const { position, bytes } of page.frames) {
        if (position > entries.length) throw new SealError('broken-chain', 'a control entry is missing')
        const opened = this.#open(space, position, bytes)
        if (opened === null) {
          this.shutOut.add(space.id)
          return
        }
        if (position < entries.length) {
          if (!sameBytes(opened, entries[position]!))
            throw new SealError('broken-chain', 'the relay shows another history')
        } else {
          if (!(await this.#take(space, opened))) return
          entries.push(opened)
        }
        from = position
      }
      more = page.more && page.frames.length > 0
    }
  }

  /** The signed entry at a place; empty bytes for junk; null when the key of its epoch was not given to this device. */
  #open(space: SecretSpace, position: number, bytes: Uint8Array): Uint8Array | null {
    const chain = this.#keys(space).get('control')?.chain ?? []
    const under = this.sealedUnder.get(space.id)?.[position] ?? Math.max(0, chain.length - 1)
    const JUNK = new Uint8Array(0)
    if (bytes.length < 36 || readU32(bytes, 20) !== under) return JUNK
    const ring = this.ring(space)
    const announced = chain[under]?.keyId
    const keyId = bytes.subarray(24, 32)
    if (announced !== undefined && !sameBytes(keyId, fromB64(announced, 8))) return JUNK
    try {
      epochFor(ring, under, keyId)
    } catch {
      return announced === undefined ? JUNK : null
    }
    try {
      return openEntry(ring, space.id, position, bytes)
    } catch (error) {
      if (error instanceof SealError) return JUNK
      throw error
    }
  }

  /** False when the entry names a place of the organisation that is not known here yet: it is read again after the organisation. */
  async #take(space: SecretSpace, bytes: Uint8Array): Promise<boolean> {
    const under = Math.max(0, (this.#keys(space).get('control')?.chain.length ?? 0) - 1)
    let effect = true
    let head: Head
    if (space.kind === 'org') {
      const last = this.history.at(-1)
      const next = last
        ? await after(last, last.devices, bytes, () => applyEntry(last, bytes))
        : { state: await readGenesis(bytes, this.held.org), effect: true }
      this.history.push(next.state)
      ;({ effect } = next)
      head = next.state.head
    } else {
      if (this.#namesLater(bytes)) {
        this.ahead.add(space.id)
        return false
      }
      const last = this.spaces.get(space.id)
      const next = last
        ? await after(last, this.history.at(-1)!.devices, bytes, () =>
            applySpaceEntry(this.history, last, bytes),
          )
        : { state: await readOpening(this.history, bytes), effect: true }
      this.spaces.set(space.id, next.state)
      ;({ effect } = next)
      head = next.state.head
    }
    this.#append(this.hashes, space.id, head.hash)
    this.#append(this.sealedUnder, space.id, under)
    if (effect) await this.#learn(space, readEntry(bytes).entry.body)
    return true
  }

  #append<T>(lists: Map<string, T[]>, space: string, value: T): void {
    const list = lists.get(space) ?? []
    list.push(value)
    lists.set(space, list)
  }

  #namesLater(bytes: Uint8Array): boolean {
    try {
      return (readEntry(bytes).entry.org?.[0] ?? 0) >= this.history.length
    } catch {
      return false
    }
  }

  /** Takes the keys that an entry brings to this device. A seal that is not what it says is an alarm and changes nothing. */
  async #learn(space: SecretSpace, body: Body): Promise<void> {
    const me = { id: this.held.device.id, identity: this.held.device.age }
    try {
      if (body.type === 'epoch') {
        if (space.lanes[body.lane]?.[body.n]) return
        const seal = await openFor(me, body, EpochSeal)
        if (seal) this.#hold(space, seal.space, seal.lane, seal.n, seal.key)
      } else if (body.type === 'keys') {
        const keys = this.#keys(space)
        if (body.lanes.every((lane) => space.lanes[lane]?.[(keys.get(lane)?.chain.length ?? 1) - 1])) return
        const seal = await openFor(me, body, KeysSeal)
        for (const [lane, n, key] of seal?.keys ?? []) this.#hold(space, seal!.space, lane, n, key)
      } else if (body.type === 'admit') {
        const known = this.held.spaces.find(({ id }) => id === body.space)
        if ((known?.lanes.control?.length ?? 0) > body.epoch) return
        const seal = await openFor(me, body, ADMIT)
        if (!seal) return
        if (seal.space !== body.space || this.history.at(-1)!.spaces.get(seal.space) !== seal.kind)
          throw new SealError('wrong-place', 'admit')
        if (known) {
          // Somebody who had left has come back. The log itself shows whether these are its keys.
          known.lanes.control = seal.control
          this.shutOut.delete(known.id)
          return
        }
        this.held.spaces.push({
          id: seal.space,
          kind: seal.kind,
          admin: '',
          member: tokenOf(seal.space, seal.control.at(-1)!, 'member'),
          lanes: { control: seal.control },
        })
      }
    } catch (error) {
      if (!(error instanceof SealError)) throw error
      this.alarms.push({ space: space.id, what: 'keys' })
    }
  }

  #hold(space: SecretSpace, named: string, lane: string, n: number, key: string): void {
    if (named !== space.id) throw new SealError('wrong-place', 'keys of another space')
    const chain = this.#keys(space).get(lane as 'control')?.chain ?? []
    const all = unfold(space.id, chain, n, key).map((epoch) => toB64(epoch.key))
    if ((space.lanes[lane]?.length ?? 0) < all.length) space.lanes[lane] = all
  }

  /** A page, with the newest token that the relay takes. */
  async #page(space: SecretSpace, from: number) {
    const newest = (space.lanes.control ?? []).toReversed().map((key) => tokenOf(space.id, key, 'member'))
    for (const token of new Set([space.member, ...newest]))
      try {
        const page = await this.#remote!.control(space.id, token, from)
        space.member = token
        return page
      } catch (error) {
        if (!(error instanceof RemoteError) || error.problem !== 'forbidden') throw error
      }
    throw new RemoteError('forbidden')
  }

  /** The newest tokens, where the relay takes them. */
  async settleTokens(): Promise<void> {
    const own = this.held.spaces.find(({ kind }) => kind === 'org')!
    const adminKey = own.lanes.admin?.at(-1)
    for (const space of this.held.spaces) {
      if (adminKey) space.admin = tokenOf(space.id, adminKey, 'admin')
      const control = space.lanes.control?.at(-1)
      const newest = control === undefined ? space.member : tokenOf(space.id, control, 'member')
      if (newest === space.member || this.shutOut.has(space.id) || !this.#remote) continue
      try {
        await this.#remote.control(space.id, newest, this.known.get(space.id)!.length)
        space.member = newest
      } catch (error) {
        if (!(error instanceof RemoteError) || error.problem !== 'forbidden') throw error
        this.staleTokens.add(space.id)
      }
    }
  }

  /** The single cases that this device was given, as the logs stand now; those of an ended grant are forgotten. */
  async settleCases(): Promise<void> {
    const me = { id: this.held.device.id, identity: this.held.device.age }
    for (const space of this.held.spaces) {
      const grants = this.spaces.get(space.id)?.grants
      if (!grants?.size && !space.guest) continue
      try {
        const cases = await guestCases(grants ?? new Map(), space.id, me, space.guest ?? [])
        if (cases.length) space.guest = cases
        else delete space.guest
      } catch (error) {
        if (!(error instanceof SealError)) throw error
        this.alarms.push({ space: space.id, what: 'keys' })
      }
    }
  }

  /** An admin's device finds the publication key among the keys of the admin lane. */
  async settlePublication(): Promise<void> {
    const own = this.held.spaces.find(({ kind }) => kind === 'org')!
    for (const key of own.lanes.admin ?? []) {
      const seed = publicationSeed(own.id, key)
      if (toB64((await signingKey(seed)).publicKey) === this.history.at(-1)!.publication)
        this.held.publication = toB64(seed)
    }
  }

  /** Compares every log with what admins have vouched for. */
  checkAnchors(): void {
    for (const [space, { seq, hash }] of this.history.at(-1)!.anchors) {
      const hashes = this.hashes.get(space)
      if (!hashes || this.shutOut.has(space)) continue
      if (hashes.length <= seq) this.alarms.push({ space, what: 'withheld' })
      else if (hashes[seq] !== hash) this.alarms.push({ space, what: 'fork' })
    }
  }
}

/**
 * Verifies what is known and, when a remote is given, what it adds. Throws `broken-chain` when the relay's log does not continue the known one,
 * `unknown-key` for another organisation; `RemoteError` when it is away (then call without a remote and work with what is known).
 */
export async function readMembership(
  secrets: Secrets,
  known: KnownEntries,
  remote: Remote | null,
): Promise<Membership> {
  const reading = new Reading(secrets, known, remote)
  const { held } = reading
  const own = held.spaces.find(({ kind }) => kind === 'org')!
  // An admin may append to the organisation and then to a space while we read: then both are read once more.
  for (let round = 0; round < 3; round++) {
    reading.ahead.clear()
    await reading.read(own)
    for (const space of held.spaces) if (space !== own) await reading.read(space)
    if (reading.ahead.size === 0) break
  }
  for (const space of reading.ahead) reading.alarms.push({ space, what: 'withheld' })
  await reading.settleTokens()
  await reading.settleCases()
  if (held.publication === '') await reading.settlePublication()
  reading.checkAnchors()
  return {
    organisation: reading.history.at(-1)!,
    history: reading.history,
    spaces: new Map(
      held.spaces.flatMap((space) => {
        const state = reading.spaces.get(space.id)
        return state ? [[spaceName(space), state] as const] : []
      }),
    ),
    rings: new Map(held.spaces.map((space) => [space.id, reading.ring(space)])),
    known: reading.known,
    secrets: held,
    behind: reading.behind,
    staleTokens: reading.staleTokens,
    shutOut: reading.shutOut,
    alarms: reading.alarms,
    sealedUnder: reading.sealedUnder,
  }
}

/** Who signed which entry of the organisation, when by their own clock. */
export function authorsOf({ known, secrets }: Membership): { author: string; day: string; seq: number }[] {
  const own = secrets.spaces.find(({ kind }) => kind === 'org')
  return (known.get(own?.id ?? '') ?? []).flatMap((bytes) => {
    if (bytes.length === 0) return []
    const { author, day, seq } = readEntry(bytes).entry
    return [{ author, day, seq }]
  })
}

/** Uploads again what a relay restored from an honest backup has lost. Throws `RemoteError` `conflict` when its log is another one. */
export async function healControl(membership: Membership, remote: Remote): Promise<void> {
  for (const id of membership.behind) {
    const space = membership.secrets.spaces.find((each) => each.id === id)!
    if (!space.admin) continue
    const ring = membership.rings.get(id)!
    const kept = await remote.control(id, space.member, -1)
    const entries = membership.known.get(id)!
    for (let seq = (kept.frames.at(-1)?.position ?? -1) + 1; seq < entries.length; seq++) {
      const epoch = ring.epochs.get(membership.sealedUnder.get(id)![seq]!)!
      await remote.appendControl(id, space.admin, seq, sealEntry(epoch, seq, entries[seq]!))
    }
  }
}
