/**
 * Reads the control logs from the relay and verifies every right from genesis (docs/protocol.md §4): the relay may withhold, it cannot invent.
 * What was known before is never taken back: a shorter or different log is a roll-back or a fork, and is told.
 */
import { sameBytes } from '../seal/bytes.ts'
import { SealError } from '../seal/errors.ts'
import {
  applyEntry,
  applySpaceEntry,
  type Organisation,
  readGenesis,
  readOpening,
  type Space,
} from './control.ts'
import { epochsOf, type Secrets, type SpaceKind } from './founding.ts'
import { currentEpoch, emptyKeyring, type Keyring } from './lane.ts'
import type { Remote } from './remote.ts'
import { openEntry, sealEntry } from './sealed-entry.ts'

/** The signed entries a device has accepted, by space; kept in the vault so that the next reading continues them. */
export type KnownEntries = Map<string, Uint8Array[]>

export interface Membership {
  organisation: Organisation
  spaces: Map<SpaceKind, Space>
  rings: Map<string, Keyring>
  known: KnownEntries
  /** Spaces whose log is shorter at the relay than here: it was restored from a backup and is healed by `healControl`. */
  behind: Set<string>
}

export function ringOf(secrets: Secrets, kind: SpaceKind, lane: string): Keyring {
  const space = secrets.spaces.find((each) => each.kind === kind)
  const ring = emptyKeyring()
  for (const epoch of epochsOf(space?.id ?? '', lane, space?.lanes[lane] ?? []))
    ring.epochs.set(epoch.n, epoch)
  return ring
}

/**
 * Verifies what is known and, when a remote is given, what it adds. Throws `broken-chain` when the relay's log does not continue the known one,
 * and what `applyEntry` throws; `RemoteError` when it is away (then call without a remote and work with what is known).
 */
export async function readMembership(
  secrets: Secrets,
  known: KnownEntries,
  remote: Remote | null,
): Promise<Membership> {
  const now: KnownEntries = new Map()
  const rings = new Map<string, Keyring>()
  const behind = new Set<string>()
  for (const space of secrets.spaces) {
    const ring = ringOf(secrets, space.kind, 'control')
    rings.set(space.id, ring)
    const had = known.get(space.id) ?? []
    const entries = [...had]
    // One known entry is read again: it shows whether the relay still has the same log, a shorter one, or another one.
    let after = Math.max(-1, had.length - 2)
    for (let more = remote !== null; more; ) {
      const page = await remote!.control(space.id, space.member, after)
      if (page.frames.length === 0 && after < entries.length - 1) behind.add(space.id)
      for (const { position, bytes } of page.frames) {
        const entry = openEntry(ring, space.id, position, bytes)
        if (position < entries.length) {
          if (!sameBytes(entry, entries[position]!))
            throw new SealError('broken-chain', 'the relay shows another history')
        } else if (position === entries.length) entries.push(entry)
        else throw new SealError('broken-chain', 'a control entry is missing')
        after = position
      }
      more = page.more && page.frames.length > 0
    }
    now.set(space.id, entries)
  }
  const own = secrets.spaces.find(({ kind }) => kind === 'org')!
  const [genesis, ...rest] = now.get(own.id)!
  if (!genesis) throw new SealError('broken-chain', 'no genesis')
  let organisation = await readGenesis(genesis, secrets.org)
  for (const bytes of rest) organisation = await applyEntry(organisation, bytes)
  const spaces = new Map<SpaceKind, Space>()
  for (const space of secrets.spaces) {
    if (space.kind === 'org') continue
    const [opening, ...entries] = now.get(space.id)!
    if (!opening) throw new SealError('broken-chain', 'no opening')
    let state = await readOpening(organisation, opening)
    for (const bytes of entries) state = await applySpaceEntry(organisation, state, bytes)
    spaces.set(space.kind, state)
  }
  return { organisation, spaces, rings, known: now, behind }
}

/** Uploads again what a relay restored from an honest backup has lost. Throws `RemoteError` `conflict` when its log is another one. */
export async function healControl(secrets: Secrets, membership: Membership, remote: Remote): Promise<void> {
  for (const id of membership.behind) {
    const space = secrets.spaces.find((each) => each.id === id)!
    const epoch = currentEpoch(membership.rings.get(id)!)
    const kept = await remote.control(id, space.member, -1)
    const entries = membership.known.get(id)!
    for (let seq = (kept.frames.at(-1)?.position ?? -1) + 1; seq < entries.length; seq++)
      await remote.appendControl(id, space.admin, seq, sealEntry(epoch, seq, entries[seq]!))
  }
}
