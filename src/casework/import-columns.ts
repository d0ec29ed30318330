/**
 * Which column of a spreadsheet is which field: suggested by the words of its head in five languages, decided by a person. Columns that hold what a case never
 * holds (numbers of papers, addresses, places on a map) are refused, by their head or by what stands in them.
 */

import { cellText, type SheetTable } from './import-table.ts'
import { EVENT_KINDS, type EventKind } from './lists.ts'
import { folded } from './words.ts'

/** Events that a change of state writes are no columns. */
const BY_STATE: readonly EventKind[] = ['opened', 'waiting', 'reopened', 'closed', 'masked', 'unmasked']
export const EVENT_TARGETS = EVENT_KINDS.filter((kind) => !BY_STATE.includes(kind))

export const CASE_TARGETS = [
  'number',
  'kind',
  'state',
  'opened',
  'closed',
  'outcome',
  'language',
  'tags',
  'assignee',
] as const
export const PERSON_TARGETS = ['alias', 'name', 'contact'] as const
export const OTHER_TARGETS = ['note', 'task', 'task-due'] as const

export type Target =
  | (typeof CASE_TARGETS)[number]
  | (typeof PERSON_TARGETS)[number]
  | (typeof OTHER_TARGETS)[number]
  | `event.${EventKind}`

/** Everything a column may become, in the order of a list. */
export const TARGETS: readonly Target[] = [
  ...CASE_TARGETS,
  ...PERSON_TARGETS,
  ...OTHER_TARGETS,
  ...EVENT_TARGETS.map((kind): Target => `event.${kind}`),
]

/** Message keys below `import.column.` */
export type ColumnRefusal = 'paper-number' | 'address' | 'place'

export interface Column {
  index: number
  header: string
  /** What the head suggests; a person decides. */
  suggested: Target | ''
  /** Why it may become nothing. */
  refusal: ColumnRefusal | null
  /** Up to three filled cells, as they stand. */
  examples: string[]
}

