/**
 * Twelve made-up cases for `hamroh demo`: every state, kind and language, days relative to the day of the demo. The names say themselves
 * that they are invented. Operations only, built by the same functions that a screen uses; ids are fixed, so a second demo is the same.
 */
import { dayNumber, plainDate } from '../law/dates.ts'
import type { Lang, PlainDate } from '../law/types.ts'
import type { Operation } from '../log/commit.ts'
import { type CaseKind, type EntityName, entityOf, fieldOfFact } from './fields.ts'
import { freezeLetter, wordsId } from './freeze.ts'
import { frozenId, shaOf, writeFrozen } from './frozen-text.ts'
import { openCase, type Transition, transition } from './transitions.ts'

export interface DemoCase {
  /** Case id. */
  id: string
  number: string
  /** All operations of the case, of all lanes: `splitByLane` makes commits of them. */
  operations: Operation[]
}

interface Made {
  kind: CaseKind
  language: Lang
  /** Days before today on which it was opened. */
  opened: number
  tags?: string[]
  person: { name: string; role: string }
  others?: { name: string; role: string }[]
  /** Day offsets from today, or a day itself, or null for "not known". */
  events?: [kind: string, when: number | string | null, note?: string][]
  papers?: [kind: string, state: string, until?: number | string][]
  marks?: { flow: 'package' | 'rulings'; facts: Record<string, unknown>; days?: Record<string, number> }
  tasks?: [title: string, due: number | null, done?: number][]
  note?: string
  plan?: string
  words?: string
  letter?: { kind: string; text: string; sent: number; tracking?: string }
  /** A letter that is being written. */
  draft?: string
  change?: (Omit<Transition, 'day'> & { ago: number })[]
}

