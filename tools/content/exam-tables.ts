/** The hand-written tables of content/exam: one reader a table. What a table means stands in docs/formats/exam.md. */
import { inAlphabet, markings, mixedScripts, unmarked } from '../../src/exam/cyrillic.ts'
import { asked } from '../../src/exam/make/government.ts'
import { readRule } from '../../src/exam/make/order.ts'
import { CASES, LARGEST } from '../../src/exam/numerals.ts'
import type * as T from '../../src/exam/tables.ts'
import { BANDS, type Band } from '../../src/exam/types.ts'
import { listOf } from './exam-lemmas.ts'
import type { Cursor } from './yaml-source.ts'

/** A line with the bands it is for and its place in the file. */
export type Lined<L> = L & { bands: Band[]; at: Cursor }

/** "2" = from band 2 on; "2 to 3-5" = these two. */
function readBands(cursor: Cursor | undefined): Band[] {
  const text = cursor?.text() ?? ''
  const [from = '', to = '10-11', ...more] = text.split(' to ')
  const [a, b] = [BANDS.indexOf(from as Band), BANDS.indexOf(to as Band)]
  if (a < 0 || b < a || more.length > 0) {
    cursor?.refuse(`band: '${text}' is no band; write "2" or "2 to 3-5", bands are ${BANDS.join(', ')}`)
    return []
  }
  return BANDS.slice(a, b + 1)
}

const texts = (cursor: Cursor | undefined): string[] =>
  cursor?.items().flatMap((each) => russian(each) ?? []) ?? []

function russian(cursor: Cursor | undefined): string | null {
  const text = cursor?.text() ?? null
  if (text !== null)
    for (const word of mixedScripts(text)) cursor?.refuse(`'${word}' mixes Cyrillic and Latin letters`)
  return text
}

const gapped = (cursor: Cursor | undefined): string | null => {
  const text = russian(cursor)
  if (text !== null && text.split('___').length !== 2) cursor?.refuse(`stem: '${text}' needs one gap ___`)
  return text
}

/** Wrong answers: texts with the table's own error, or { text, error }. */
function wrongs(cursor: Cursor | undefined, error: string | null): T.Wrong[] {
  return (
    cursor?.items().flatMap((each) => {
      if (!each.isMap) {
        const text = russian(each)
        if (text === null) return []
        if (error === null) return each.refuse(`wrong: name the error: { text: ${text}, error: … }`) ?? []
        return [{ text, error }]
      }
      const fields = each.fields(['text', 'error'])
      const [text, named] = [russian(fields?.text), fields?.error?.id()]
      return text && named ? [{ text, error: named }] : []
    }) ?? []
  )
}

export function readStress(file: Cursor, sources: ReadonlySet<string>): Lined<T.StressWord>[] {
  return listOf(file, 'stress').flatMap((at) => {
    const fields = at.fields(['id', 'marked', 'heard', 'band', 'sources'])
    const [id, marked] = [fields?.id?.id(), fields?.marked?.text()]
    if (!fields || !id || !marked) return []
    const options = markings(marked)
    if (!options.includes(marked)) at.refuse(`marked: '${marked}' needs one mark U+0301 right after a vowel`)
    if (options.length < 2) at.refuse(`marked: '${marked}' has one vowel, there is nothing to ask`)
    const heard = fields.heard?.isNull ? null : (fields.heard?.text() ?? null)
    if (heard !== null && (heard === marked || !options.includes(heard)))
      fields.heard?.refuse(`heard: '${heard}' is not '${unmarked(marked)}' with another stress`)
    const named = fields.sources?.items().flatMap((each) => {
      const source = each.id()
      if (source && !sources.has(source)) each.refuse(`there is no source '${source}' in sources.yaml`)
      return source ?? []
    })
    const checkable = new Set((named ?? []).filter((source) => source !== 'own'))
    if (checkable.size === 0) at.refuse(`'${marked}' has no source that can be checked`)
    return [{ id, marked, heard, scored: checkable.size >= 2, bands: readBands(fields.band), at }]
  })
}

