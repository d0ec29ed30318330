/**
 * One child as a sealed file, and the same bytes as a sequence of QR codes. A passphrase wraps the key (protocol §3, the vault); inside is the learner's
 * JSON, deflated. Whoever finds the file without the passphrase learns its size.
 *
 *   file   {"format":"hamroh-sheet","version":1,"wrap":{…},"sealed":"base64url"}
 *   codes  HS1.<id>.<number>.<of>.<piece>, the pieces joined are the file
 */
import { strFromU8, strToU8, unzlibSync, zlibSync } from 'fflate'
import { type Learner, learnerFrom, MOST_BYTES } from '../../exam/learn/learner.ts'
import { FLOOR_COST } from '../../seal/argon2.ts'
import { fromB64, hash, toB64, utf8 } from '../../seal/bytes.ts'
import { createVault, openVault } from '../../seal/vault.ts'

/** Characters; Argon2 makes each guess slow, but a file can be copied and tried for years. */
export const LEAST_PASSPHRASE = 10
const FORMAT = 'hamroh-sheet'
const PLACE = ['sheet', 'learner'] as const

/** `wrong`: another passphrase, or changed bytes; the two cannot be told apart. */
export type HandProblem = 'damaged' | 'newer' | 'wrong'

export class HandRefused extends Error {
  readonly problem: HandProblem
  constructor(problem: HandProblem) {
    super(problem)
    this.name = 'HandRefused'
    this.problem = problem
  }
}

/** The text of the file. Takes about a second on a laptop, several on an old phone. */
export async function handOver(learner: Learner, passphrase: string): Promise<string> {
  const { file, vault } = await createVault(passphrase, undefined, FLOOR_COST)
  const sealed = vault.seal(...PLACE, zlibSync(strToU8(JSON.stringify(learner)), { level: 9 }))
  vault.forget()
  return JSON.stringify({ format: FORMAT, version: 1, wrap: file, sealed: toB64(sealed) })
}

/** Throws `HandRefused`. Nothing of this phone is touched. */
export async function openHandOver(text: string, passphrase: string): Promise<Learner> {
  const { wrap, sealed } = outer(text)
  let plain: Uint8Array
  try {
    const vault = await openVault(wrap, passphrase)
    try {
      plain = vault.open(...PLACE, sealed)
    } finally {
      vault.forget()
    }
  } catch {
    throw new HandRefused('wrong')
  }
  let json: string
  try {
    // A small file must not grow beyond what a learner may be: the buffer is as long as that and no longer.
    json = strFromU8(unzlibSync(plain, { out: new Uint8Array(MOST_BYTES) }))
  } catch {
    throw new HandRefused('damaged')
  }
  const read = learnerFrom(json)
  if (read.ok) return read.learner
  throw new HandRefused(read.problems.some(({ code }) => code === 'newer') ? 'newer' : 'damaged')
}

/** Reads what needs no passphrase, so that a wrong file is told before one is asked for. Throws `HandRefused`. */
export function outer(text: string): { wrap: unknown; sealed: Uint8Array } {
  let file: { format?: unknown; version?: unknown; wrap?: unknown; sealed?: unknown } | null
  try {
    file = JSON.parse(text)
  } catch {
    throw new HandRefused('damaged')
  }
  if (file?.format !== FORMAT) throw new HandRefused('damaged')
  if (typeof file.version === 'number' && file.version > 1) throw new HandRefused('newer')
  try {
    return { wrap: file.wrap, sealed: fromB64(String(file.sealed)) }
  } catch {
    throw new HandRefused('damaged')
  }
}

/** Characters of a code: still read by an old camera from a small screen. */
const PIECE = 500
/** More codes than this nobody holds a camera to. */
export const MOST_CODES = 60

export function codesOf(text: string): string[] {
  const id = toB64(hash(utf8(text))).slice(0, 6)
  const of = Math.ceil(text.length / PIECE)
  return Array.from(
    { length: of },
    (_, at) => `HS1.${id}.${at + 1}.${of}.${text.slice(at * PIECE, (at + 1) * PIECE)}`,
  )
}

export interface Gathered {
  id: string
  of: number
  pieces: Map<number, string>
}

/** Takes one code in; null when it is none of ours. A code of another sequence begins anew. */
export function gather(before: Gathered | null, code: string): Gathered | null {
  const match = /^HS1\.([\w-]{6})\.(\d{1,3})\.(\d{1,3})\.(.+)$/s.exec(code)
  if (!match) return null
  const [, id = '', at, of, piece = ''] = match
  if (Number(at) < 1 || Number(at) > Number(of)) return null
  const same = before?.id === id && before.of === Number(of)
  return { id, of: Number(of), pieces: new Map(same ? before.pieces : []).set(Number(at), piece) }
}

/** The file, when all pieces are there. Throws `HandRefused` `damaged` when they do not belong together. */
export function whole({ id, of, pieces }: Gathered): string | null {
  if (pieces.size < of) return null
  const text = Array.from({ length: of }, (_, at) => pieces.get(at + 1) ?? '').join('')
  if (toB64(hash(utf8(text))).slice(0, 6) !== id) throw new HandRefused('damaged')
  return text
}
