/**
 * How words travel: a word is the part that all its forms share and the number of its pattern of endings, so that 800 words
 * with 12 to 24 forms fit into a few kilobytes. Packing and opening give back exactly the frozen table; no form is guessed.
 *
 *   patterns  "m|i|,а,у,,ом,е|ы,ов,ам,ы,ами,ах"      gender | animate or inanimate | rows of endings
 *   words     "стол 0;книг 4 kniga-n;…"               shared part, pattern, id when it is not the lemma in Latin letters
 */
import type { Adjective, Noun, Verb } from './tables.ts'

export interface PackedWords {
  patterns: string[]
  words: string
}

const LATIN: Record<string, string> = Object.fromEntries(
  [
    ...[
      'а a',
      'б b',
      'в v',
      'г g',
      'д d',
      'е e',
      'ё yo',
      'ж zh',
      'з z',
      'и i',
      'й j',
      'к k',
      'л l',
      'м m',
      'н n',
    ],
    ...['о o', 'п p', 'р r', 'с s', 'т t', 'у u', 'ф f', 'х h', 'ц c', 'ч ch', 'ш sh', 'щ shch', 'ъ ', 'ы y'],
    ...['ь ', 'э eh', 'ю yu', 'я ya'],
  ].map((pair) => pair.split(' ') as [string, string]),
)

/** The usual id of a word: its lemma in Latin letters (стул → stul). */
export const idOfLemma = (lemma: string): string =>
  [...lemma].map((letter) => LATIN[letter] ?? letter).join('')

interface Word {
  id: string
  /** What is not a form: gender, aspect and the like. */
  marks: string[]
  /** Rows of forms; null = the word has no such row. */
  rows: (readonly string[] | null)[]
}

function packWords(words: readonly Word[]): PackedWords {
  const patterns: string[] = []
  const packed = words.map(({ id, marks, rows }) => {
    const forms = rows.flatMap((row) => row ?? [])
    let shared = forms[0] ?? ''
    for (const form of forms) while (!form.startsWith(shared)) shared = shared.slice(0, -1)
    const endings = rows.map((row) => row?.map((form) => form.slice(shared.length)).join(',') ?? '-')
    const pattern = [...marks, ...endings].join('|')
    if (!patterns.includes(pattern)) patterns.push(pattern)
    const own = id === idOfLemma(forms[0] ?? '') ? '' : ` ${id}`
    return `${shared} ${patterns.indexOf(pattern)}${own}`
  })
  return { patterns, words: packed.join(';') }
}

function openWords({ patterns, words }: PackedWords, marks: number): Word[] {
  if (words === '') return []
  return words.split(';').map((word) => {
    const [shared = '', number = '', own] = word.split(' ')
    const parts = (patterns[Number(number)] ?? '').split('|')
    const rows = parts
      .slice(marks)
      .map((row) => (row === '-' ? null : row.split(',').map((ending) => shared + ending)))
    const lemma = rows.find((row) => row !== null)?.[0] ?? ''
    return { id: own ?? idOfLemma(lemma), marks: parts.slice(0, marks), rows }
  })
}

export const packNouns = (nouns: readonly Noun[]): PackedWords =>
  packWords(
    nouns.map(({ id, gender, animate, sg, pl }) => ({
      id,
      marks: [gender ?? '-', animate ? 'a' : 'i'],
      rows: [sg, pl],
    })),
  )

export const openNouns = (packed: PackedWords): Noun[] =>
  openWords(packed, 2).map(({ id, marks, rows: [sg = null, pl = null] }) => ({
    id,
    lemma: (sg ?? pl ?? [''])[0]!,
    gender: marks[0] === '-' ? null : (marks[0] as 'm' | 'f' | 'n'),
    animate: marks[1] === 'a',
    sg: sg && [...sg],
    pl: pl && [...pl],
  }))

export const packAdjectives = (adjectives: readonly Adjective[]): PackedWords =>
  packWords(adjectives.map(({ id, m, f, n, pl }) => ({ id, marks: [], rows: [m, f, n, pl] })))

export const openAdjectives = (packed: PackedWords): Adjective[] =>
  openWords(packed, 0).map(({ id, rows }) => {
    const [m, f, n, pl] = rows.map((row) => [...(row ?? [])]) as [string[], string[], string[], string[]]
    return { id, lemma: m[0]!, m, f, n, pl }
  })

/**
 * The infinitive is a row of its own, so that it shares letters with the forms. A verb marked + has its pair beside it:
 * the perfective follows the imperfective, which `inPairs` sees to.
 */
export const packVerbs = (verbs: readonly Verb[]): PackedWords =>
  packWords(
    verbs.map(({ id, lemma, aspect, pair, forms, past, imperative }) => ({
      id,
      marks: [aspect, pair === null ? '-' : '+'],
      rows: [[lemma], forms, past, imperative],
    })),
  )

export const openVerbs = (packed: PackedWords): Verb[] =>
  openWords(packed, 2).map(({ id, marks, rows }, at, all) => {
    const [infinitive, forms, past, imperative] = rows.map((row) => [...(row ?? [])])
    return {
      id,
      lemma: infinitive![0]!,
      aspect: marks[0] as 'ipf' | 'pf',
      pair: marks[1] === '-' ? null : (all[marks[0] === 'ipf' ? at + 1 : at - 1]?.id ?? null),
      forms: forms!,
      past: past!,
      imperative: imperative!,
    }
  })

/** Verbs in an order in which each perfective follows its imperfective. A pair that is not in the list is left out. */
export function inPairs(verbs: readonly Verb[]): Verb[] {
  const byId = new Map(verbs.map((verb) => [verb.id, verb]))
  return verbs.flatMap((verb) => {
    const pair = verb.pair === null ? undefined : byId.get(verb.pair)
    if (!pair || pair.pair !== verb.id) return { ...verb, pair: null }
    return verb.aspect === 'ipf' ? [verb, pair] : []
  })
}
