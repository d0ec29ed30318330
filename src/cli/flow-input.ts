/** What every check of a flow reads: the packs, the words, and the facts of one file without contradictions. */
import { readFacts } from '../law/facts.ts'
import type { FlowId } from '../law/flow-ids.ts'
import type { FlowPacks } from '../law/flows.ts'
import type { Facts, PlainDate } from '../law/types.ts'
import type { Translate } from '../ui/messages.ts'
import type { Call, Io } from './command.ts'
import { ensureContent, readClocks, readFlow, readWords } from './content.ts'
import { reasonsOf } from './facts-refused.ts'
import { problemsIn, readJsonObject } from './input.ts'
import { langOf, todayOf } from './options.ts'

export interface FlowInput {
  packs: FlowPacks
  words: Translate
  facts: Facts
  today: PlainDate
}

/** Throws `BadInput` with every problem of the file, each at its line. */
export async function readFlowInput(call: Call, io: Io, id: FlowId, file: string): Promise<FlowInput> {
  const today = todayOf(call, io)
  const input = await readJsonObject(file, io)
  await ensureContent()
  const packs = { flow: readFlow(id), clocks: readClocks() }
  const words = readWords(langOf(call), ['ui', 'law', id, 'problems'])
  const read = readFacts(packs.flow, input.value, { clocks: packs.clocks, today })
  if (!read.ok)
    throw problemsIn(
      input,
      reasonsOf(packs.flow, read.problems, words),
      `correct the facts; names and values: docs/formats/${id}.schema.json`,
    )
  return { packs, words, facts: read.facts, today }
}
