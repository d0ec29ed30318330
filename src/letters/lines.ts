/** Breaks a paragraph into lines. Greedy, without hyphenation: a name is never cut unless it is longer than a line. */
import type { Face } from './page.ts'

export interface Fragment {
  text: string
  face: Face
}

/** What stands between two spaces; several faces may meet in it. */
export interface Word {
  fragments: Fragment[]
  width: number
}

export interface Line {
  words: Word[]
  /** With single spaces. */
  width: number
  /** The last line of the paragraph or before a forced break: it is not stretched. */
  ends: boolean
}

/** Width of a text in points; called once for each different word. */
export type Measure = (text: string, face: Face) => number

export interface Measured {
  width: Measure
  space: number
}

/** Remembers widths: the same words come again and again. */
export function remember(width: Measure): Measured {
  const known: Record<Face, Map<string, number>> = { regular: new Map(), bold: new Map(), italic: new Map() }
  const cached: Measure = (text, face) => {
    const before = known[face].get(text)
    if (before !== undefined) return before
    const now = width(text, face)
    known[face].set(text, now)
    return now
  }
  return { width: cached, space: cached(' ', 'regular') }
}

/** Words of fragments; a line break comes out as null. No-break spaces do not part words. */
function* wordsOf(fragments: Fragment[], measured: Measured): Generator<Word | null> {
  let word: Fragment[] = []
  const done = (): Word => {
    const ready = {
      fragments: word,
      width: word.reduce((sum, { text, face }) => sum + measured.width(text, face), 0),
    }
    word = []
    return ready
  }
  for (const { text, face } of fragments)
    for (const piece of text.split(/([ \t\n]+)/)) {
      if (piece === '') continue
      if (!/^[ \t\n]/.test(piece)) {
        word.push({ text: piece, face })
        continue
      }
      if (word.length > 0) yield done()
      for (const sign of piece) if (sign === '\n') yield null
    }
  if (word.length > 0) yield done()
}

/** Lines of at most `width` points, the first shorter by `indent`. A paragraph of no words is one empty line. */
export function breakLines(fragments: Fragment[], width: number, indent: number, measured: Measured): Line[] {
  const lines: Line[] = []
  let words: Word[] = []
  let used = 0
  let room = width - indent
  const close = (ends: boolean) => {
    lines.push({ words, width: used, ends })
    words = []
    used = 0
    room = width
  }
  const add = (word: Word) => {
    const gap = words.length > 0 ? measured.space : 0
    if (words.length > 0 && used + gap + word.width > room) {
      close(false)
      words = [word]
      used = word.width
    } else {
      words.push(word)
      used += gap + word.width
    }
  }
  for (const word of wordsOf(fragments, measured)) {
    if (word === null) close(true)
    else if (word.width <= width) add(word)
    else for (const part of cut(word, width, measured)) add(part)
  }
  if (words.length > 0 || lines.length === 0) close(true)
  return lines
}

/** A word wider than a line, in pieces that fit. Cuts between code points. */
function cut(word: Word, width: number, measured: Measured): Word[] {
  const parts: Word[] = []
  for (const { text, face } of word.fragments) {
    const signs = [...text]
    let from = 0
    while (from < signs.length) {
      // The widest piece that fits, by halving; one sign always goes, however wide.
      let low = from + 1
      let high = Math.min(signs.length, from + 400)
      while (low < high) {
        const middle = Math.ceil((low + high) / 2)
        if (measured.width(signs.slice(from, middle).join(''), face) <= width) low = middle
        else high = middle - 1
      }
      const piece = signs.slice(from, low).join('')
      parts.push({ fragments: [{ text: piece, face }], width: measured.width(piece, face) })
      from = low
    }
  }
  return parts
}
