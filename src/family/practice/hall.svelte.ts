/** The children of this phone while the page is open, and whose turn it is. Quick exit forgets all of it; what somebody agreed to keep stays on the disk. */
import { type Learner, mergeLearners, newLearner } from '../../exam/learn/learner.ts'
import type { Band } from '../../exam/types.ts'
import { forgetting } from '../session.svelte.ts'
import { type Child, newChild, type ReadChild } from './kept.ts'
import { keepChild, keptChildren, wipeChild } from './store.ts'

/** `kept`: somebody agreed that this phone keeps it. */
export interface Entered {
  child: Child
  kept: boolean
}

export const hall = $state({
  read: false,
  /** Records on the disk that this copy cannot read; they are left as they are. */
  unread: [] as { id: string; problem: 'newer' | 'damaged' }[],
  now: null as string | null,
  /** The last answers are not on the disk. They are here, and the next save takes them along. */
  unsaved: false,
  /** A grown-up sits beside the child: what is told and what is heard may be asked. */
  helper: false,
})

// Thousands of answers: their objects are replaced, never watched one by one.
let entered = $state.raw<ReadonlyMap<string, Entered>>(new Map())

export const entry = (id: string): Entered | undefined => entered.get(id)
export const everyone = (): Entered[] => [...entered.values()]

/** Whose turn it is; null after a reload or quick exit. */
export const current = (): Entered | null => (hall.now === null ? null : (entered.get(hall.now) ?? null))

/** Today as the answers count it. */
export const todayUtc = (): string => new Date().toISOString().slice(0, 10)

const put = (each: Entered) => {
  entered = new Map(entered).set(each.child.learner.id, each)
}

/** Reads the disk once. */
export async function readHall(): Promise<void> {
  if (hall.read) return
  const found: { id: string; read: ReadChild }[] = await keptChildren()
  for (const { id, read } of found) {
    if (read.ok) put({ child: read.child, kept: true })
    else hall.unread.push({ id, problem: read.problem })
  }
  hall.read = true
}

const newId = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')

export function enter(nickname: string, band: Band): void {
  const learner = newLearner(newId(), nickname, band, todayUtc())
  put({ child: newChild(learner), kept: false })
  hall.now = learner.id
}

/** Saves happen one after the other, so that an older state never overwrites a newer one. */
let saving: Promise<void> = Promise.resolve()

/** Changes the child whose turn it is; on the disk too, when it is kept. What cannot be saved stays here and is told. */
export function change(child: Child): Promise<void> {
  const before = entered.get(child.learner.id)
  if (!before) return Promise.resolve()
  put({ ...before, child })
  if (!before.kept) return Promise.resolve()
  saving = saving.then(() => save(child))
  return saving
}

async function save(child: Child): Promise<void> {
  // Wiped or forgotten in the meantime: then it must not come back.
  if (!entered.has(child.learner.id)) return
  try {
    await keepChild(child)
    hall.unsaved = false
  } catch {
    hall.unsaved = true
  }
}

/** Keeps the child on this phone from now on. False when the phone could not. */
export async function keep(id: string): Promise<boolean> {
  const each = entered.get(id)
  if (!each) return false
  try {
    await keepChild(each.child)
  } catch {
    return false
  }
  put({ ...each, kept: true })
  return true
}

export async function wipe(id: string): Promise<void> {
  const kept = entered.get(id)?.kept ?? true
  const left = new Map(entered)
  left.delete(id)
  entered = left
  if (hall.now === id) hall.now = null
  hall.unread = hall.unread.filter((each) => each.id !== id)
  await saving
  if (kept) await wipeChild(id)
}

export type TakenIn =
  | { kind: 'joined'; added: number; nickname: string }
  | { kind: 'new'; nickname: string; sameNickname: boolean }

/** Takes in what another device handed over: joins it with the same child, or enters it beside the others. Keeping is asked for again. */
export async function takeIn(learner: Learner): Promise<TakenIn> {
  const mine = entered.get(learner.id)
  hall.now = learner.id
  if (mine) {
    const merged = mergeLearners(mine.child.learner, learner)
    if (!merged.ok) throw new Error('one id is one child')
    const sameBand = merged.learner.band === mine.child.learner.band
    await change({
      ...mine.child,
      ...(sameBand ? {} : { session: null, placing: null, paper: null }),
      learner: merged.learner,
    })
    return { kind: 'joined', added: merged.added, nickname: merged.learner.nickname }
  }
  const sameNickname = everyone().some(({ child }) => child.learner.nickname === learner.nickname)
  put({ child: newChild(learner), kept: false })
  return { kind: 'new', nickname: learner.nickname, sameNickname }
}

/** Names that two children share are told apart by a number, in the order in which they were entered. */
export function shownName(id: string): string {
  const name = entered.get(id)?.child.learner.nickname ?? ''
  const same = everyone().filter(({ child }) => child.learner.nickname === name)
  const at = same.findIndex(({ child }) => child.learner.id === id)
  return same.length > 1 ? `${name} (${at + 1})` : name
}

forgetting.add(() => {
  entered = new Map()
  Object.assign(hall, { read: false, unread: [], now: null, unsaved: false, helper: false })
})
