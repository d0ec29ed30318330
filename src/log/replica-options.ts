/** What a lane's replica is given, and what it says of commits that it could not take. */
import type { SealCode } from '../seal/errors.ts'
import type { SigningKey } from '../seal/sign.ts'
import type { Clock } from './clock.ts'
import type { Organisation } from './control.ts'
import type { Guest } from './guests.ts'
import type { Kinds, Undone } from './merge.ts'
import type { Body, Head } from './snapshot-body.ts'

/** Why a commit waits. `fork` and `revoked` are shown to admins; `gap` and `far-future` usually heal by themselves. */
export type WaitReason = 'gap' | 'fork' | 'revoked' | 'unknown-device' | 'far-future' | SealCode

export interface Waiting {
  reason: WaitReason
  bytes: Uint8Array
  device: string | null
}

export interface ReplicaOptions {
  org: Organisation
  me: { device: string; key: SigningKey }
  kinds: Kinds
  clock: Clock
  now: () => number
  /** Devices whose rights have ended in this lane (`pinsOf`): exactly the commits that lead to the pinned one count; null, none. */
  pins?: ReadonlyMap<string, Head | null>
  /** Devices that write about single cases (`guestsOf`), and keys of cases that nobody writes with any more (`spentKeys`). */
  guests?: ReadonlyMap<string, Guest>
  spent?: (caseId: string, key: Uint8Array) => boolean
  /**
   * This device is a guest: it folds these cases alone. It sees a part of each chain, so every signature is verified by itself, and `head` says where its own chain
   * stands, which may go on from commits that it can open no longer.
   */
  only?: { cases: ReadonlySet<string>; head: Head | null }
  /** Which fields `kinds` calls texts and sets, in a word: a snapshot of another edition is not used. */
  edition?: string
  /** What is left out from the beginning: a fold of the whole log again, after `stale`. */
  undone?: Undone
  /** Begins where a snapshot stands. Its lines are read when somebody asks; `checkBody` reads them all. */
  from?: Body
  /**
   * The log up to these numbers is not here. `later`: it can still be fetched, so an undo that reaches it is `stale`. `never`: two persons have confirmed a
   * snapshot that stands there and the log was pruned; what an undo would take from below it stays.
   */
  below?: { log: 'later' | 'never'; floor: ReadonlyMap<string, number> } | undefined
  /** Takes no commit above these heads: to compute a snapshot again from the log. */
  upTo?: ReadonlyMap<string, Head>
}
