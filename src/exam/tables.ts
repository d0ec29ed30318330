/**
 * The tables that tasks are made from, as the content compiler writes them for one band (build/content/exam-<band>.json).
 * Every table is written and signed by people in content/exam; code only combines them. Format: docs/formats/exam.md.
 */
import {
  inPairs,
  openAdjectives,
  openNouns,
  openVerbs,
  type PackedWords,
  packAdjectives,
  packNouns,
  packVerbs,
} from './packed.ts'
import type { Band, Case, Gender, Mode, Section, Task } from './types.ts'

export interface Noun {
  id: string
  lemma: string
  /** null = plural only. */
  gender: Gender | null
  animate: boolean
  /** nom gen dat acc ins prep; null = not used. */
  sg: string[] | null
  pl: string[] | null
}

export interface Adjective {
  id: string
  lemma: string
  m: string[]
  f: string[]
  n: string[]
  pl: string[]
}

export interface Verb {
  id: string
  lemma: string
  aspect: 'ipf' | 'pf'
  pair: string | null
  /** я ты он мы вы они, of the present or the simple future. */
  forms: string[]
  /** он она оно они */
  past: string[]
  /** ты вы */
  imperative: string[]
}

/** A word whose stress is asked. `scored` only where two checkable sources agree. */
export interface StressWord {
  id: string
  /** With U+0301 after the stressed vowel. */
  marked: string
  /** The wrong stress that is often heard, marked; null = none in particular. */
  heard: string | null
  scored: boolean
}

/** A wrong answer written by hand, with the rule that makes it. */
export interface Wrong {
  text: string
  error: string
}

/** One line of a table whose answers are written by hand. */
export interface Handmade {
  id: string
  stem: string
  key: string
  also: string[]
  wrong: Wrong[]
  /** The check word, the rule in two words, the question to ask: shown after the answer. */
  note: string | null
}

export interface NumeralFrame {
  id: string
  /** `___` is the numeral in words; `{n}` the figures; `{noun}` the counted thing. */
  stem: string
  case: Case
  noun: string
  from: number
  to: number
}

export interface Government {
  id: string
  /** `___` is the gap. */
  stem: string
  /** "[preposition ]case" */
  with: string
  question: string
  nouns: string[]
  /** "[preposition ]case", at least two that are wrong here. */
  wrong: string[]
  /** "[preposition ]case" that may stand here too; never asked, and no wrong answer may look like it. */
  also?: string[]
}

/** Adjectives that go with nouns, for agreement: every combination must make sense. */
export interface AgreementGroup {
  id: string
  adjectives: string[]
  nouns: string[]
}

export interface AgreementFrame {
  id: string
  case: Case
  number: 'sg' | 'pl'
  /** Ids of the groups whose pairs make sense in this sentence. */
  groups: string[]
  /** `___` is the adjective, `{noun}` the noun in the frame's case. */
  stem: string
}

/** Subjects and verbs of the past that go together. */
export interface PastGroup {
  id: string
  nouns: string[]
  verbs: string[]
  /** `{noun}` is the subject, `___` the verb. */
  stem: string
}

export interface OrderSentence {
  id: string
  pieces: string[]
  /** "a > b": a stands right before b; "a < b": a stands somewhere before b; "first a", "last a"; numbers count from 1. */
  rules: string[]
}

export interface AlphabetList {
  id: string
  /** The letter that decides: 1, 2 or 3. */
  letter: number
  words: string[]
}

export interface GeneralWord {
  id: string
  words: string[]
  key: string
  also: string[]
  wrong: Wrong[]
}

export interface Question {
  id: string
  ask: string
  key: string
  also: string[]
  wrong: Wrong[]
}

export interface ExamText {
  id: string
  kind: 'listening' | 'reading'
  title: string
  /** Paragraphs are joined by a line break. */
  text: string
  questions: Question[]
  /** In whose words it can be told again, in the genitive: "Тимура". */
  view?: string
  /** Its main idea in one sentence. */
  main?: string
  /** Key ideas in the order of the text. */
  ideas: { id: string; text: string }[]
}

/** Questions that a child answers in one short story; each is a key idea. */
export interface Monologue {
  id: string
  topic: string
  questions: string[]
}

export interface Conversation {
  id: string
  questions: string[]
}

export interface Template {
  id: string
  task: Task
  section: Section
  mode: Mode
  /** Message id of the instruction. */
  instruction: string
  /** The table that its items come from. */
  table: TableName
  difficulty: number
}

export type TableName =
  | 'numerals'
  | 'stress'
  | 'paronyms'
  | 'spelling'
  | 'letters'
  | 'tsya'
  | 'government'
  | 'agreement'
  | 'past'
  | 'many'
  | 'person'
  | 'aspect'
  | 'order'
  | 'alphabet'
  | 'general'
  | 'listening'
  | 'reading'
  | 'conversation'
  | 'monologue'
  | 'dictation'
  | 'full'

/** One part of a practice paper; what is not known of the real test says so. */
export interface PaperPart {
  id: string
  section: Section
  /** Templates that take turns. */
  templates: string[]
  items: number
  /** Points of one item. */
  points: number
  /** found = a third-party copy names this part; own = made up by us, the real part is not known. */
  known: 'found' | 'own'
}