/** Beginnings of words, folded, most telling first. A head is taken for the first line that it fits. */
const HEADS: readonly (readonly [Target, readonly string[]])[] = [
  [
    'event.copy-served',
    [
      'копия вручена',
      'вручен',
      'получил копи',
      'получение копии',
      'нусха топширил',
      'copy served',
      'nusxa',
      'nusxasi berilgan',
    ],
  ],
  ['event.ruling-made', ['постановлени', 'дата решения полиции', 'qaror sanasi', 'карор', 'ruling']],
  ['event.protocol-drafted', ['дата протокола', 'протокол от', 'bayonnoma sanasi', 'protocol date']],
  ['event.hearing', ['заседани', 'суд дата', 'дата суда', 'sud majlisi', 'мачлиси суд', 'hearing']],
  ['event.school-refused', ['дата отказа', 'отказ от', 'rad etilgan', 'refused on']],
  ['event.school-applied', ['подали заявление', 'заявление в школу', 'ariza topshirilgan', 'applied']],
  ['event.registry-learned', ['узнали о реестр', 'узнал о реестр', 'reyestr', 'learned']],
  ['event.detained', ['задержан', 'задержание', 'ushlangan', 'боздошт', 'кармал', 'detained']],
  ['task-due', ['срок', 'сделать до', 'дедлайн', 'muddat', 'мухлат', 'моонот', 'due', 'deadline']],
  [
    'task',
    ['задача', 'что сделать', 'сделать', 'vazifa', 'вазифа', 'тапшырма', 'task', 'to do', 'todo', 'next'],
  ],
  ['closed', ['дата закрыт', 'закрыто', 'закрыт', 'yopilgan', 'пушида', 'жабыл', 'closed']],
  [
    'opened',
    [
      'дата обращ',
      'дата открыт',
      'открыт',
      'дата',
      'обратил',
      'sana',
      'ochilgan',
      'murojaat',
      'сана',
      'кушода',
      'ачылган',
      'куну',
      'date',
      'opened',
      'received',
    ],
  ],
  ['outcome', ['исход', 'результат', 'итог', 'natija', 'натича', 'жыйынтык', 'outcome', 'result']],
  ['state', ['статус', 'состояни', 'стадия', 'holat', 'холат', 'абал', 'status', 'state']],
  [
    'kind',
    [
      'вид',
      'тип',
      'категори',
      'тема',
      'проблема',
      'turi',
      'mavzu',
      'намуд',
      'навъ',
      'мавзу',
      'туру',
      'kind',
      'type',
      'category',
      'topic',
    ],
  ],
  ['language', ['язык', 'til', 'tili', 'забон', 'тил', 'тили', 'language']],
  [
    'assignee',
    [
      'кто ведет',
      'ведет',
      'ответственн',
      'юрист',
      'куратор',
      'исполнител',
      'masul',
      'yurist',
      'масъул',
      'жооптуу',
      'assigned',
      'lawyer',
      'responsible',
      'owner',
    ],
  ],
  ['tags', ['метки', 'теги', 'тег', 'belgi', 'teg', 'тамга', 'белги', 'tags', 'labels']],
  [
    'contact',
    [
      'телефон',
      'контакт',
      'связь',
      'почта',
      'мессендж',
      'telefon',
      'aloqa',
      'алока',
      'байланыш',
      'phone',
      'contact',
      'email',
      'e mail',
      'telegram',
      'whatsapp',
    ],
  ],
  [
    'alias',
    [
      'псевдоним',
      'как зовем',
      'прозвище',
      'кличка',
      'инициалы',
      'taxallus',
      'тахаллус',
      'лакап',
      'alias',
      'nickname',
      'initials',
    ],
  ],
  [
    'name',
    [
      'фио',
      'имя',
      'фамили',
      'заявител',
      'клиент',
      'ism',
      'familiya',
      'ном',
      'насаб',
      'аты',
      'ысым',
      'name',
      'client',
      'applicant',
    ],
  ],
  [
    'number',
    [
      'номер дела',
      'номер',
      'дело',
      'шифр',
      'код',
      'ish raqami',
      'raqam',
      'ракам',
      'рақам',
      'иш номер',
      'number',
      'case',
      'id',
      'no',
      'n',
      'п п',
    ],
  ],
  [
    'note',
    [
      'заметк',
      'примечан',
      'комментари',
      'описани',
      'суть',
      'izoh',
      'эзох',
      'шарх',
      'эскертуу',
      'note',
      'comment',
      'description',
      'remarks',
    ],
  ],
]

/** Heads of columns that a case never holds. Checked before anything is suggested. */
const NEVER: readonly (readonly [ColumnRefusal, readonly string[]])[] = [
  [
    'paper-number',
    [
      'паспорт',
      'номер документ',
      'номер протокол',
      'номер постановл',
      'серия',
      'снилс',
      'инн',
      'номер патента',
      'номер визы',
      'миграционн',
      'pasport',
      'passport',
      'hujjat raqami',
      'шиноснома',
      'document number',
      'document no',
      'visa number',
      'tax id',
      'pinfl',
      'jshshir',
      'пинфл',
    ],
  ],
  [
    'address',
    [
      'адрес',
      'место жительств',
      'прожива',
      'прописк',
      'улица',
      'manzil',
      'yashash',
      'суроги',
      'суроға',
      'нишони',
      'дарег',
      'address',
      'street',
      'residence',
      'place of living',
    ],
  ],
  [
    'place',
    [
      'координат',
      'широта',
      'долгота',
      'геолокац',
      'геометк',
      'koordinata',
      'geolokatsiya',
      'координата',
      'coordinates',
      'latitude',
      'longitude',
      'location',
      'gps',
      'lat',
      'lon',
      'lng',
    ],
  ],
]

/** Heads that look like a field and are none: a day of birth is not the day on which a case began. */
const NO_FIELD = [
  'рожден',
  'возраст',
  'tugilgan',
  'yoshi',
  'таваллуд',
  'синну',
  'туулган',
  'жашы',
  'birth',
  'age',
]

/** Short heads count only as whole words: "no" is not the beginning of "notes". */
const WHOLE_BELOW = 4

function fitsHead(header: string, words: readonly string[]): boolean {
  const text = ` ${folded(header)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `
  return words.some((word) => {
    const one = folded(word)
    return text.includes(one.length < WHOLE_BELOW ? ` ${one} ` : ` ${one}`)
  })
}

