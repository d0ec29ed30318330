/**
 * A leaflet's code opens this app with `#leaflet=<fingerprint>`. It is read once, kept in memory, and taken out of the address at once: what stays
 * in a phone's list of pages must say as little as possible.
 */

/** What the address promised, even when it is damaged; null when there is no leaflet. */
export const leafletIn = (hash: string): string | null => /^#leaflet=(.*)$/s.exec(hash)?.[1] ?? null
