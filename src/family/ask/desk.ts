/** Who would read a request: the notice of a desk, fetched, verified, compared with what a leaflet or this file promised. */

import { type BoxRelay, LineError } from './relay.ts'
import type { OpenedNotice } from './seal-desk.ts'
import { type Sealer, Unsealed } from './sealer.ts'

/** Addresses, desk and fingerprint that were built in; null in the served app, and in a one-file app that cannot send. */
export interface BuiltIn {
  relays: string[]
  desk: string
  fingerprint: string
}

export const builtIn: BuiltIn | null = __ROAD__

/** Where this copy sends to: its own address, the built-in ones, or nowhere. */
export const relaysOf = (): readonly string[] => (__ONE_FILE__ ? (builtIn?.relays ?? []) : [''])

/** Why nothing can be sent, as a value that a screen turns into words. */
export type NoDesk =
  /** The one-file app has no address built in. */
  | 'file'
  /** Nobody has set up a desk at this relay. */
  | 'none'
  | 'away'
  /** Signed by another key than the leaflet or the file promised. */
  | 'other-key'
  | 'expired'
  /** Not a notice, or changed on the way. */
  | 'false'
  /** This browser has no way to seal. */
  | 'broken'

export type FoundDesk = { ok: true; opened: OpenedNotice } | { ok: false; why: NoDesk }

/** @param leaflet what stood in the address, even when it is no fingerprint: then nothing matches it. */
export async function findDesk(
  relay: BoxRelay,
  sealer: () => Sealer,
  leaflet: string | null,
  today: string,
): Promise<FoundDesk> {
  if (__ONE_FILE__ && !builtIn) return { ok: false, why: 'file' }
  try {
    const desk = builtIn?.desk ?? (await relay.desks())[0]
    if (!desk) return { ok: false, why: 'none' }
    const opened = await sealer().openNotice(await relay.notice(desk), builtIn?.fingerprint ?? leaflet, today)
    // The notice of another desk than the one asked for would send the boxes elsewhere.
    return opened.notice.desk === desk ? { ok: true, opened } : { ok: false, why: 'false' }
  } catch (error) {
    return { ok: false, why: whyOf(error) }
  }
}

function whyOf(error: unknown): NoDesk {
  // A server without a data folder answers like one that is away: it may have one tomorrow.
  if (error instanceof LineError)
    return error.problem === 'unknown' ? 'none' : error.problem === 'odd-answer' ? 'false' : 'away'
  if (!(error instanceof Unsealed)) return 'broken'
  if (error.code === 'unknown-key' || error.code === 'bad-bytes') return 'other-key'
  if (error.code === 'expired') return 'expired'
  return error.code === 'broken' ? 'broken' : 'false'
}

/** A UTC day: notices and messages carry no finer time. */
export const utcDay = (now = new Date()): string => now.toISOString().slice(0, 10)
