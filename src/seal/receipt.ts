/**
 * The receipt (protocol §8): 24 digits that look like nothing in particular, the same in every language. It signs follow-ups and
 * opens replies; it never opens what was sent. 23 random digits (76 bits) and a check digit (Verhoeff, 1969), which catches
 * every mistyped digit and every swap of neighbours before the slow derivation begins.
 */

import { hybridIdentity } from './age.ts'
import { type Argon2id, FLOOR_COST, nobleArgon2id } from './argon2.ts'
import { hash, randomBytes, toB64, utf8 } from './bytes.ts'
import { derive } from './derive.ts'
import { SealError } from './errors.ts'
import { type SigningKey, signingKey } from './sign.ts'

const DIGITS = 24

/** Multiplication in the dihedral group D₅: rotations 0–4, reflections 5–9. */
const times = (a: number, b: number): number => {
  if (a < 5) return b < 5 ? (a + b) % 5 : ((a + b) % 5) + 5
  return b < 5 ? ((a - b + 10) % 5) + 5 : (a - b + 10) % 5
}
const inverse = (a: number): number => (a < 5 ? (5 - a) % 5 : a)
const FIRST = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]
const POWERS: number[][] = [[...Array(10).keys()]]
for (let i = 1; i < 8; i++) POWERS.push(POWERS[i - 1]!.map((digit) => FIRST[digit]!))

function verhoeff(digits: string, offset: number): number {
  let sum = 0
  for (let i = 0; i < digits.length; i++)
    sum = times(sum, POWERS[(i + offset) % 8]![Number(digits[digits.length - 1 - i])]!)
  return sum
}

/** Verhoeff's check digit for a string of digits, e.g. 236 → 3. */
export const checkDigit = (digits: string): string => String(inverse(verhoeff(digits, 1)))

/** A new receipt: 24 digits without spaces. */
export function newReceipt(): string {
  let digits = ''
  while (digits.length < DIGITS - 1)
    for (const byte of randomBytes(32)) if (byte < 250 && digits.length < DIGITS - 1) digits += byte % 10
  return digits + checkDigit(digits)
}

/** Six groups of four, as it is printed and read aloud. */
export const showReceipt = (receipt: string): string => receipt.replace(/(.{4})(?=.)/g, '$1 ')

/** Reads what a person typed: spaces, dashes and dots do not matter. Throws `bad-receipt` with "length" or "check digit". */
export function readReceipt(typed: string): string {
  const digits = typed.replace(/[\s.\-–—·_]/g, '')
  if (!/^[0-9]+$/.test(digits) || digits.length !== DIGITS) throw new SealError('bad-receipt', 'length')
  if (verhoeff(digits, 0) !== 0) throw new SealError('bad-receipt', 'check digit')
  return digits
}

export interface ReceiptKeys {
  box: string
  token: string
  /** age identity that opens replies, and its recipient. */
  identity: string
  recipient: string
  signer: SigningKey
}

/** Everything a receipt stands for. Slow on purpose (about a second on an old phone). `org` is the organisation's id. */
export async function receiptKeys(
  receipt: string,
  org: string,
  argon2id: Argon2id = nobleArgon2id,
): Promise<ReceiptKeys> {
  const digits = readReceipt(receipt).slice(0, DIGITS - 1)
  const salt = hash(utf8(`hamroh v1 receipt${org}`)).subarray(0, 16)
  const root = await argon2id(utf8(digits), salt, FLOOR_COST)
  const age = await hybridIdentity(derive(root, 'age'))
  return {
    box: toB64(derive(root, 'box', [], 16)),
    token: toB64(derive(root, 'token')),
    ...age,
    signer: await signingKey(derive(root, 'sign')),
  }
}