export interface Grade {
  band: Band
  parts: PaperPart[]
  /** The published line, `pass` of `of`; whether it counts tasks or points is not agreed. */
  line: { pass: number; of: number; source: string; label: string }
  minutes: number
  sections: Section[]
  tasks: Task[]
}

export interface ErrorRule {
  id: string
  tasks: Task[]
  /** Speakers of which languages meet it most, as teachers say; not measured. */
  languages: string[]
}

export interface ExamPack {
  version: 1
  band: Band
  review: 'unsigned' | 'signed'
  grade: Grade
  errors: ErrorRule[]
  templates: Template[]
  nouns: Noun[]
  adjectives: Adjective[]
  verbs: Verb[]
  stress: StressWord[]
  numerals: NumeralFrame[]
  government: Government[]
  agreement: { groups: AgreementGroup[]; frames: AgreementFrame[] }
  past: PastGroup[]
  paronyms: Handmade[]
  spelling: Handmade[]
  letters: Handmade[]
  tsya: Handmade[]
  aspect: Handmade[]
  order: OrderSentence[]
  alphabet: AlphabetList[]
  general: GeneralWord[]
  texts: ExamText[]
  conversation: Conversation[]
  monologue: Monologue[]
  rubrics: {
    monologue: { id: string; text: string }[]
    view: { id: string; text: string }[]
    main: { id: string; text: string }[]
    retelling: { id: string; text: string }[]
    conversation: { id: string; text: string }[]
    reading: { id: string; text: string }[]
  }
  dictation: Handmade[]
  full: Handmade[]
}

/** A pack as it stands in the file: words folded into patterns (`packed.ts`), everything else as it is. */
export type CompiledPack = Omit<ExamPack, 'nouns' | 'adjectives' | 'verbs' | 'texts'> & {
  nouns: PackedWords
  adjectives: PackedWords
  verbs: PackedWords
}

/** The texts of a band, a file of their own: `exam-texts-<band>.json`. */
export interface CompiledTexts {
  version: 1
  band: Band
  texts: ExamText[]
}

/** Folds a pack for its file; its texts go into theirs. */
export const compilePack = ({ nouns, adjectives, verbs, texts: _, ...rest }: ExamPack): CompiledPack => ({
  ...rest,
  nouns: packNouns(nouns),
  adjectives: packAdjectives(adjectives),
  verbs: packVerbs(inPairs(verbs)),
})

/** Tables with the look-ups that makers and the gate need. */
export interface Tables extends ExamPack {
  noun(id: string): Noun
  adjective(id: string): Adjective
  verb(id: string): Verb
  error(id: string): ErrorRule | undefined
  template(id: string): Template
}

/** What a pack must hold; a build of an older program holds less. */
const LISTS = [
  ...(['errors', 'templates', 'stress', 'numerals', 'government', 'past', 'paronyms', 'spelling'] as const),
  ...(['letters', 'tsya', 'aspect', 'order', 'alphabet', 'general', 'conversation', 'monologue'] as const),
  ...(['dictation', 'full'] as const),
] satisfies readonly (keyof CompiledPack)[]

/** Names of what is missing in a pack that was read from a file. */
function missingIn(compiled: CompiledPack, texts: CompiledTexts): string[] {
  const { agreement, rubrics, grade, nouns, adjectives, verbs } = compiled
  return [
    ...LISTS.filter((name) => !Array.isArray(compiled[name])),
    ...(Array.isArray(texts.texts) ? [] : ['texts']),
    ...(grade?.parts && grade.line ? [] : ['grade']),
    ...(rubrics ? [] : ['rubrics']),
    ...(agreement?.groups && agreement.frames?.every(({ groups }) => groups) ? [] : ['agreement']),
    ...(nouns?.words !== undefined && adjectives?.words !== undefined && verbs?.words !== undefined
      ? []
      : ['words']),
  ]
}

/** Opens a compiled pack and its texts. Throws RangeError when they are of another version, of two bands or of an older program. */
export function openPack(compiled: CompiledPack, texts: CompiledTexts): Tables {
  if (compiled?.version !== 1 || texts?.version !== 1)
    throw new RangeError('exam pack: this is no pack of version 1; get the app again')
  if (compiled.band !== texts.band)
    throw new RangeError(`exam pack: words of band ${compiled.band} with texts of band ${texts.band}`)
  const missing = missingIn(compiled, texts)
  if (missing.length > 0)
    throw new RangeError(
      `exam pack ${compiled.band}: made by another version of this program (${missing.join(', ')})`,
    )
  return tablesOf({
    ...compiled,
    texts: texts.texts,
    nouns: openNouns(compiled.nouns),
    adjectives: openAdjectives(compiled.adjectives),
    verbs: openVerbs(compiled.verbs),
  })
}

/** Look-ups over a pack that is not folded. */
export function tablesOf(pack: ExamPack): Tables {
  const finder = <T extends { id: string }>(what: string, list: readonly T[]) => {
    const byId = new Map(list.map((each) => [each.id, each]))
    return (id: string): T => {
      const found = byId.get(id)
      if (!found) throw new RangeError(`exam pack ${pack.band}: there is no ${what} "${id}"`)
      return found
    }
  }
  const errors = new Map(pack.errors.map((each) => [each.id, each]))
  return {
    ...pack,
    noun: finder('noun', pack.nouns),
    adjective: finder('adjective', pack.adjectives),
    verb: finder('verb', pack.verbs),
    template: finder('template', pack.templates),
    error: (id) => errors.get(id),
  }
}
