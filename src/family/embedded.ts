/** The content that tools/onefile.ts puts into the page as a block of JSON, which no browser runs. */
import type { ClockPack, FlowPack, Lang } from '../law/types.ts'
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

export function embedded(): Embedded {
  content ??= JSON.parse(document.getElementById('content')?.textContent ?? 'null') as Embedded | null
  if (!content) throw new Error('one file: its content is missing')
  return content
}
