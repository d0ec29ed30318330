/** Argon2id by hash-wasm: for the team app only, whose policy allows wasm; the family app counts each kilobyte and each exception. */
import { argon2id } from 'hash-wasm'
import type { Argon2id } from './argon2.ts'

export const wasmArgon2id: Argon2id = (secret, salt, { m, t, p }) =>
  argon2id({
    password: secret,
    salt,
    memorySize: m,
    iterations: t,
    parallelism: p,
    hashLength: 32,
    outputType: 'binary',
  })
