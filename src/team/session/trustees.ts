/**
 * Trustees of the recovery key (docs/protocol.md §4, §13): sheets that are printed once and kept nowhere, and an admin who comes back from enough of them. Each
 * sheet carries its share and, the same on all, the way to the log, sealed under the seed: one sheet alone names no organisation.
 */

import type { Secrets } from '../../log/founding.ts'
import type { KnownEntries } from '../../log/membership.ts'
import type { Remote } from '../../log/remote.ts'
import { fromUtf8, randomBytes, utf8 } from '../../seal/bytes.ts'
import { SealError } from '../../seal/errors.ts'
import { openUnderSeed, recoveryKeys, sealUnderSeed } from '../../seal/recovery.ts'
import { joinShares, readShare, splitSeed } from '../../seal/shares.ts'
import { bytesOf, KitSlip, linesOf } from '../../seal/typed-lines.ts'
import type { Decided } from './people.ts'
import { nameTrustees, type RecoveryStart, recoverAdmin, recoveryStart } from './recover-admin.ts'
import type { Session } from './session.ts'

export interface Sheet {
  /** Three typed lines: this trustee's share. */
  share: string[]
  /** The way to the log, the same on every sheet. */
  way: string[]
}

/**
 * Makes a new recovery key, names it in the log and gives the sheets. They exist only in what is returned. Where another admin must agree first, the sheets
 * count from then on. Throws `RemoteError`, and `bad-shape` for numbers that cannot be.
 */
export async function makeTrustees(
  session: Session,
  remote: Remote,
  shares: { threshold: number; of: number },
  today: string,
): Promise<{ sheets: Sheet[]; decided: Decided }> {
  const seed = randomBytes(32)
  try {
    const split = await splitSeed(seed, shares.threshold, shares.of)
    const decided = await nameTrustees(session, remote, await recoveryKeys(seed), shares, today)
    // Afterwards: the keys that the new one is given follow those which stand here.
    const way = linesOf(sealUnderSeed(seed, utf8(JSON.stringify(recoveryStart(session)))))
    return { sheets: split.map((share) => ({ share, way })), decided }
  } finally {
    seed.fill(0)
  }
}

export interface TypedSheets {
  /** One text for each sheet: the lines of its share. */
  shares: readonly string[]
  /** The lines of the way, from any one of them. */
  way: string
}

/** Which sheet a slip is on: from 1, or 0 for the way. */
export class SheetSlip extends Error {
  readonly sheet: number
  readonly line: number
  constructor(sheet: number, line: number) {
    super(`sheet ${sheet}, line ${line}`)
    this.name = 'SheetSlip'
    this.sheet = sheet
    this.line = line
  }
}

function typed<T>(sheet: number, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw error instanceof KitSlip ? new SheetSlip(sheet, error.line) : error
  }
}

/** Throws `SheetSlip` with sheet and line, `ShareError` for sheets that are too few or do not belong together, `bad-seal` for the way of another set. */
export async function readSheets(sheets: TypedSheets): Promise<{ seed: Uint8Array; start: RecoveryStart }> {
  const shares = sheets.shares.map((text, i) => typed(i + 1, () => readShare(text)))
  const way = typed(0, () => bytesOf(sheets.way))
  const seed = await joinShares(shares)
  const start = JSON.parse(fromUtf8(openUnderSeed(seed, way))) as RecoveryStart
  const { org, space, control, relays } = start
  if (
    ![org, space, ...(control?.keys ?? [null])].every((text) => typeof text === 'string') ||
    !Number.isInteger(control.n) ||
    !Array.isArray(relays)
  )
    throw new SealError('bad-shape', 'way')
  return { seed, start }
}

/** A new admin on a fresh device; what comes back goes to `createProfile`, then `finishRecovery`. Throws as `recoverAdmin` does. */
export async function comeBackByTrustees(
  { seed, start }: { seed: Uint8Array; start: RecoveryStart },
  remote: Remote,
  alias: string,
  today: string,
): Promise<{ secrets: Secrets; known: KnownEntries }> {
  return recoverAdmin(start, await recoveryKeys(seed), remote, alias, today)
}
