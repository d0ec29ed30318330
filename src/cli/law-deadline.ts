/** `hamroh law deadline`: the last day of a term, counted aloud. */
import { daysBetween } from '../law/dates.ts'
import { computeDeadline, UnknownTermError } from '../law/deadline.ts'
import type { Call, Command, Io } from './command.ts'
import { ensureContent, readClocks, readWords } from './content.ts'
import { badInput, EXIT } from './failure.ts'
import { deadlineJson, document } from './json-output.ts'
import { dateReason, dayOption, LANG, langOf, TODAY, todayOf } from './options.ts'

export const lawDeadline: Command = {
  name: 'law deadline',
  summary: 'counts a term: last day, every step, articles',
  about: `Prints one JSON object (docs/formats/deadline.schema.json). "status" is "known", "disputed" (sources read the term differently: "last_day" is the earliest, all stand in "readings") or "unknown": then "last_day" is null, because it would be a guess, and "trace" says what is needed. A start that is a range gives "range".

It counts; it does not advise. A day counted here is not safe: the service date may be disputed, and the rule says whether a lawyer has signed it ("review").`,
  operands: [],
  options: [
    {
      name: 'rule',
      value: 'ID',
      required: true,
      about: 'the term, e.g. koap.appeal; hamroh law list --kind terms names them all',
    },
    {
      name: 'from',
      value: 'DATE',
      required: true,
      about:
        'when it starts: a day (2025-12-24), a month or year (2025-12), a range (2025-12-24..2025-12-26), a moment for terms in hours (2025-12-24T15:30), or "unknown"',
    },
    {
      name: 'on',
      value: 'DATE',
      about: 'today’s date: adds "days_left" (negative = past), decides what is stale',
    },
    LANG,
    TODAY,
  ],
  examples: [
    {
      line: 'hamroh law deadline --rule koap.appeal --from 2025-12-24 --on 2026-01-05 --lang en',
      about: 'a copy of a ruling was served on 24 December 2025',
    },
    {
      line: 'hamroh law deadline --rule koap.appeal --from 2025-12-23..2025-12-26',
      about: 'the day of service is not exactly known',
    },
  ],
  run: runDeadline,
}

async function runDeadline(call: Call, io: Io): Promise<number> {
  const rule = call.option('rule')!
  const from = call.option('from')!
  const today = dayOption(call, 'on', todayOf(call, io))
  await ensureContent()
  const words = readWords(langOf(call), ['law'])
  let deadline: ReturnType<typeof computeDeadline>
  try {
    deadline = computeDeadline(readClocks(), rule, from === 'unknown' ? '' : from, { today })
  } catch (error) {
    if (error instanceof UnknownTermError) {
      const meant = error.nearest.length > 0 ? `; did you mean ${error.nearest.join(' or ')}?` : ''
      throw badInput(
        '--rule',
        `there is no term "${rule}"${meant}`,
        'all terms: hamroh law list --kind terms',
      )
    }
    throw badInput(
      '--from',
      `"${from}": ${dateReason(error)}`,
      'write YYYY-MM-DD, YYYY-MM, YYYY, A..B, YYYY-MM-DDTHH:MM or unknown',
    )
  }
  const left = call.given('on')
    ? { days_left: deadline.lastDay === null ? null : daysBetween(today, deadline.lastDay) }
    : {}
  io.out(document({ ...deadlineJson(deadline, words), ...left }))
  return EXIT.done
}
