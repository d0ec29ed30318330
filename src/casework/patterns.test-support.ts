/** Invented narratives for tests and the bench. It knows nothing of the search: texts are made from phrases, and changed by hand-like slips. */

/** A small generator that is the same everywhere (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const NAMES = ['Каримов А. Р.', 'Вымышленный Б. Б.', 'Сохтаев Б. Н.', 'Ойлонбаев Т. К.', 'Придуманова Н. А.']
const PLACES = [
  'у дома 5 по улице Садовой',
  'на станции метро Вымышленная',
  'на рынке «Небылица»',
  'в городе Эннске',
]
const STOCK = [
  ['выражался', 'нецензурной', 'бранью', 'размахивал', 'руками', 'на', 'замечания', 'не', 'реагировал'],
  [
    'вёл',
    'себя',
    'вызывающе',
    'кричал',
    'мешал',
    'проходу',
    'граждан',
    'требования',
    'прекратить',
    'игнорировал',
  ],
  [
    'находился',
    'в',
    'состоянии',
    'опьянения',
    'имел',
    'неопрятный',
    'вид',
    'шаткую',
    'походку',
    'невнятную',
    'речь',
  ],
]
const WORDS =
  'пояснил предъявил сотрудник увидел двор утро сосед работа смена склад дорога автобус разговор телефон окно просьба ответ дверь лестница охрана документ проверка группа товарищ остановка магазин вечер подъезд крик шум драка свидетель помощь вопрос отказ уход сумка тележка груз ящик кабинет очередь касса билет куртка погода снег дождь мост забор калитка ворота собака'.split(
    ' ',
  )

export interface MadeNarrative {
  id: string
  text: string
  station: string
  day: string
}

/** Narratives of 20 to 60 words; about every second is a stock phrase with other names, dates and a few changed words. */
export function madeNarratives(count: number, seed: number): MadeNarrative[] {
  const random = seeded(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const free = (words: number) =>
    Array.from({ length: words }, () => pick(WORDS) + pick(['', '', 'а', 'ом', 'у', 'и']))
  const frames = Array.from({ length: 40 }, () => [...free(6), ...pick(STOCK), ...free(8)])
  return Array.from({ length: count }, (_, i) => {
    const words = random() < 0.5 ? [...pick(frames)] : free(20 + Math.floor(random() * 40))
    for (let slips = Math.floor(random() * 4); slips > 0; slips--)
      words[Math.floor(random() * words.length)] = pick(WORDS)
    const day = `2026-${String(1 + Math.floor(random() * 9)).padStart(2, '0')}-${String(1 + Math.floor(random() * 28)).padStart(2, '0')}`
    const [year, month, date] = day.split('-')
    return {
      id: `n${i}`,
      station: `ОП № ${1 + Math.floor(random() * 12)}`,
      day,
      text: `Гр. ${pick(NAMES)} ${date}.${month}.${year} в ${10 + Math.floor(random() * 10)}:${10 + Math.floor(random() * 49)} ${pick(PLACES)} ${words.join(' ')}.`,
    }
  })
}
