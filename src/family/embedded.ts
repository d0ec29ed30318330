/** The content that tools/onefile.ts puts into the page as a block of JSON, which no browser runs. */
import { strFromU8, unzlibSync } from 'fflate'
import type { ClockPack, FlowPack, Lang } from '../law/types.ts'
import { fromB64 } from '../seal/bytes.ts'
import type { CompiledArea } from '../ui/messages.ts'

export interface Embedded {
  offered: Lang[]
  words: Partial<
    Record<
      Lang,
      {
        shell: CompiledArea[]
        check: CompiledArea[]
        ask: CompiledArea[]
        parts: Record<string, CompiledArea[]>
      }
    >
  >
  law: { flow: FlowPack; clocks: ClockPack }
  /** Only in the trainer's file: tables and texts of a band, as JSON, deflated (zlib) and in base64. */
  exam?: Record<string, string>
}

let content: Embedded | null = null

/** As it stands in the page: words and rules deflated (zlib), in base64url. */
type InPage = Embedded | { offered: Lang[]; packed: string }

export function embedded(): Embedded {
  if (content) return content
  const page = JSON.parse(document.getElementById('content')?.textContent ?? 'null') as InPage | null
  if (!page) throw new Error('one file: its content is missing')
  content =
    'packed' in page
      ? { offered: page.offered, ...JSON.parse(strFromU8(unzlibSync(fromB64(page.packed)))) }
      : page
  return content as Embedded
}
