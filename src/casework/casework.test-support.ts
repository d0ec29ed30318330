/** Lanes built from operations as a replica would fold them, and the real packs. */
import { readFileSync } from 'node:fs'
import type { ClockPack, FlowPack } from '../law/types.ts'
import type { Operation } from '../log/commit.ts'
import { Fold, type State } from '../log/merge.ts'
import type { Lanes } from './cases.ts'
import type { CasePacks } from './clocks.ts'
import { CASE_LANES, kindsOf, splitByLane, type WorkLane } from './fields.ts'

/** A 22-character id that can be read in a failing test. */
export const id = (name: string): string => (name + '_'.repeat(22)).slice(0, 22)

export interface Written {
  device: string
  ms: number
  operations: Operation[]
}

/** Folds each write, in order, into the lanes of its operations. One device writes one commit a lane. */
export function fold(writes: readonly Written[]): Record<WorkLane, State> {
  const folds = Object.fromEntries(
    [...CASE_LANES, 'intake' as const].map((lane) => [lane, new Fold(kindsOf)]),
  ) as Record<WorkLane, Fold>
  writes.forEach(({ device, ms, operations }, seq) => {
    for (const { lane, operations: part } of splitByLane(operations))
      folds[lane].add({ at: { ms, counter: 0 }, device: id(device), seq, operations: part })
  })
  return Object.fromEntries(Object.entries(folds).map(([lane, each]) => [lane, each.state()])) as Record<
    WorkLane,
    State
  >
}

/** The lanes after one person has written all of it, one operation list after the other. */
export const lanesOf = (...lists: Operation[][]): Lanes & { intake: State } =>
  fold(lists.map((operations, i) => ({ device: 'one', ms: i + 1, operations })))

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../build/content/${name}`, import.meta.url), 'utf8'))

export const packs: CasePacks = {
  clocks: read('law-clocks.json') as ClockPack,
  package: read('law-package.json') as FlowPack,
  rulings: read('law-rulings.json') as FlowPack,
}

export const flowPack = (flow: string): FlowPack => read(`law-${flow}.json`)

export const area = (name: string, lang: string) => read(`messages-${name}-${lang}.json`)
