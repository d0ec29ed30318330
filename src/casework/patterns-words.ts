/**
 * A narrative → the words that are compared. What differs between two papers although the sentence is the same (names, dates, numbers,
 * articles, addresses, the endings of cases) becomes one sign, `#`, so that neither hides a repetition nor makes one.
 *
 * It is decided from the text alone, by fixed rules: the same text always gives the same words, whatever stands beside it. The rules hide
 * rather too much: a hidden word is not compared and is not shown in an exhibit.
 */
import { stem } from './stem.ts'

export interface Token {
  /** What is compared: a stem, or {@link HIDDEN}. */
  word: string
  /** Place in the cleaned text, for showing. */
  from: number
  to: number
}

/** Stands for a name, a date, a number, an article or a place; several in a row count as one. */
export const HIDDEN = '#'

/** Signs without a shape of their own, and letters put together from two signs: as they are read, so they are compared. */
export const cleaned = (text: string): string =>
  text
    .replace(/[\u00ad\u200b-\u200f\u2028-\u202f\u2060\ufeff]/g, (sign) => (sign === '\u202f' ? ' ' : ''))
    .normalize('NFC')

const TOKEN = /\d+(?:[.,:/-]\d+)*|[\p{L}\p{M}]+(?:[-ʻʼ’'][\p{L}\p{M}]+)*|№/gu

/** Latin letters that look like Cyrillic ones; inside a Cyrillic word they are a slip or a trick. */
const LOOK_ALIKE: Record<string, string> = {
  ...{ a: 'а', b: 'в', c: 'с', e: 'е', h: 'н', k: 'к', m: 'м', o: 'о', p: 'р', t: 'т', x: 'х', y: 'у' },
}
const fold = (word: string): string => {
  const small = word.toLowerCase().replaceAll('ё', 'е')
  return /[а-я]/.test(small) ? small.replace(/[abcehkmoptxy]/g, (sign) => LOOK_ALIKE[sign]!) : small
}

const MONTH = /^(?:январ|феврал|март|апрел|июн|июл|август|сентябр|октябр|ноябр|декабр|ма[йяе]$)/
/** Words that only carry a number: hidden beside one. */
const UNIT =
  /^(?:г|гг|год[ауе]?|ч|час(?:а|ов|ам)?|мин(?:ут[аы]?)?|ст|стать[яиюей]+|част[ьию]+|п|пп|пункт[ауе]?|№|д|дома?|доме|кв|квартир[аеы]|корп|стр|коап|ук|рф|руб|рублей)$/
/** Words before the name of a place: hidden with it. */
const PLACE =
  /^(?:ул|улиц[аеыу]|г|гор|город[ауе]?|пр|пр-т|просп|проспект[ауе]?|пер|переул\p{L}*|ш|шоссе|пл|площад[ьи]|наб|набережн\p{L}*|мкр|микрорайон[ауе]?|пос|пос[её]л\p{L}+|дер|деревн[яеи]|сел[ое]|метро|станци[ияю]|район[ауе]?|обл|област[ьи]|рын(?:ок|к[ауе])|тц|трц|вокзал[ауе]?|парк[ауе]?|кафе|магазин[ауе]?)$/u
/** Words before a person's name: hidden with it. */
const PERSON =
  /^(?:гр|гр-н|гр-ка|гражданин\p{L}*|гражданк\p{L}+|г-н|г-жа|господин\p{L}*|водител\p{L}+|несовершеннолетн\p{L}+)$/u
const TIE = /^(?:в|во|у|на|по|и|с|до|за|от|из|около|примерно|адресу)$/
/** A full stop after one of these ends no sentence. */
const SHORTENED =
  /^(?:\p{L}|ул|гр|гор|кв|корп|стр|пер|пр|просп|пл|наб|мкр|пос|дер|обл|ст|им|тел|час|мин|руб|гг|пп|др)$/u
/** Surnames and patronymics in any case, as the first word of a sentence may be one. */
const NAME_ENDING =
  /(?:[оеё]в|[иы]н|[оеё]ва|[иы]на|ск(?:ий|ая)|зода|оглы|оглу|угли|ўғли|кызы|қизи|улы|уулу|[ое]вич|[ое]вна|ична)(?:[аыуе]|ым|ой|у|ом|ем|ы)?$/u

interface Raw {
  text: string
  small: string
  from: number
  to: number
  capital: boolean
  digits: boolean
  first: boolean
}

/**
 * The compared words of a text with their places in `cleaned(text)`.
 * @param names further words to hide, e.g. of a case's people, in any case and spelling of letters
 */
export function tokensOf(text: string, names: readonly string[] = []): Token[] {
  const clean = cleaned(text)
  const raw = readRaw(clean)
  const hidden = hiddenOf(clean, raw, new Set(names.flatMap((name) => name.match(TOKEN) ?? []).map(stemmed)))
  return raw.map(({ small, from, to }, i) => ({ word: hidden[i] ? HIDDEN : stem(small), from, to }))
}

const stemmed = (word: string): string => stem(fold(word))

function readRaw(text: string): Raw[] {
  const raw: Raw[] = []
  for (const match of text.matchAll(TOKEN)) {
    const word = match[0]
    const before = raw.at(-1)
    const between = text.slice(before?.to ?? 0, match.index)
    const ends = /[!?\n]/.test(between) || (/\./.test(between) && !SHORTENED.test(before?.small ?? ''))
    raw.push({
      ...{ text: word, small: fold(word), from: match.index, to: match.index + word.length },
      capital: /^\p{Lu}/u.test(word),
      digits: /^\d/.test(word) || word === '№',
      first: before === undefined || (ends && !before.digits),
    })
  }
  return raw
}

/** In a text all in capitals or all in small letters the case of a letter says nothing. */
function caseSpeaks(text: string): boolean {
  const capitals = text.match(/\p{Lu}/gu)?.length ?? 0
  const small = text.match(/\p{Ll}/gu)?.length ?? 0
  return capitals > 0 && capitals < small
}

function hiddenOf(text: string, raw: readonly Raw[], names: ReadonlySet<string>): boolean[] {
  const speaks = caseSpeaks(text)
  const isCapital = (each: Raw | undefined): boolean => speaks && each?.capital === true
  const isInitial = (each: Raw | undefined): boolean =>
    each !== undefined && isCapital(each) && each.to - each.from === 1 && text[each.to] === '.'
  const hidden = raw.map(
    (each, i) =>
      each.digits ||
      MONTH.test(each.small) ||
      names.has(stem(each.small)) ||
      (isCapital(each) && !each.first) ||
      (isCapital(each) && (isInitial(each) || isInitial(raw[i + 1]) || NAME_ENDING.test(each.small))),
  )
  // From the end, so that «у станции метро Садовая» goes as a whole.
  for (let i = raw.length - 2; i >= 0; i--) {
    const each = raw[i]!
    const place = PLACE.test(each.small)
    if (!place && !PERSON.test(each.small)) continue
    // Without capitals only the word itself tells: «ул. ленина», «метро выхино», «гр. каримов а.р.».
    if (!speaks && (text[each.to] === '.' || place)) {
      hidden[i + 1] = true
      for (let k = i + 2; k < raw.length && raw[k]!.to - raw[k]!.from === 1 && text[raw[k]!.to] === '.'; k++)
        hidden[k] = true
    }
    if (hidden[i + 1]) hidden[i] = true
  }
  // Beside a number from either side, a second time for «ст. 20.1 КоАП РФ»: units lean on units.
  for (let again = 0; again < 2; again++)
    raw.forEach((each, i) => {
      if (!hidden[i] && UNIT.test(each.small) && (hidden[i - 1] || hidden[i + 1]) && !lonely(text, each))
        hidden[i] = true
    })
  // «12.03.2026 в 21:40 на ул. Садовой»: what only ties hidden words together goes with them.
  raw.forEach((each, i) => {
    if (TIE.test(each.small) && hidden[i - 1] && hidden[i + 1]) hidden[i] = true
  })
  return hidden
}

/** One letter without a full stop is a word of its own («с», «г» never, «д» never) unless a number follows. */
const lonely = (text: string, { from, to }: Raw): boolean =>
  to - from === 1 && text[to] !== '.' && !/^\s?\d/.test(text.slice(to, to + 2)) && text[from] !== '№'

/** The words without repeated {@link HIDDEN}, and which tokens each stands for. */
export function sequenceOf(tokens: readonly Token[]): { words: string[]; at: number[] } {
  const words: string[] = []
  /** First token of each word. */
  const at: number[] = []
  tokens.forEach(({ word }, i) => {
    if (word === HIDDEN && words.at(-1) === HIDDEN) return
    words.push(word)
    at.push(i)
  })
  return { words, at }
}
