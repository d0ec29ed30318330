/** The tables of one band: two chunks, fetched when a child of that band practises. */
import { type CompiledPack, type CompiledTexts, openPack, type Tables } from '../../exam/tables.ts'
import type { Band } from '../../exam/types.ts'

const PACKS = import.meta.glob<CompiledPack>('../../../build/content/exam-{1,2,3-5,6-9,10-11}.json', {
  import: 'default',
})
const TEXTS = import.meta.glob<CompiledTexts>('../../../build/content/exam-texts-{1,2,3-5,6-9,10-11}.json', {
  import: 'default',
})

/** Rejects without a connection, unless this phone keeps the band. */
export async function tablesOfBand(band: Band): Promise<Tables> {
  const pack = PACKS[`../../../build/content/exam-${band}.json`]
  const texts = TEXTS[`../../../build/content/exam-texts-${band}.json`]
  if (!pack || !texts) throw new Error(`no tables of band ${band}`)
  return openPack(...(await Promise.all([pack(), texts()])))
}
