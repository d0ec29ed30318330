/** The letter as a file: made in this page, offered to the browser, sent nowhere. The writers are loaded when asked for. */
import type { Face } from '../letters/page.ts'
import type { Fonts } from '../letters/pdf.ts'
import type { LetterModel } from '../letters/types.ts'

export type FileKind = 'docx' | 'pdf' | 'txt'

const TYPES: Record<FileKind, string> = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  pdf: 'application/pdf',
  txt: 'text/plain;charset=utf-8',
}

export interface LetterFile {
  file: File
  /** Signs that the letter's font does not have: they print as empty boxes. */
  missing: string[]
}

/** The file names the letter and the day, never a person. @throws when a writer or a font cannot be loaded */
export async function letterFile(model: LetterModel, kind: FileKind): Promise<LetterFile> {
  const { bytes, missing } = await bytesOf(model, kind)
  const name = `${model.kind}-${model.date}.${kind}`
  return { file: new File([bytes as BlobPart], name, { type: TYPES[kind] }), missing }
}

async function bytesOf(
  model: LetterModel,
  kind: FileKind,
): Promise<{ bytes: Uint8Array; missing: string[] }> {
  if (kind === 'docx') {
    const { toDocx } = await import('../letters/docx.ts')
    return { bytes: await toDocx(model), missing: [] }
  }
  if (kind === 'pdf') {
    const [{ toPdf }, fonts] = await Promise.all([import('../letters/pdf.ts'), letterFonts()])
    return toPdf(model, fonts)
  }
  const { toText } = await import('../letters/text.ts')
  // The mark tells old editors that the text is UTF-8.
  return { bytes: new TextEncoder().encode(`\ufeff${toText(model)}`), missing: [] }
}

let fonts: Promise<Fonts> | undefined

/** The faces that a PDF carries, from our own origin; fetched once, again after a failure. */
function letterFonts(): Promise<Fonts> {
  const face = async (name: Face) => {
    const answer = await fetch(`${import.meta.env.BASE_URL}fonts/tinos-${name}.ttf`)
    if (!answer.ok) throw new Error(`font ${name}: ${answer.status}`)
    return new Uint8Array(await answer.arrayBuffer())
  }
  fonts ??= Promise.all([face('regular'), face('bold'), face('italic')]).then(([regular, bold, italic]) => ({
    regular,
    bold,
    italic,
  }))
  fonts.catch(() => {
    fonts = undefined
  })
  return fonts
}

/** Hands a file to the person. The address of its bytes is given up at once after the browser has taken them. */
export function offer(file: File): void {
  const url = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = url
  link.download = file.name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
