/**
 * Leaves out of the family's worker what it can never use: age-encryption also knows hardware recipients on NIST curves and scrypt passphrases,
 * about 6 KB of the 50 that asking for help may weigh. A family seals to hybrid recipients and opens with a receipt; src/seal/age.ts refuses every
 * other kind before it is tried. What stands in their place has the shape that is read while loading, and fails loudly when it is called.
 */
import type { Plugin } from 'vite'

const NIST = `
const absent = () => { throw new Error('no NIST curves here') }
export const p256 = {
  lengths: { secretKey: 32, publicKey: 33, publicKeyUncompressed: 65, seed: 48, signature: 64 },
  Point: { Fn: {} },
  keygen: absent, getPublicKey: absent, getSharedSecret: absent, sign: absent, verify: absent,
}
export const p384 = p256
export const p521 = p256
`
const SCRYPT = "export const scrypt = () => { throw new Error('no passphrases here') }"

const ABSENT: readonly [name: RegExp, instead: string][] = [
  [/@noble\/curves\/nist\.js$/, NIST],
  [/@noble\/hashes\/scrypt\.js$/, SCRYPT],
  [/^\.\/(armor|webauthn)\.js$/, 'export {}'],
]

export function withoutNist(): Plugin {
  return {
    name: 'hamroh-without-nist',
    enforce: 'pre',
    resolveId(source, importer) {
      const from = importer?.replaceAll('\\', '/') ?? ''
      if (!/\/(age-encryption|@noble\/post-quantum)\//.test(from)) return null
      const at = ABSENT.findIndex(([name]) => name.test(source))
      return at < 0 ? null : `\0absent-${at}`
    },
    load(id) {
      const at = /^\0absent-(\d)$/.exec(id)?.[1]
      return at === undefined ? null : (ABSENT[Number(at)]?.[1] ?? null)
    },
  }
}
