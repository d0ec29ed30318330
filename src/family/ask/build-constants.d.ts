/** Relay addresses, desk and fingerprint of the publication key that were built in; null when there are none (tools/onefile.ts). */
declare const __ROAD__: { relays: string[]; desk: string; fingerprint: string } | null
