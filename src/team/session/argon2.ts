/** Argon2id for a laptop: wasm where the page may run it, noble (same bytes, several times slower) where it may not. */
import { type Argon2id, nobleArgon2id } from '../../seal/argon2.ts'
import { wasmArgon2id } from '../../seal/argon2-wasm.ts'

let chosen: Promise<Argon2id> | undefined

/** Asked once. A browser or a policy without wasm answers with an error, and the slow way is taken. */
export function laptopArgon2id(): Promise<Argon2id> {
  chosen ??= (async () => {
    try {
      await wasmArgon2id(new Uint8Array(8), new Uint8Array(16), { m: 64, t: 1, p: 1 })
      return wasmArgon2id
    } catch {
      return nobleArgon2id
    }
  })()
  return chosen
}
