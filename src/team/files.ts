/** The letter as a file: made in this page, offered to the browser, sent nowhere. The writers are loaded when asked for. */
import type { LetterModel } from '../letters/types.ts'

export type FileKind = 'docx' | 'pdf' | 'txt'

const TYPES: Record<FileKind, string> = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  pdf: 'application/pdf',
  txt: 'text/plain;charset=utf-8',
}

/** The file names the letter and the day, never a person. @throws when a writer or a font cannot be loaded */
export async function letterFile(model: LetterModel, kind: FileKind): Promise<File> {
  const bytes = await bytesOf(model, kind)
  return new File([bytes as BlobPart], `${model.kind}-${model.date}.${kind}`, { type: TYPES[kind] })
}

async function bytesOf(model: LetterModel, kind: FileKind): Promise<Uint8Array> {
  if (kind === 'txt') {
    const { toText } = await import('../letters/text.ts')
    // The mark tells old editors that the text is UTF-8.
    return new TextEncoder().encode(`\ufeff${toText(model)}`)
  }
  throw new Error(`no writer for ${kind}`)
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