export function readNumerals(file: Cursor): Lined<T.NumeralFrame>[] {
  return listOf(file, 'numerals').flatMap((at) => {
    const fields = at.fields(['id', 'band', 'stem', 'case', 'noun', 'from', 'to'])
    const [id, stem, kase, noun] = [
      fields?.id?.id(),
      gapped(fields?.stem),
      fields?.case?.oneOf(CASES),
      fields?.noun?.id(),
    ]
    const [from, to] = [fields?.from?.integer(0, LARGEST), fields?.to?.integer(0, LARGEST)]
    if (!id || !stem || !kase || !noun || from == null || to == null) return []
    if (from > to) at.refuse(`from ${from} is more than to ${to}`)
    for (const blank of ['{n}', '{noun}']) if (!stem.includes(blank)) at.refuse(`stem: ${blank} is missing`)
    return [{ id, stem, case: kase, noun, from, to, bands: readBands(fields?.band), at }]
  })
}

/** The accusative of living beings is contested (вижу двадцать два ученика, двадцать двух учеников), so no sentence may ask for it. */
export function checkNumeralFrames(
  frames: readonly Lined<T.NumeralFrame>[],
  nouns: readonly { id: string; animate: boolean }[],
): void {
  const living = new Set(nouns.filter(({ animate }) => animate).map(({ id }) => id))
  for (const { at, case: kase, noun } of frames)
    if (kase === 'acc' && living.has(noun))
      at.refuse(
        `'${noun}' is alive: the accusative of a numeral with living beings is contested and is never asked`,
      )
}

/** A sentence of agreement names groups that exist, and has at least one in each of its bands. */
export function checkFrames(
  groups: readonly Lined<T.AgreementGroup>[],
  frames: readonly Lined<T.AgreementFrame>[],
): void {
  for (const frame of frames) {
    const fitting = groups.filter(({ id }) => frame.groups.includes(id))
    for (const id of frame.groups)
      if (!groups.some((group) => group.id === id)) frame.at.refuse(`groups: there is no group '${id}'`)
    for (const band of frame.bands)
      if (!fitting.some(({ bands }) => bands.includes(band)))
        frame.at.refuse(`groups: none of them is there in band '${band}'`)
  }
}

export function readGovernment(file: Cursor): Lined<T.Government>[] {
  return listOf(file, 'government').flatMap((at) => {
    const fields = at.fields(['id', 'band', 'stem', 'with', 'question', 'nouns', 'wrong'], ['also'])
    const governed = (cursor: Cursor | undefined): string | null => {
      const text = russianOrCase(cursor)
      try {
        if (text !== null) asked(text)
        return text
      } catch {
        return cursor?.refuse(`'${text}' is not "[preposition] case"; cases: ${CASES.join(', ')}`) ?? null
      }
    }
    const [id, stem, right, question] = [
      fields?.id?.id(),
      gapped(fields?.stem),
      governed(fields?.with),
      russian(fields?.question),
    ]
    const wrong = fields?.wrong?.items().flatMap((each) => governed(each) ?? []) ?? []
    const also = fields?.also?.items().flatMap((each) => governed(each) ?? []) ?? []
    const nouns = fields?.nouns?.items().flatMap((each) => each.id() ?? []) ?? []
    if (!id || !stem || !right || !question) return []
    if (wrong.length < 2) at.refuse('wrong: at least two are needed')
    if (wrong.includes(right)) at.refuse(`wrong: '${right}' is the right one`)
    const line = { id, stem, with: right, question, nouns, wrong, ...(also.length > 0 ? { also } : {}) }
    return [{ ...line, bands: readBands(fields?.band), at }]
  })
}

const russianOrCase = (cursor: Cursor | undefined): string | null => cursor?.text() ?? null

