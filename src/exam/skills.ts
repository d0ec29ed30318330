/**
 * The skills of a band, and an item for a skill that practice has chosen. A skill is named by what it is about
 * (`stress:zvonit`, `numerals:dat:hundreds`), so the tables are narrowed to it and the dice are thrown as usual.
 */
import { generate } from './generate.ts'
import type { Tables, Template } from './tables.ts'
import type { Item, Section, Task } from './types.ts'

/** What practice needs to know of a skill; the same shape as a `Skill` of `learn/skill.ts`, with its templates. */
export interface SkillOfBand {
  id: string
  task: Task
  section: Section
  difficulty: number
  /** Chance to be right by tapping anything. */
  guess: number
  /** Usual time of one item. */
  seconds: number
  templates: string[]
  /** False: never scored, practice only. */
  scored: boolean
}

/** Throws of a narrowed template until the skill is met; classes such as `agreement:f:dat` need a few. */
const THROWS = 400
/** Seeds by which the classes of a template are found. Lines of a table are listed, not searched. */
const SEARCH = 400

const SECONDS: Record<Item['mode'], number> = {
  choose: 15,
  'mark-stress': 12,
  order: 30,
  type: 45,
  spoken: 90,
}

/** All skills of a band, in a fixed order. */
export function skillsOf(tables: Tables): SkillOfBand[] {
  const found = new Map<string, SkillOfBand>()
  for (const template of tables.templates)
    for (const item of samplesOf(template, tables)) {
      const known = found.get(item.skill)
      if (known) {
        if (!known.templates.includes(template.id)) known.templates.push(template.id)
        continue
      }
      found.set(item.skill, {
        id: item.skill,
        task: item.task,
        section: item.section,
        difficulty: item.difficulty,
        guess: guessOf(item),
        seconds: SECONDS[item.mode],
        templates: [template.id],
        scored: item.points > 0,
      })
    }
  return [...found.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
}

function guessOf(item: Item): number {
  if (item.mode === 'choose' || item.mode === 'mark-stress') return 1 / (item.distractors.length + 1)
  if (item.mode !== 'order') return 0
  let orders = 1
  for (let at = 2; at <= (item.pieces?.length ?? 1); at++) orders *= at
  return item.accepted.length / orders
}

/** One item of each skill of a template: one a line where a skill is a line, else by search. */
function samplesOf(template: Template, tables: Tables): Item[] {
  const lines = linesOf(template, tables)
  if (lines)
    return lines.flatMap((skill) => {
      const narrowed = narrow(skill, tables)
      try {
        const item = generate(template.id, narrowed, 'sample')
        return item.skill === skill ? [item] : []
      } catch (error) {
        // A word of the other kind: scored words are not for practice only, and the other way round.
        if (error instanceof RangeError) return []
        throw error
      }
    })
  const found = new Map<string, Item>()
  for (let seed = 0; seed < SEARCH; seed++) {
    const item = generate(template.id, tables, `search.${seed}`)
    if (!found.has(item.skill)) found.set(item.skill, item)
  }
  return [...found.values()]
}

/** Skill ids of a template whose skills are lines of one table; null where skills are classes. */
function linesOf({ table, task, id }: Template, tables: Tables): string[] | null {
  const each = (list: readonly { id: string }[], name: string) => list.map((line) => `${name}:${line.id}`)
  const texts = tables.texts.filter(({ kind }) => kind === table)
  switch (table) {
    case 'numerals':
    case 'agreement':
    case 'past':
    case 'alphabet':
      return null
    case 'many':
      return each(tables.nouns, 'agreement:many')
    case 'person':
      return each(tables.verbs, 'agreement:person')
    case 'listening':
    case 'reading':
      if (id === 'retelling.view')
        return each(
          texts.filter(({ view }) => view),
          'retelling:view',
        )
      if (id === 'retelling.main')
        return each(
          texts.filter(({ main }) => main),
          'retelling:main',
        )
      if (task === 'retelling') return each(texts, 'retelling')
      if (id === 'reading.aloud') return each(texts, 'reading:aloud')
      return texts.flatMap((text) => text.questions.map((question) => `${task}:${text.id}.${question.id}`))
    default:
      return each(tables[table] as readonly { id: string }[], task)
  }
}

/**
 * An item of a skill; another seed gives another item where the skill has several.
 * Throws RangeError when the band has no such skill.
 */
export function itemOfSkill(skill: string, tables: Tables, seed: string): Item {
  const narrowed = narrow(skill, tables)
  for (const template of tables.templates.filter((each) => mayMake(each, skill)))
    for (let tried = 0; tried < THROWS; tried++)
      try {
        const item = generate(template.id, narrowed, tried === 0 ? seed : `${seed}.${tried}`)
        if (item.skill === skill) return item
        if (linesOf(template, narrowed)) break
      } catch (error) {
        if (error instanceof RangeError) break
        throw error
      }
  throw new RangeError(`exam: band ${tables.band} has no skill "${skill}"`)
}

/** Whether a template can make a skill at all; within one task the tables differ. */
function mayMake({ task, table, id }: Template, skill: string): boolean {
  const [of, kind = ''] = skill.split(':')
  if (of !== task) return false
  if (task === 'agreement') return table === (['many', 'person', 'past'].includes(kind) ? kind : 'agreement')
  if (task === 'retelling') return id === `retelling.${kind === 'view' || kind === 'main' ? kind : 'tell'}`
  return task !== 'reading' || (id === 'reading.aloud') === (kind === 'aloud')
}

/** The tables with only those lines that a skill can come from. */
function narrow(skill: string, tables: Tables): Tables {
  const [task = '', kind = '', name = ''] = skill.split(':')
  const only = <T extends { id: string }>(list: readonly T[], id: string) =>
    list.filter((each) => each.id === id)
  switch (task) {
    case 'numerals':
      return { ...tables, numerals: tables.numerals.filter((frame) => frame.case === kind) }
    case 'agreement':
      if (kind === 'many') return { ...tables, nouns: only(tables.nouns, name) }
      if (kind === 'person') return { ...tables, verbs: only(tables.verbs, name) }
      return {
        ...tables,
        agreement: {
          ...tables.agreement,
          frames: tables.agreement.frames.filter((frame) => frame.case === name),
        },
      }
    case 'alphabet':
      return { ...tables, alphabet: tables.alphabet.filter(({ letter }) => `letter-${letter}` === kind) }
    case 'listening':
    case 'reading': {
      const [text = '', question = ''] = (kind === 'aloud' ? name : kind).split('.')
      return {
        ...tables,
        texts: only(tables.texts, text).map((each) => ({
          ...each,
          questions: question ? only(each.questions, question) : each.questions,
        })),
      }
    }
    case 'retelling':
      return { ...tables, texts: only(tables.texts, name || kind) }
    case 'conversation':
      return {
        ...tables,
        conversation: only(tables.conversation, kind),
        monologue: only(tables.monologue, kind),
      }
    case 'spelling':
      return { ...tables, spelling: only(tables.spelling, kind), letters: only(tables.letters, kind) }
    case 'writing':
      return { ...tables, dictation: only(tables.dictation, kind), full: only(tables.full, kind) }
    default: {
      const name = TABLE[task]
      return name ? { ...tables, [name]: only(tables[name] as readonly { id: string }[], kind) } : tables
    }
  }
}

/** Tasks whose lines stand in one table of another name, or of their own. */
const TABLE: Record<string, keyof Tables> = {
  stress: 'stress',
  paronyms: 'paronyms',
  tsya: 'tsya',
  government: 'government',
  aspect: 'aspect',
  'word-order': 'order',
  'general-word': 'general',
}
