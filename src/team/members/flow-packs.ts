/** Rules and words of the flows that not every desk needs: each is a chunk of its own, fetched when a case is about it. */
import type { FlowId } from '../../law/flow-ids.ts'
import { findings } from '../../law/flows.ts'
import type { ClockPack, FlowPack, Lang } from '../../law/types.ts'
import type { CompiledArea } from '../../ui/messages.ts'
import type { SheetFlow } from '../sheet.svelte.ts'

export const LATER = ['refusals', 'registry', 'amina', 'labour', 'expulsion', 'decrees', 'violence'] as const
export type Later = (typeof LATER)[number]
export const isLater = (flow: string | null | undefined): flow is Later =>
  (LATER as readonly string[]).includes(flow ?? '')

const PACKS = import.meta.glob<FlowPack>(
  '../../../build/content/law-{refusals,registry,amina,labour,expulsion,decrees,violence}.json',
  { import: 'default' },
)
const WORDS = import.meta.glob<CompiledArea>(
  '../../../build/content/messages-{refusals,registry,amina,labour,expulsion,decrees,violence}-{ru,uz,tg,ky,en}.json',
  { import: 'default' },
)

/** Rejects without a connection where this device has not kept the app's files. */
export function flowPack(flow: Later): Promise<FlowPack> {
  return PACKS[`../../../build/content/law-${flow}.json`]!()
}

export function flowWords(flow: Later, lang: Lang): Promise<CompiledArea> {
  return WORDS[`../../../build/content/messages-${flow}-${lang}.json`]!()
}

/** The letter that a sheet shows before a finding names one; a paper may always be prepared. */
const FIRST: Record<Later, string> = {
  refusals: 'school-written-refusal',
  registry: 'registry-basis',
  amina: 'amina-logs',
  labour: 'crime-report',
  expulsion: 'kas-placement',
  decrees: 'case-file',
  violence: 'violence-report',
}

/** @param now the local minute, where terms in hours matter */
export const sheetFlow = (id: Later, flow: FlowPack, clocks: ClockPack, now: () => string): SheetFlow => ({
  ...{ id, flow, clocks, letter: FIRST[id] },
  check(facts, today) {
    const told = findings({ flow, clocks }, facts, today, now().startsWith(today) ? now() : today)
    const { deadlines, asOf } = told
    const byId = new Map(told.findings.map((each) => [each.id, each]))
    return {
      ...{ told, deadlines, asOf, findings: told.findings, addressees: [] },
      letters: told.letterKinds.map(({ kind, because }) => ({ kind, finding: byId.get(because)! })),
    }
  },
})

/** What a family asks about → the flow that a sheet begins with; any other can be chosen. */
export const FLOW_OF_KIND: Readonly<Record<string, FlowId>> = {
  ...{ school: 'package', ruling: 'rulings', registry: 'registry', refusal: 'refusals' },
  ...{ work: 'labour', expulsion: 'expulsion', violence: 'violence' },
}