export function readAgreement(file: Cursor): {
  groups: Lined<T.AgreementGroup>[]
  frames: Lined<T.AgreementFrame>[]
} {
  const top = file.fields(['review', 'groups', 'frames'])
  top?.review?.oneOf(['unsigned'])
  return {
    groups: (top?.groups?.items() ?? []).flatMap((at) => {
      const fields = at.fields(['id', 'band', 'adjectives', 'nouns'])
      const id = fields?.id?.id()
      return id
        ? [
            {
              id,
              adjectives: idsOf(fields?.adjectives),
              nouns: idsOf(fields?.nouns),
              bands: readBands(fields?.band),
              at,
            },
          ]
        : []
    }),
    frames: (top?.frames?.items() ?? []).flatMap((at) => {
      const fields = at.fields(['id', 'band', 'case', 'number', 'groups', 'stem'])
      const [id, kase, number, stem] = [
        fields?.id?.id(),
        fields?.case?.oneOf(CASES),
        fields?.number?.oneOf(['sg', 'pl']),
        gapped(fields?.stem),
      ]
      if (stem && !stem.includes('{noun}')) at.refuse('stem: {noun} is missing')
      return id && kase && number && stem
        ? [
            {
              id,
              case: kase,
              number,
              groups: idsOf(fields?.groups),
              stem,
              bands: readBands(fields?.band),
              at,
            },
          ]
        : []
    }),
  }
}

const idsOf = (cursor: Cursor | undefined): string[] =>
  cursor?.items().flatMap((each) => each.id() ?? []) ?? []

export function readPast(file: Cursor): Lined<T.PastGroup>[] {
  return listOf(file, 'past').flatMap((at) => {
    const fields = at.fields(['id', 'band', 'stem', 'nouns', 'verbs'])
    const [id, stem] = [fields?.id?.id(), gapped(fields?.stem)]
    if (stem && !stem.includes('{noun}')) at.refuse('stem: {noun} is missing')
    return id && stem
      ? [
          {
            id,
            stem,
            nouns: idsOf(fields?.nouns),
            verbs: idsOf(fields?.verbs),
            bands: readBands(fields?.band),
            at,
          },
        ]
      : []
  })
}

/** Lines with a stem and a key by hand. `error` is the error of wrong answers that name none. */
export function readLines(file: Cursor, key: string, error: string | null): Lined<T.Handmade>[] {
  return listOf(file, key).flatMap((at) => {
    const fields = at.fields(['id', 'band', 'stem', 'key', 'wrong'], ['also', 'note', 'rule', 'verb'])
    const own = fields?.rule?.id() ?? error
    const line = lineOf(at, fields, wrongs(fields?.wrong, own))
    return line ? [line] : []
  })
}

function lineOf(
  at: Cursor,
  fields: Partial<Record<string, Cursor>> | null,
  wrong: T.Wrong[],
): Lined<T.Handmade> | null {
  const [id, stem, key] = [fields?.id?.id(), gapped(fields?.stem), russian(fields?.key)]
  if (!id || !stem || !key) return null
  const note = fields?.note ? russian(fields.note) : null
  return { id, stem, key, also: texts(fields?.also), wrong, note, bands: readBands(fields?.band), at }
}

/** -тся and -ться: the wrong answer is the other spelling, made here. */
export function readTsya(file: Cursor): Lined<T.Handmade>[] {
  return listOf(file, 'tsya').flatMap((at) => {
    const fields = at.fields(['id', 'band', 'stem', 'key', 'note'])
    const key = fields?.key?.text() ?? ''
    const soft = /ться$/.test(key)
    if (!/ться$|тся$/.test(key)) {
      // Forms such as смеются and боятся also end in -тся; anything else has no pair.
      fields?.key?.refuse(`key: '${key}' ends in neither -тся nor -ться`)
      return []
    }
    const text = soft ? key.replace(/ться$/, 'тся') : key.replace(/тся$/, 'ться')
    const error = soft ? 'tsya.soft-sign-missing' : 'tsya.soft-sign-extra'
    const line = lineOf(at, fields, [{ text, error }])
    return line ? [line] : []
  })
}

