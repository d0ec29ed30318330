/**
 * What a person is about to send, and where that stands. In this page's memory only; `forgetAll` empties it and ends the worker with the keys.
 */
import type { Facts } from '../../law/types.ts'
import { forgetting } from '../session.svelte.ts'
import type { FoundDesk } from './desk.ts'
import { findDesk, relaysOf, utcDay } from './desk.ts'
import { type Parcel, sendNext, sendParcel } from './parcel.ts'
import type { Photo } from './photo-size.ts'
import { letWait } from './queue.ts'
import { BoxRelay, type LineProblem, problemOf } from './relay.ts'
import type { Read, Request } from './seal-desk.ts'
import { type Sealer, startSealer } from './sealer.ts'
import type { Voice } from './voice.ts'

export const KINDS = [
  'school',
  'ruling',
  'registry',
  'refusal',
  'work',
  'expulsion',
  'violence',
  'other',
] as const satisfies readonly Request['kind'][]
export const MOST_TEXT = 12_000

/** Where a message is on its way. */
export type Stage =
  | { at: 'writing' }
  | { at: 'keys' }
  | { at: 'sealing'; n: number; total: number }
  | { at: 'sending'; share: number }
  | { at: 'held'; problem: LineProblem | 'broken' | 'too-long' }
  | { at: 'waiting' }
  | { at: 'sent' }

const blank = () => ({
  kind: '' as Request['kind'] | '',
  text: '',
  withFacts: true,
  photos: [] as Photo[],
  voice: null as Voice | null,
  stage: { at: 'writing' } as Stage,
  /** Whether a flood makes the phone work at this moment. */
  working: false,
  /** The 24 digits, as soon as they exist. */
  receipt: '',
  /** Printed, saved, learned or written down. */
  kept: false,
  /** Which photo is being covered. */
  covering: -1,
  /** A box that was opened with its receipt: what was read in it. */
  read: null as Read | null,
  /** Whether the next message goes into the box that is open. */
  follows: false,
})

export const ask = $state(blank())

let sealer: Sealer | null = null
let relay: BoxRelay | null = null
let desk: Promise<FoundDesk> | null = null
let box: { desk: string; box: string; token: string } | null = null
/** The number that the next message of the open box has at least. */
let least = 0
let parcel: Parcel | null = null
/** Makes the same message with another number; only where the number has to be found by trying. */
let again: ((seq: number) => Promise<Parcel>) | null = null
/** Grows when everything is forgotten, so that what was under way finds out that nobody waits for it. */
let life = 0

export function theSealer(): Sealer {
  sealer ??= startSealer()
  return sealer
}

export function theRelay(): BoxRelay {
  relay ??= new BoxRelay({
    relays: relaysOf(),
    work: async (challenge, bits) => {
      ask.working = true
      try {
        return await theSealer().work(challenge, bits)
      } finally {
        ask.working = false
      }
    },
  })
  return relay
}

/** Asks once; a failure is asked again. */
export async function theDesk(leaflet: string | null): Promise<FoundDesk> {
  desk ??= findDesk(theRelay(), theSealer, leaflet, utcDay())
  const mine = desk
  const found = await mine
  if (!found.ok && desk === mine) desk = null
  return found
}

/** Empties the page's memory: text, photos, voice, receipt, keys. What waits on the phone by agreement stays there, sealed. */
export function forgetAll(): void {
  life++
  sealer?.end()
  sealer = null
  relay = null
  desk = null
  box = null
  least = 0
  parcel = null
  again = null
  Object.assign(ask, blank())
}

forgetting.add(forgetAll)

export const hasSomething = (): boolean =>
  ask.text.trim() !== '' || ask.photos.length > 0 || ask.voice !== null

