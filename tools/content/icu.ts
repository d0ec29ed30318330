/** One ICU message: parsed, checked and turned into the compact form that `src/ui/messages.ts` renders. */
import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser'
import type { Lang } from '../../src/law/types.ts'
import type { Compiled, Slot } from '../../src/ui/messages.ts'

/** `select:` is followed by the choices, sorted and separated by `|`. */
export type ArgType = 'text' | 'number' | 'date' | `select:${string}`

export interface ReadMessage {
  compiled: Compiled
  args: Record<string, ArgType>
  /** The words between the arguments, one text a branch, `￼` where an argument stands: for checks of language. */
  texts: string[]
  problems: string[]
}

/** Categories that a plural must offer (CLDR 48; Tajik is not listed there, so it needs only `other`). */
const NEEDED: Record<Lang, readonly string[]> = {
  ru: ['one', 'few', 'many', 'other'],
  uz: ['one', 'other'],
  tg: ['other'],
  ky: ['one', 'other'],
  en: ['one', 'other'],
}
const OFFERED: Record<Lang, readonly string[]> = { ...NEEDED, tg: ['one', 'other'] }

const STYLES = ['long', 'short']
const KYRGYZ_STYLES = ['to', 'from', 'on']

/** Stands for an argument in `texts`. */
export const HOLE = '\ufffc'

export function readMessage(source: string, lang: Lang): ReadMessage {
  const message: ReadMessage = { compiled: '', args: {}, texts: [], problems: [] }
  let parsed: MessageFormatElement[]
  try {
    parsed = parse(source, { ignoreTag: true, shouldParseSkeletons: false, requiresOtherClause: true })
  } catch (error) {
    const { message: kind, location } = error as { message: string; location?: { start: { column: number } } }
    const words = kind.toLowerCase().replaceAll('_', ' ')
    message.problems.push(
      `message cannot be read: ${words}${location ? ` at sign ${location.start.column}` : ''}`,
    )
    return message
  }
  message.compiled = branch(parsed, lang, message, null)
  return message
}

function branch(
  elements: MessageFormatElement[],
  lang: Lang,
  message: ReadMessage,
  counted: string | null,
): Compiled {
  const parts: (string | Slot)[] = []
  let text = ''
  const literal = (words: string) => {
    text += words
    const last = parts.length - 1
    if (typeof parts[last] === 'string') parts[last] += words
    else parts.push(words)
  }
  for (const [index, element] of elements.entries()) {
    if (element.type === TYPE.literal) {
      literal(element.value)
      continue
    }
    const slot = slotOf(element, lang, message, counted)
    if (!slot) continue
    if (lang === 'ky' && element.type === TYPE.date) kyrgyzEnding(slot, elements[index + 1], message)
    text += HOLE
    parts.push(slot)
  }
  message.texts.push(text)
  return parts.every((part) => typeof part === 'string') ? parts.join('') : parts
}

function slotOf(
  element: MessageFormatElement,
  lang: Lang,
  message: ReadMessage,
  counted: string | null,
): Slot | null {
  const refuse = (reason: string) => {
    message.problems.push(reason)
    return null
  }
  switch (element.type) {
    case TYPE.argument:
      note(message, element.value, 'text')
      return [element.value]
    case TYPE.pound:
      // Outside a plural the parser takes # for a plain sign.
      return [counted!, 1]
    case TYPE.number:
      if (element.style) return refuse(`{${element.value}, number}: styles are not supported`)
      note(message, element.value, 'number')
      return [element.value, 1]
    case TYPE.date: {
      const style = String(element.style ?? 'long')
      if (!(lang === 'ky' ? [...STYLES, ...KYRGYZ_STYLES] : STYLES).includes(style))
        return refuse(
          `{${element.value}, date, ${style}}: only short${lang === 'ky' ? ', to, from, on' : ''}`,
        )
      note(message, element.value, 'date')
      return [element.value, style]
    }
    case TYPE.select: {
      const choices = Object.keys(element.options)
      note(message, element.value, `select:${choices.toSorted().join('|')}`)
      return [element.value, branches(element.options, lang, message, counted)]
    }
    case TYPE.plural: {
      if (element.pluralType === 'ordinal') return refuse(`{${element.value}, selectordinal}: not supported`)
      if (element.offset) return refuse(`{${element.value}, plural}: offset is not supported`)
      const choices = Object.keys(element.options).filter((choice) => !choice.startsWith('='))
      const missing = NEEDED[lang].filter((category) => !choices.includes(category))
      const unused = choices.filter((category) => !OFFERED[lang].includes(category))
      if (missing.length)
        refuse(
          `{${element.value}, plural} lacks ${missing.join(', ')}: ${lang} needs ${NEEDED[lang].join(', ')}`,
        )
      if (unused.length) refuse(`{${element.value}, plural}: ${lang} has no category ${unused.join(', ')}`)
      note(message, element.value, 'number')
      return [element.value, branches(element.options, lang, message, element.value), 1]
    }
    default:
      return refuse(`{${'value' in element ? element.value : '?'}}: this kind of argument is not supported`)
  }
}

function branches(
  options: Record<string, { value: MessageFormatElement[] }>,
  lang: Lang,
  message: ReadMessage,
  counted: string | null,
): Record<string, Compiled> {
  return Object.fromEntries(
    Object.entries(options).map(([choice, { value }]) => [choice, branch(value, lang, message, counted)]),
  )
}

/** An argument may be plain text in one place and more in another; the stronger kind decides. */
function note(message: ReadMessage, name: string, type: ArgType): void {
  if (!/^[a-z][A-Za-z0-9_]*$/.test(name) || name in {}) {
    message.problems.push(`{${name}}: an argument is named in small Latin letters, digits and _`)
    return
  }
  const merged = mergeTypes(message.args[name] ?? type, type)
  if (merged) message.args[name] = merged
  else message.problems.push(`{${name}} is both ${message.args[name]} and ${type}`)
}

/**
 * One kind for two uses of an argument, or null when they contradict. Text yields to number and select, because a
 * language may need no plural where another does; a date as text would print `2026-01-12` to a reader.
 */
export function mergeTypes(a: ArgType, b: ArgType): ArgType | null {
  if (a === b) return a
  if (a === 'date' || b === 'date') return null
  return b === 'text' ? a : a === 'text' ? b : null
}

/** Kyrgyz puts endings on the month: "12-январына чейин". A bare date before such words is wrong, so ask for the case. */
function kyrgyzEnding(slot: Slot, next: MessageFormatElement | undefined, message: ReadMessage): void {
  if (next?.type !== TYPE.literal || slot[1] === 'short') return
  const wanted = /^[-\p{L}]/u.test(next.value)
    ? 'to, from or on'
    : /^ (чейин|карата)(?!\p{L})/u.test(next.value)
      ? 'to'
      : /^ (баштап|тартып|кийин|мурун|мурда)(?!\p{L})/u.test(next.value)
        ? 'from'
        : null
  if (wanted && wanted !== slot[1])
    message.problems.push(
      `{${slot[0]}, date} before “${next.value.trim().split(' ')[0]}”: write {${slot[0]}, date, ${wanted}}`,
    )
}