/** Dictations (key = the text itself) and shortened words. */
export function readWriting(file: Cursor): { dictation: Lined<T.Handmade>[]; full: Lined<T.Handmade>[] } {
  const top = file.fields(['review', 'dictation', 'full'])
  top?.review?.oneOf(['unsigned'])
  return {
    dictation: (top?.dictation?.items() ?? []).flatMap((at) => {
      const fields = at.fields(['id', 'band', 'text'])
      const [id, text] = [fields?.id?.id(), russian(fields?.text)]
      return id && text
        ? [{ id, stem: text, key: text, also: [], wrong: [], note: null, bands: readBands(fields?.band), at }]
        : []
    }),
    full: (top?.full?.items() ?? []).flatMap((at) => {
      const fields = at.fields(['id', 'band', 'stem', 'key', 'note'], ['also'])
      const [id, stem, key] = [fields?.id?.id(), russian(fields?.stem), russian(fields?.key)]
      return id && stem && key
        ? [
            {
              id,
              stem,
              key,
              also: texts(fields?.also),
              wrong: [],
              note: russian(fields?.note),
              bands: readBands(fields?.band),
              at,
            },
          ]
        : []
    }),
  }
}

export function readOrder(file: Cursor): Lined<T.OrderSentence>[] {
  return listOf(file, 'order').flatMap((at) => {
    const fields = at.fields(['id', 'band', 'pieces', 'rules'])
    const id = fields?.id?.id()
    const pieces = texts(fields?.pieces)
    const rules = fields?.rules?.items().flatMap((each) => {
      const rule = each.text() ?? ''
      try {
        const holds = readRule(rule)
        if (!holds(pieces.map((_, index) => index)))
          each.refuse(`rule "${rule}" forbids the author's own order`)
        for (const number of rule.match(/\d/g) ?? [])
          if (Number(number) < 1 || Number(number) > pieces.length)
            each.refuse(`rule "${rule}": there is no piece ${number}`)
        return [rule]
      } catch {
        return each.refuse(`rule "${rule}" is not understood; "1 > 2", "1 < 2", "first 1" or "last 2"`) ?? []
      }
    })
    if (pieces.length < 3 || pieces.length > 6) at.refuse(`pieces: three to six, not ${pieces.length}`)
    return id && rules ? [{ id, pieces, rules, bands: readBands(fields?.band), at }] : []
  })
}

export function readAlphabet(file: Cursor): Lined<T.AlphabetList>[] {
  return listOf(file, 'alphabet').flatMap((at) => {
    const fields = at.fields(['id', 'band', 'letter', 'words'])
    const [id, letter] = [fields?.id?.id(), fields?.letter?.integer(1, 3)]
    const words = texts(fields?.words)
    if (!id || !letter) return []
    if (words.length < 5) at.refuse('words: at least five are needed')
    for (const word of words) {
      if (word.slice(0, letter).includes('ё')) at.refuse(`'${word}': no ё in the letters that decide`)
      if (word.slice(0, letter - 1) !== words[0]?.slice(0, letter - 1))
        at.refuse(`'${word}' and '${words[0]}' differ before letter ${letter}`)
    }
    const deciding = words.map((word) => word[letter - 1])
    const twice = words.find((_, index) => deciding.indexOf(deciding[index]) !== index)
    if (twice) at.refuse(`'${twice}': another word has the same letter ${letter}`)
    return [{ id, letter, words: [...words].sort(inAlphabet), bands: readBands(fields?.band), at }]
  })
}

export function readGeneral(file: Cursor): Lined<T.GeneralWord>[] {
  return listOf(file, 'general').flatMap((at) => {
    const fields = at.fields(['id', 'band', 'words', 'key', 'wrong'], ['also'])
    const [id, key] = [fields?.id?.id(), russian(fields?.key)]
    const words = texts(fields?.words)
    if (!id || !key) return []
    if (words.length < 4) at.refuse('words: at least four are needed')
    return [
      {
        id,
        words,
        key,
        also: texts(fields?.also),
        wrong: wrongs(fields?.wrong, null),
        bands: readBands(fields?.band),
        at,
      },
    ]
  })
}