/**
 * Numbers of papers as they are written in Russia and Central Asia: four and six digits apart, or with a mark; one or two Latin letters and seven digits; a word
 * for the paper before a long number.
 */
const PAPER_NUMBER =
  /(?:^|[^\p{L}\d])(?:\d{2}\s?\d{2}\s+(?:№\s*)?\d{6}|\d{4}\s*№\s*\d{6}|[A-Z]{1,2}\s?№?\s?\d{7}|\d{3}-\d{3}-\d{3}[ -]\d{2}|(?:паспорт|passport|pasport|шиноснома)\P{N}{0,12}\d{6,10})(?![\p{L}\d])/iu
const COORDINATES = /-?\d{1,2}[.,]\d{3,}\s*[,;/ ]\s*-?\d{1,3}[.,]\d{3,}/
const ADDRESS =
  /(?:^|[\s,])(?:ул\.?|улица|просп(?:ект)?\.?|пр-т|пер\.|переулок|шоссе|мкр\.?|бульвар|koʻchasi|ko'chasi|кӯчаи|кучаи|көчөсү|street|st\.)\s*[^,;]{2,40}[,;\s]+(?:д\.?|дом|уй|uy|хонаи|үй)?\s*\d+|(?:^|[\s,])(?:кв|квартира)\.?\s*\d+/iu

/** What a text seems to hold that is not kept; null for none. A sign for a person, no proof. */
export function neverKept(text: string): ColumnRefusal | null {
  if (PAPER_NUMBER.test(text)) return 'paper-number'
  if (COORDINATES.test(text)) return 'place'
  return ADDRESS.test(text) ? 'address' : null
}

/** A column is refused for what stands in it when so many of its filled cells show it. */
const ENOUGH = 0.3
const SAMPLE = 400

export function columnsOf(table: SheetTable): Column[] {
  const taken = new Set<Target>()
  return table.header.map((header, index) => {
    const filled: string[] = []
    for (const { cells } of table.rows) {
      const text = cellText(cells[index])
      if (text !== '') filled.push(text)
      if (filled.length === SAMPLE) break
    }
    const refusal = refusalOfColumn(header, filled)
    const suggested =
      refusal || fitsHead(header, NO_FIELD)
        ? ''
        : (HEADS.find(([target, words]) => !taken.has(target) && fitsHead(header, words))?.[0] ?? '')
    if (suggested !== '') taken.add(suggested)
    return { index, header, suggested, refusal, examples: refusal ? [] : filled.slice(0, 3) }
  })
}

function refusalOfColumn(header: string, filled: readonly string[]): ColumnRefusal | null {
  const named = NEVER.find(([, words]) => fitsHead(header, words))
  if (named) return named[0]
  const counts = new Map<ColumnRefusal, number>()
  for (const text of filled) {
    const found = neverKept(text)
    if (found) counts.set(found, (counts.get(found) ?? 0) + 1)
  }
  for (const [refusal, n] of counts) if (n >= Math.max(2, filled.length * ENOUGH)) return refusal
  return null
}

/** A mapping as it is remembered: folded heads and fields, nothing that stood in a cell. */
export type Remembered = Record<string, Target>

export const rememberedOf = (columns: readonly Column[], chosen: readonly (Target | '')[]): Remembered =>
  Object.fromEntries(
    columns.flatMap(({ header, index }) => {
      const target = chosen[index]
      return header !== '' && target ? [[folded(header), target]] : []
    }),
  )

/** What to begin with: what was chosen for a head before, else what its words suggest. A field is given to one column only. */
export function startWith(columns: readonly Column[], remembered: Remembered | null): (Target | '')[] {
  const before = (column: Column): Target | '' => {
    const known =
      remembered && Object.hasOwn(remembered, folded(column.header))
        ? remembered[folded(column.header)]
        : undefined
    return known && TARGETS.includes(known) && !column.refusal ? known : ''
  }
  const taken = new Set<Target>(columns.map(before).filter((each) => each !== ''))
  const given = new Set<Target>()
  return columns.map((column) => {
    const known = before(column)
    const target = known || (column.suggested && !taken.has(column.suggested) ? column.suggested : '')
    if (target === '' || given.has(target)) return ''
    given.add(target)
    return target
  })
}
