/** What bands.ts is in the trainer's one file: the tables stand in the page, deflated, because five bands are long. */
import { strFromU8, unzlibSync } from 'fflate'
import { openPack, type Tables } from '../../exam/tables.ts'
import type { Band } from '../../exam/types.ts'
import { embedded } from '../embedded.ts'

export async function tablesOfBand(band: Band): Promise<Tables> {
  const packed = embedded().exam?.[band]
  if (!packed) throw new Error(`no tables of band ${band}`)
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0))
  const [pack, texts] = JSON.parse(strFromU8(unzlibSync(bytes)))
  return openPack(pack, texts)
}