/** Seals what was written and sends it. Ends in `sent` or `held`; never throws. */
export async function sealAndSend(lang: Request['lang'], facts: Facts): Promise<void> {
  // A second tap, or "back" and again, must not begin a second message.
  if (['keys', 'sealing', 'sending'].includes(ask.stage.at)) return
  const mine = life
  const alive = () => life === mine
  const sealing = theSealer()
  try {
    if (!ask.follows || !box) {
      ask.stage = { at: 'keys' }
      ask.kept = false
      ask.receipt = await sealing.newReceipt()
      box = await sealing.unlock(ask.receipt)
      least = 0
    }
    if (!alive()) return
    const [to, first] = [box, least]
    const files: Parcel['files'] = []
    const attachments = []
    const total = ask.photos.length + (ask.voice ? 1 : 0) + 1
    for (const { type, blob } of [
      ...ask.photos.map(({ jpeg }) => ({ type: 'image/jpeg' as const, blob: jpeg })),
      ...(ask.voice ? [{ type: ask.voice.type, blob: ask.voice.recording }] : []),
    ]) {
      ask.stage = { at: 'sealing', n: files.length + 1, total }
      const { attachment, file } = await sealing.sealFile(type, new Uint8Array(await blob.arrayBuffer()))
      if (!alive()) return
      attachments.push(attachment)
      files.push({ id: attachment.id, bytes: file })
    }
    ask.stage = { at: 'sealing', n: total, total }
    const content = {
      day: utcDay(),
      lang,
      kind: ask.kind || 'other',
      text: ask.text.trim(),
      facts: ask.withFacts && !ask.follows ? plainFacts(facts) : {},
      attachments,
    }
    const seal = async (seq: number): Promise<Parcel> => {
      parcel = { ...to, seq, message: await sealing.sealMessage(seq, content), files }
      return parcel
    }
    await seal(first)
    if (!alive()) return
    // From here on nothing of it is on the screen or in the page's state.
    forgetWritten()
    await deliver(alive, first === 0 ? null : seal)
  } catch (error) {
    if (alive())
      ask.stage = {
        at: 'held',
        problem: (error as { code?: string }).code === 'too-large' ? 'too-long' : 'broken',
      }
  }
}

function forgetWritten(): void {
  ask.text = ''
  ask.photos = []
  ask.voice = null
}

/** `reseal` is given where the number has to be found by trying. */
async function deliver(
  alive: () => boolean,
  reseal: ((seq: number) => Promise<Parcel>) | null,
): Promise<void> {
  const mine = parcel
  if (!mine) return
  const progress = (share: number) => {
    if (alive()) ask.stage = { at: 'sending', share }
  }
  progress(0)
  again = reseal
  try {
    const sent = reseal ? await sendNext(theRelay(), mine, reseal, progress) : await sendAs(mine, progress)
    if (!alive()) return
    least = sent.seq + 1
    await theSealer().accepted()
    parcel = null
    again = null
    ask.stage = { at: 'sent' }
  } catch (error) {
    if (alive()) ask.stage = { at: 'held', problem: problemOf(error) }
  }
}

async function sendAs(mine: Parcel, progress: (share: number) => void): Promise<Parcel> {
  await sendParcel(theRelay(), mine, progress)
  return mine
}

/** Goes on where the line broke. The parts that arrived are not sent twice. */
export async function sendOn(): Promise<void> {
  const mine = life
  if (parcel && ask.stage.at === 'held') await deliver(() => life === mine, again)
}

/** Puts what is sealed into the phone's storage. The caller has asked. False when the browser keeps nothing. */
export async function keepWaiting(): Promise<boolean> {
  if (!parcel) return false
  try {
    await letWait(parcel)
  } catch {
    return false
  }
  parcel = null
  again = null
  ask.stage = { at: 'waiting' }
  return true
}

/** Opens a box with its receipt and reads what lies there. Throws `LineError` (`forbidden`: nothing under this number) and `Unsealed`. */
export async function openBox(receipt: string): Promise<void> {
  const mine = life
  const opened = await theSealer().unlock(receipt)
  if (life !== mine) return
  box = opened
  least = 0
  await readBox()
}

export async function readBox(): Promise<void> {
  if (!box) return
  const mine = life
  const files = await theRelay().replies(box)
  const read = await theSealer().readReplies(files)
  if (life !== mine) return
  least = Math.max(least, ...read.replies.map(({ last }) => last + 1))
  ask.read = read
}

export const openedBox = (): typeof box => box

export const isBoxOpen = (): boolean => ask.read !== null

/** Whether something sealed stands in this page and may still be sent: nothing new may take its place. */
export const hasUnsent = (): boolean =>
  ask.stage.at === 'held'
    ? parcel !== null && isHopeful(ask.stage.problem)
    : ['keys', 'sealing', 'sending'].includes(ask.stage.at)

/** A line or a disk may come back; another answer stays the same however often it is asked. */
export const isHopeful = (problem: string | null): boolean =>
  problem === 'away' || problem === 'full' || problem === 'work'

/** Starts a message with a number of its own. */
export function writeAnew(): void {
  ask.follows = false
}

/** Starts another message into the open box. */
export function writeOn(): void {
  forgetWritten()
  ask.kind = 'other'
  ask.follows = true
  ask.stage = { at: 'writing' }
  // The first message stands there for certain; its number cannot be taken again.
  least = Math.max(least, 1)
}

/** Facts as a message may carry them. */
function plainFacts(facts: Facts): Record<string, string | number | null | string[]> {
  const plain: Record<string, string | number | null | string[]> = {}
  for (const [fact, value] of Object.entries(facts))
    if (value !== undefined) plain[fact] = Array.isArray(value) ? [...value] : value
  return plain
}
