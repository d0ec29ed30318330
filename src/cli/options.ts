/** Options that several commands share, and how their values are read. */
import { BadDateError, daySpan } from '../law/dates.ts'
import { LANGUAGES, type Lang, type PlainDate } from '../law/types.ts'
import type { Call, Io, Option } from './command.ts'
import { badInput } from './failure.ts'

export const LANG: Option = {
  name: 'lang',
  value: 'LANG',
  of: LANGUAGES,
  about: 'language of the texts: ru, uz, tg, ky or en (default ru)',
}

export const TODAY: Option = {
  name: 'today',
  value: 'YYYY-MM-DD',
  about: 'the day of the check, for runs that can be repeated (default: today in UTC)',
}

export const langOf = (call: Call): Lang => (call.option('lang') ?? 'ru') as Lang

/** The day given with an option, else `otherwise`. Throws `BadInput` unless it is one complete day. */
export function dayOption(call: Call, name: string, otherwise: PlainDate): PlainDate {
  const text = call.option(name)
  if (text === undefined) return otherwise
  try {
    const { from, to } = daySpan(text)
    if (from === to && text.length === 10) return text
  } catch (error) {
    throw badInput(`--${name}`, `"${text}": ${dateReason(error)}`, 'write a day as YYYY-MM-DD')
  }
  throw badInput(`--${name}`, `"${text}" is not one complete day`, 'write a day as YYYY-MM-DD')
}

export const todayOf = (call: Call, io: Io): PlainDate => dayOption(call, 'today', io.today())

/** Why a date is refused, in words. Anything but a `BadDateError` is thrown on. */
export function dateReason(error: unknown): string {
  if (!(error instanceof BadDateError)) throw error
  switch (error.code) {
    case 'empty':
      return 'no date was given'
    case 'shape':
      return 'this is not written as a date'
    case 'year':
      return 'the year must lie between 1900 and 2100'
    case 'month':
      return 'there is no such month'
    case 'day':
      return 'that month has no such day'
    case 'time':
      return 'there is no such time of day; write it as HH:MM, 00:00 to 23:59'
    case 'order':
      return 'the range ends before it begins'
  }
}