export function readTexts(file: Cursor): Lined<T.ExamText>[] {
  return listOf(file, 'texts').flatMap((at) => {
    const fields = at.fields(['id', 'band', 'kind', 'title', 'text', 'questions', 'ideas'], ['view', 'main'])
    const [id, kind, title, text] = [
      fields?.id?.id(),
      fields?.kind?.oneOf(['listening', 'reading']),
      russian(fields?.title),
      russian(fields?.text),
    ]
    const questions = (fields?.questions?.items() ?? []).flatMap((each) => {
      const own = each.fields(['id', 'ask', 'key', 'wrong'], ['also'])
      const [name, ask, key] = [own?.id?.id(), russian(own?.ask), russian(own?.key)]
      return name && ask && key
        ? [{ id: name, ask, key, also: texts(own?.also), wrong: wrongs(own?.wrong, null) }]
        : []
    })
    if (!id || !kind || !title || !text) return []
    if (questions.length < 2) at.refuse('questions: at least two are needed')
    const ideas = readIdeas(fields?.ideas)
    if (ideas.length < 3) at.refuse('ideas: at least three are needed')
    const [view, main] = [fields?.view && russian(fields.view), fields?.main && russian(fields.main)]
    const told = { ...(view ? { view } : {}), ...(main ? { main } : {}) }
    const line = { id, kind, title, text: text.trim(), ...told, questions, ideas }
    return [{ ...line, bands: readBands(fields?.band), at }]
  })
}

export const readIdeas = (cursor: Cursor | undefined): { id: string; text: string }[] =>
  cursor?.items().flatMap((each) => {
    const fields = each.fields(['id', 'text'])
    const [id, text] = [fields?.id?.id(), russian(fields?.text)]
    return id && text ? [{ id, text }] : []
  }) ?? []

export function readConversation(file: Cursor): {
  rubrics: T.ExamPack['rubrics']
  conversation: Lined<T.Conversation>[]
} {
  const top = file.fields(['review', 'rubrics', 'conversation'])
  top?.review?.oneOf(['unsigned'])
  const rubrics = top?.rubrics?.fields(['conversation', 'retelling', 'reading', 'monologue', 'view', 'main'])
  return {
    rubrics: {
      conversation: readIdeas(rubrics?.conversation),
      retelling: readIdeas(rubrics?.retelling),
      reading: readIdeas(rubrics?.reading),
      monologue: readIdeas(rubrics?.monologue),
      view: readIdeas(rubrics?.view),
      main: readIdeas(rubrics?.main),
    },
    conversation: (top?.conversation?.items() ?? []).flatMap((at) => {
      const fields = at.fields(['id', 'band', 'questions'])
      const id = fields?.id?.id()
      const questions = texts(fields?.questions)
      return id && questions.length > 0 ? [{ id, questions, bands: readBands(fields?.band), at }] : []
    }),
  }
}

/** A topic with three to six questions that one short story answers. */
export function readMonologue(file: Cursor): Lined<T.Monologue>[] {
  return listOf(file, 'monologue').flatMap((at) => {
    const fields = at.fields(['id', 'band', 'topic', 'questions'])
    const [id, topic] = [fields?.id?.id(), russian(fields?.topic)]
    const questions = texts(fields?.questions)
    if (questions.length < 3 || questions.length > 6)
      at.refuse(`questions: three to six, not ${questions.length}`)
    return id && topic ? [{ id, topic, questions, bands: readBands(fields?.band), at }] : []
  })
}

/** Letters that look Latin: the stem is a picture of what the word means, so it needs no gap. */
export function readLetters(file: Cursor): Lined<T.Handmade>[] {
  return listOf(file, 'letters').flatMap((at) => {
    const fields = at.fields(['id', 'band', 'stem', 'key', 'wrong', 'note'])
    const [id, stem, key] = [fields?.id?.id(), fields?.stem?.text(), russian(fields?.key)]
    return id && stem && key
      ? [
          {
            id,
            stem,
            key,
            also: [],
            wrong: wrongs(fields?.wrong, 'spelling.latin-letter'),
            note: russian(fields?.note),
            bands: readBands(fields?.band),
            at,
          },
        ]
      : []
  })
}