const MADE: readonly Made[] = [
  {
    // The last day was yesterday or before, whatever the calendar: the copy was served five weeks ago.
    kind: 'ruling',
    language: 'ru',
    opened: 36,
    tags: ['срок прошёл'],
    person: { name: 'Вымышленный Кайрат', role: 'person' },
    events: [['copy-served', -35, 'Копию отдали без перевода. Выдуманный рассказ.']],
    marks: {
      flow: 'rulings',
      facts: {
        stage: 'ruling',
        'offence.article': '20.1',
        'protocol.interpreter': 'absent',
        'language.need': 'yes',
      },
      days: { 'offence.on': -38, 'protocol.on': -38, 'ruling.on': -36 },
    },
    tasks: [['Подготовить просьбу восстановить срок', 0]],
    draft: 'koap-restore',
    note: 'Выдуманная заметка: спросить, почему копию отдали так поздно.',
  },
  {
    kind: 'ruling',
    language: 'tg',
    opened: 6,
    tags: ['переводчик'],
    person: { name: 'Сохтаев Бофтаи', role: 'person' },
    others: [{ name: 'Хаёлова Гулбахор', role: 'witness' }],
    events: [['copy-served', -5]],
    marks: {
      flow: 'rulings',
      facts: {
        stage: 'ruling',
        'offence.article': '20.1',
        'protocol.witnesses': 'absent',
        'decided.by': 'official',
      },
      days: { 'ruling.on': -6, 'offence.on': -7 },
    },
    tasks: [['Составить жалобу', 2]],
    plan: 'Выдуманный план: жалоба, отдельно ходатайство о переводчике.',
  },
  {
    // Two different days of service: both are counted, somebody has to look.
    kind: 'ruling',
    language: 'uz',
    opened: 4,
    person: { name: 'Toʻqima Ertakov', role: 'person' },
    events: [
      ['copy-served', -3, 'Так сказал сам человек.'],
      ['copy-served', -4, 'Так стоит на копии.'],
    ],
    tasks: [['Сверить день вручения по конверту', 0]],
  },
  {
    // The ruling is there, the day of service is not known.
    kind: 'expulsion',
    language: 'uz',
    opened: 2,
    tags: ['срочно'],
    person: { name: 'Xayoliy Nomaʼlumova', role: 'person' },
    events: [['ruling-made', -2]],
    marks: {
      flow: 'rulings',
      facts: { stage: 'ruling', penalty: ['expulsion'], 'decided.by': 'judge', 'copy.served': null },
    },
    tasks: [['Узнать, когда вручили копию', 0]],
  },
  {
    kind: 'school',
    language: 'uz',
    opened: 3,
    tags: ['школа'],
    person: { name: 'Придуманова Азиза', role: 'child' },
    others: [{ name: 'Придуманова Нигора', role: 'parent' }],
    papers: [
      ['registration', 'copy', 8],
      ['insurance', 'copy'],
      ['translation', 'missing'],
    ],
    marks: { flow: 'package', facts: {}, days: { 'filing.on': -1 } },
    tasks: [['Попросить продлить регистрацию', 3]],
    words: 'Assalomu alaykum. Bu toʻqima xabar: qizimni maktabga olishmoqchi, qanday qogʻozlar kerak?',
  },
  {
    kind: 'school',
    language: 'ky',
    opened: 12,
    person: { name: 'Ойдонова Айгүл', role: 'child' },
    events: [
      ['school-applied', -12],
      ['school-referred', -2],
    ],
    tasks: [['Позвонить в центр тестирования', 1]],
    change: [{ to: 'waiting', waiting: 'school', ago: 1 }],
  },
  {
    kind: 'registry',
    language: 'ky',
    opened: 20,
    tags: ['реестр'],
    person: { name: 'Жомокторов Нурлан', role: 'person' },
    events: [
      ['registry-learned', -20],
      ['appeal-registered', -18],
    ],
    change: [{ to: 'waiting', waiting: 'authority', ago: 18 }],
  },
  {
    kind: 'refusal',
    language: 'tg',
    opened: 70,
    person: { name: 'Афсонаева Мадина', role: 'child' },
    others: [{ name: 'Афсонаев Рустам', role: 'parent' }],
    events: [
      ['school-refused', -70],
      ['suit-filed', -40],
      ['suit-received', -38],
      ['hearing', 5],
    ],
    change: [{ to: 'waiting', waiting: 'court', ago: 38 }],
  },
  {
    kind: 'work',
    language: 'uz',
    opened: 9,
    tags: ['группа'],
    person: { name: 'Uydirma Afsonayev', role: 'person' },
    others: [
      { name: 'Uydirma Ikkinchiyev', role: 'person' },
      { name: 'Uydirma Uchinchiyev', role: 'person' },
    ],
    events: [
      ['talk', -9, 'Паспорта забрали. Выдуманный рассказ.'],
      ['crime-reported', -2],
    ],
    papers: [['passport', 'missing']],
    tasks: [['Спросить, кто ещё в той комнате', null]],
  },
  {
    kind: 'violence',
    language: 'tg',
    opened: 1,
    tags: ['срочно'],
    person: { name: 'Ривоятов Далер', role: 'person' },
    events: [
      // A moment, so that the terms of hours run.
      ['detained', 'moment', 'Выдуманный рассказ.'],
      ['injury', -1],
      ['doctor', null, 'День не записан.'],
    ],
    words: 'Ин хабари сохта аст. Маро дастгир карданд ва задан. Духтур дидааст.',
    tasks: [['Попросить копию записи врача', 0]],
  },
  {
    kind: 'ruling',
    language: 'ky',
    opened: 120,
    person: { name: 'Ойлонбаев Тимур', role: 'person' },
    events: [
      ['copy-served', -118],
      ['complaint-filed', -112],
      ['decision', -60, 'Постановление отменено. Выдуманный исход.'],
    ],
    letter: {
      kind: 'koap-complaint',
      sent: 112,
      tracking: 'ВЫДУМКА-0002',
      text: 'Жалоба на постановление\n\nЭто текст выдуманной жалобы для показа. Она никуда не отправлялась.\n',
    },
    change: [{ to: 'closed', outcome: 'reached', ago: 59 }],
  },
  {
    kind: 'other',
    language: 'en',
    opened: 300,
    person: { name: 'Madeup Fictional', role: 'applicant' },
    note: 'An invented note: the family has moved on.',
    change: [
      { to: 'closed', outcome: 'withdrawn', ago: 200 },
      { to: 'masked', ago: 20 },
    ],
  },
]

