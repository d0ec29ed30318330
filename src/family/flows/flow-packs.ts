/** The flows that a family can walk through; each is a chunk of its own (docs/formats/flows.md). */
import type { FlowPack } from '../../law/types.ts'

export const FLOWS = ['refusals', 'registry', 'amina', 'labour', 'expulsion', 'violence', 'decrees'] as const
export type Flow = (typeof FLOWS)[number]

const FILES = import.meta.glob<FlowPack>(
  '../../../build/content/law-{refusals,registry,amina,labour,expulsion,decrees,violence}.json',
  { import: 'default' },
)

/** Rejects without a connection, unless this phone keeps the chunk. */
export async function flowPack(flow: Flow): Promise<FlowPack> {
  const file = FILES[`../../../build/content/law-${flow}.json`]
  if (!file) throw new Error(`no flow ${flow}`)
  return file()
}

/** `registry` · `registry/learned` · `registry/=` (the result), as a place keeps it. */
export function placeOf(screen: string | null): { flow: Flow | null; at: string } {
  const [name = '', at = ''] = (screen ?? '').split('/')
  return { flow: FLOWS.find((known) => known === name) ?? null, at }
}
