/**
 * A long text that is written once and must stay as it was: a letter that was sent, a family's message, an answer.
 * Its entity is named by the hash of what it says, so a changed one can be told from the entity's name alone; it is cut into parts
 * because a value holds at most 16 KiB (docs/protocol.md §6).
 */

import type { Operation } from '../log/commit.ts'
import type { Cell } from '../log/merge.ts'
import { fromB64, hash, toB64, utf8 } from '../seal/bytes.ts'

/** Bytes of one part as JSON; well under a value's limit. */
const PART_BYTES = 12 * 1024
const MOST_PARTS = 64

/** SHA-256 of the text's UTF-8, as base64url; {@link hexOf} for people. */
export const shaOf = (text: string): string => toB64(hash(utf8(text)))

/** The same figure as `sha256sum` and the like print it. */
export const hexOf = (sha: string): string =>
  Array.from(fromB64(sha, 32), (byte) => byte.toString(16).padStart(2, '0')).join('')

/** The id of a frozen entity: 22 characters of the hash over everything that must not change. */
export function frozenId(purpose: string, parts: readonly string[]): string {
  const bytes = [purpose, ...parts].map((part) => utf8(`${part.length}:${part}`))
  return toB64(hash(utf8('hamroh v1 frozen '), ...bytes).subarray(0, 16))
}

/** Cuts between characters, never inside one. An empty text is one empty part. @throws RangeError past 64 parts */
export function partsOf(text: string): string[] {
  const parts: string[] = []
  let part = ''
  let bytes = 2
  for (const sign of text) {
    const size = utf8(JSON.stringify(sign)).length - 2
    if (bytes + size > PART_BYTES) {
      parts.push(part)
      part = ''
      bytes = 2
    }
    part += sign
    bytes += size
  }
  parts.push(part)
  if (parts.length > MOST_PARTS) throw new RangeError('text too long to keep')
  return parts
}

/** Operations that write the text into its entity. */
export function writeFrozen(entity: string, text: string): Operation[] {
  return [
    [entity, 'sha', shaOf(text)],
    ...partsOf(text).map((part, i): Operation => [entity, `text.${i}`, part]),
  ]
}

export interface Frozen {
  text: string
  sha: string
  /** Whether this is the text that the entity's name stands for. False: incomplete, or changed afterwards. */
  intact: boolean
}

/** Tries at most this many combinations of parts when somebody wrote over them. */
const MOST_TRIES = 64

/**
 * Puts the text together again. When a part was written over later, the words it replaced are still in sight (the part merges as a
 * text), and the one that fits the entity's name is taken. `fits` recomputes the name from a candidate. null: no text is there.
 */
export function readFrozen(
  cells: ReadonlyMap<string, Cell>,
  fits: (text: string, sha: string) => boolean,
): Frozen | null {
  const choices: string[][] = []
  for (let i = 0; i < MOST_PARTS; i++) {
    const cell = cells.get(`text.${i}`)
    const values = cell ? [cell.value, ...cell.lost.map(({ value }) => value)] : []
    const texts = values.filter((value) => typeof value === 'string')
    if (texts.length === 0) break
    choices.push(texts)
  }
  if (choices.length === 0) return null
  // How many parts there were stands nowhere, so nobody can write over it: the longest run that fits is the text.
  for (let count = choices.length; count > 0; count--)
    for (const text of combinations(choices.slice(0, count), MOST_TRIES)) {
      const sha = shaOf(text)
      if (fits(text, sha)) return { text, sha, intact: true }
    }
  const shown = choices.map((values) => values[0]).join('')
  return { text: shown, sha: shaOf(shown), intact: false }
}

function* combinations(choices: string[][], most: number): Generator<string> {
  const at = choices.map(() => 0)
  for (let tries = 0; tries < most; tries++) {
    yield choices.map((values, i) => values[at[i]!]).join('')
    let i = 0
    while (i < at.length && at[i] === choices[i]!.length - 1) at[i++] = 0
    if (i === at.length) return
    at[i]!++
  }
}
