/**
 * Argon2id (RFC 9106). Costs are constants of format v1, compiled in: nothing that a server sends can weaken them.
 * The implementation is handed in, because the family app uses noble (no wasm in its CSP) and the team app a faster one.
 */
import { argon2idAsync } from '@noble/hashes/argon2.js'
import { SealError } from './errors.ts'

export interface Cost {
  /** Memory in KiB. */
  m: number
  /** Passes. */
  t: number
  /** Lanes. */
  p: number
}

/** A vault on a laptop: 64 MiB, three passes. */
export const VAULT_COST: Cost = { m: 64 * 1024, t: 3, p: 1 }
/** The least this product ever runs (OWASP's 19 MiB, two passes); also the receipt's constant cost. */
export const FLOOR_COST: Cost = { m: 19 * 1024, t: 2, p: 1 }
/** More than this would be an attack on the reader's memory. */
const CEILING: Cost = { m: 256 * 1024, t: 10, p: 4 }

/** 32 bytes. */
export type Argon2id = (secret: Uint8Array, salt: Uint8Array, cost: Cost) => Promise<Uint8Array>

export const nobleArgon2id: Argon2id = (secret, salt, cost) =>
  argon2idAsync(secret, salt, { ...cost, dkLen: 32, asyncTick: 20 })

/** Refuses a cost below the floor or above the ceiling with `weak-kdf`, before anything is run. */
export function checkedCost(cost: Cost): Cost {
  const { m, t, p } = cost
  const whole = [m, t, p].every(Number.isInteger)
  if (!whole || m < FLOOR_COST.m || t < FLOOR_COST.t || p < 1)
    throw new SealError('weak-kdf', 'below the floor')
  if (m > CEILING.m || t > CEILING.t || p > CEILING.p) throw new SealError('weak-kdf', 'above the ceiling')
  return { m, t, p }
}
