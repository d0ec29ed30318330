/** Words that tables use for the choices of a case → the choice. What is not known here is asked, never guessed. */

import type { Target } from './import-columns.ts'
import { CASE_KINDS, OUTCOMES } from './lists.ts'
import { folded } from './words.ts'

/** Targets whose cells are a choice. `masked` and `waiting` need more than a cell can say: a case is masked on purpose, and waits for somebody. */
export const CHOICES = {
  kind: CASE_KINDS,
  state: ['open', 'closed'],
  outcome: OUTCOMES,
  language: ['ru', 'uz', 'tg', 'ky', 'en'],
} as const satisfies Partial<Record<Target, readonly string[]>>
export type ChoiceTarget = keyof typeof CHOICES

export const isChoice = (target: Target): target is ChoiceTarget => Object.hasOwn(CHOICES, target)

const WORDS: Record<ChoiceTarget, Record<string, readonly string[]>> = {
  kind: {
    school: ['школа', 'прием в школу', 'school', 'maktab', 'мактаб', 'мектеп'],
    ruling: [
      'протокол',
      'постановление',
      'протокол или постановление',
      'bayonnoma',
      'баённома',
      'карор',
      'токтом',
      'protocol',
      'ruling',
    ],
    registry: ['реестр', 'реестр контролируемых лиц', 'рко', 'reyestr', 'реестри', 'registry'],
    refusal: ['отказ', 'отказ школы', 'отказ детского сада', 'rad etish', 'рад', 'refusal'],
    work: [
      'работа',
      'труд',
      'принуждение к работе',
      'рабство',
      'mehnat',
      'ish',
      'кор',
      'мехнат',
      'эмгек',
      'жумуш',
      'work',
      'labour',
      'labor',
    ],
    expulsion: [
      'выдворение',
      'депортация',
      'высылка',
      'deportatsiya',
      'депортатсия',
      'expulsion',
      'deportation',
    ],
    violence: [
      'насилие',
      'избиение',
      'побои',
      'задержание',
      'вымогательство',
      'zoravonlik',
      'зуроварй',
      'зомбулук',
      'violence',
      'beating',
      'detention',
      'extortion',
    ],
    other: ['другое', 'иное', 'прочее', 'boshqa', 'дигар', 'башка', 'other'],
  },
  state: {
    open: [
      'открыто',
      'открыт',
      'в работе',
      'новое',
      'активно',
      'идет',
      'ochiq',
      'yangi',
      'кушода',
      'нав',
      'ачык',
      'жаны',
      'open',
      'active',
      'new',
      'in progress',
    ],
    closed: [
      'закрыто',
      'закрыт',
      'завершено',
      'готово',
      'архив',
      'yopiq',
      'yopilgan',
      'tugagan',
      'пушида',
      'жабык',
      'жабылган',
      'closed',
      'done',
      'archived',
    ],
  },
  outcome: {
    reached: ['добились', 'успех', 'выиграли', 'положительно', 'отменено', 'reached', 'won', 'success'],
    partly: ['частично', 'добились части', 'qisman', 'кисман', 'жарым жартылай', 'partly', 'partial'],
    'not-reached': ['не добились', 'отказано', 'проиграли', 'отрицательно', 'not reached', 'lost'],
    withdrawn: ['передумал', 'передумали', 'отозвано', 'withdrawn'],
    'contact-lost': ['связь потеряна', 'пропал', 'пропали', 'не отвечает', 'contact lost', 'no contact'],
    other: ['другое', 'иное', 'other'],
  },
  language: {
    ru: ['русский', 'рус', 'rus tili', 'ruscha', 'русй', 'орусча', 'russian', 'rus'],
    uz: ['узбекский', 'узб', 'ozbek', 'ozbekcha', 'ozbek tili', 'узбекй', 'озбекче', 'uzbek'],
    tg: ['таджикский', 'тадж', 'tojik', 'tojikcha', 'точики', 'тожикче', 'tajik'],
    ky: ['киргизский', 'кыргызский', 'кирг', 'кырг', 'qirgiz', 'qirgizcha', 'киргизи', 'кыргызча', 'kyrgyz'],
    en: ['английский', 'англ', 'ingliz', 'inglizcha', 'англиси', 'англисче', 'english'],
  },
}

const plain = (text: string) =>
  folded(text)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

const KNOWN = new Map(
  Object.entries(WORDS).map(([target, choices]) => [
    target,
    new Map(
      Object.entries(choices).flatMap(([choice, words]) =>
        [choice, ...words].map((word): [string, string] => [plain(word), choice]),
      ),
    ),
  ]),
)

/** A cell's words, for looking up what a person said they mean. */
export const choiceKey = plain

/** The choice that these words stand for, or null. The whole cell counts: «не закрыто» is not «закрыто». */
export const choiceOf = (target: ChoiceTarget, text: string): string | null =>
  KNOWN.get(target)!.get(plain(text)) ?? null
