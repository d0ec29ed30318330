/**
 * The words of the interface at run time: messages compiled by `tools/content/messages.ts`, rendered without
 * a parser. A page passes in the areas it has loaded; nothing here knows where they come from.
 *
 * A compiled message is a plain string, or a list of literals and slots:
 *   ["n"] text · ["n", 1] number · ["d", "long"] date, with its style ·
 *   ["x", {a: …, other: …}] select · ["n", {one: …, other: …}, 1] plural
 * The format is written down in docs/formats/messages.md.
 */
import type { MessageArgs } from '#content/keys.ts'
import type { Lang, MessageValue } from '../law/types.ts'
import { type DateStyle, type DateValue, formatDate, formatNumber, pluralCategory } from './languages.ts'

export type Slot = (string | number | { [choice: string]: Compiled })[]
export type Compiled = string | (string | Slot)[]

/** One file `messages-<area>-<lang>.json`, as it comes from JSON (so `lang` and `review` are plain strings). */
export interface CompiledArea {
  area: string
  lang: string
  review: string
  messages: Record<string, Compiled>
}

export type ReviewOfWords = 'unreviewed' | 'reviewed'
export type MessageKey = keyof MessageArgs

export interface Translate {
  /** The text of a key known at build time; arguments are checked by the compiler. */
  <K extends MessageKey>(
    key: K,
    ...args: MessageArgs[K] extends undefined ? [] : [args: MessageArgs[K]]
  ): string
  readonly lang: Lang
  /** The text of a key made at run time, such as `${rule.id}.say`, with the values a finding carries. */
  dynamic(key: string, args?: Readonly<Record<string, MessageValue>>): string
  has(key: string): boolean
  /** Whether a person has checked the words of an area. An area that is not loaded counts as not checked. */
  reviewOf(area: string): ReviewOfWords
}

/**
 * Puts the areas of one language together.
 *
 * In tests and in development a missing key, a missing argument or an area of another language throws; in
 * production the key is shown, because a screen with one raw key still helps and a blank one does not.
 */
export function createTranslate(lang: Lang, ...areas: CompiledArea[]): Translate {
  const strict = import.meta.env?.DEV
  const messages = new Map<string, Compiled>()
  for (const area of areas) {
    if (strict && area.lang !== lang)
      throw new Error(`messages: area ${area.area} is ${area.lang}, not ${lang}`)
    for (const key in area.messages) messages.set(key, area.messages[key]!)
  }

  const render = (message: Compiled, args: Readonly<Record<string, MessageValue>>, key: string): string => {
    if (typeof message === 'string') return message
    let text = ''
    for (const part of message) text += typeof part === 'string' ? part : fill(part, args, key)
    return text
  }

  const fill = (
    [name, kind, plural]: Slot,
    args: Readonly<Record<string, MessageValue>>,
    key: string,
  ): string => {
    const value = args[name as string]
    if (value == null) {
      if (strict) throw new Error(`messages: ${key} needs ${name}`)
      return '…'
    }
    if (typeof kind === 'object') {
      const exact = `=${value}`
      const choice = exact in kind ? exact : plural ? pluralCategory(lang, +value) : String(value)
      return render(kind[Object.hasOwn(kind, choice) ? choice : 'other']!, args, key)
    }
    if (typeof kind === 'string' || typeof value === 'object')
      return formatDate(lang, value as DateValue, kind as DateStyle | undefined)
    // A count that is not known yet comes as “…” or “3–33”: text where a number belongs, never NaN.
    return kind && !Number.isNaN(+value) ? formatNumber(lang, +value) : String(value)
  }

  const dynamic: Translate['dynamic'] = (key, args = {}) => {
    const message = messages.get(key)
    if (message == null) {
      if (strict) throw new Error(`messages: no text for ${key} in ${lang}`)
      return key
    }
    return render(message, args, key)
  }

  return Object.assign(dynamic as Translate, {
    lang,
    dynamic,
    has: (key: string) => messages.has(key),
    reviewOf: (name: string): ReviewOfWords =>
      areas.some(({ area, review }) => area === name && review === 'reviewed') ? 'reviewed' : 'unreviewed',
  })
}