/** @param today complete UTC day to which all days are relative */
export function demoCases(today: PlainDate): DemoCase[] {
  const now = dayNumber(today)
  const day = (offset: number): PlainDate => plainDate(now + offset)
  return MADE.map((made, i) => build(made, i, day))
}

function build(made: Made, place: number, day: (offset: number) => PlainDate): DemoCase {
  let count = 0
  const fresh = (): string => frozenId('demo', [String(place), String(count++)])
  const number = `Т-${101 + place}`
  const { id, operations } = openCase(
    {
      number,
      kind: made.kind,
      language: made.language,
      day: day(-made.opened),
      ...(made.tags ? { tags: made.tags } : {}),
    },
    fresh,
  )
  const put = (name: EntityName, fields: Record<string, unknown>): string => {
    const own = fresh()
    operations.push([entityOf(name, own), 'case', id])
    for (const [field, value] of Object.entries(fields))
      if (value !== undefined && value !== null) operations.push([entityOf(name, own), field, value])
    return own
  }
  for (const { name, role } of [made.person, ...(made.others ?? [])])
    put('person', { role, name, alias: name.split(' ').at(-1), language: made.language })
  for (const [kind, when, note] of made.events ?? []) {
    const at = when === 'moment' ? `${day(-1)}T21:40` : typeof when === 'number' ? day(when) : when
    put('event', { kind, when: at, note })
  }
  for (const [kind, state, until] of made.papers ?? [])
    put('paper', { kind, state, until: typeof until === 'number' ? day(until) : until })
  if (made.marks) {
    const { flow, facts, days = {} } = made.marks
    const answers = [
      ...Object.entries(facts),
      ...Object.entries(days).map(([fact, offset]) => [fact, day(offset)] as const),
    ]
    put('marks', { flow, ...Object.fromEntries(answers.map(([fact, value]) => [fieldOfFact(fact), value])) })
  }
  for (const [title, due, done] of made.tasks ?? [])
    put('task', { title, due: due === null ? null : day(due), done: done === undefined ? null : day(done) })
  if (made.note) put('note', { text: made.note, day: day(-made.opened) })
  if (made.plan) operations.push([entityOf('case', id), 'plan', made.plan])
  if (made.words) {
    const box = fresh()
    const words = entityOf('words', wordsId({ box, seq: 0, sha: shaOf(made.words) }))
    operations.push(
      [words, 'case', id],
      [words, 'box', box],
      [words, 'seq', 0],
      [words, 'day', day(-made.opened)],
      [words, 'language', made.language],
      ...writeFrozen(words, made.words),
    )
  }
  if (made.draft) put('letter', { kind: made.draft })
  if (made.letter) {
    const { kind, text, sent, tracking } = made.letter
    const letter = put('letter', { kind })
    operations.push(
      ...freezeLetter({
        ...{ case: id, letter, text, day: day(-sent), channel: 'post' },
        ...(tracking ? { tracking } : {}),
      }).operations,
    )
  }
  operations.push(...changes(made, id, fresh, day))
  return { id, number, operations }
}

function changes(
  made: Made,
  id: string,
  fresh: () => string,
  day: (offset: number) => PlainDate,
): Operation[] {
  const operations: Operation[] = []
  let state: 'open' | Transition['to'] = 'open'
  for (const { ago, ...change } of made.change ?? []) {
    const step = transition({ id, state }, { ...change, day: day(-ago) }, fresh)
    if (!step.ok) throw new Error(`demo: ${state} → ${change.to}: ${step.reason}`)
    operations.push(...step.operations)
    state = change.to
  }
  return operations
}
