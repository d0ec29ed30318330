/** `hamroh exam numeral`: a number in words, in a case and gender, with the mistakes that are often made. */
import { numeralMistakes } from '../exam/make/numerals.ts'
import { CASES, GENDERS, LARGEST, spellings } from '../exam/numerals.ts'
import type { Case, Gender } from '../exam/types.ts'
import type { Call, Command, Io } from './command.ts'
import { ensureContent, readWords } from './content.ts'
import { wholeNumber } from './exam-tables.ts'
import { EXIT } from './failure.ts'
import { document } from './json-output.ts'
import { LANG, langOf } from './options.ts'

export const examNumeral: Command = {
  name: 'exam numeral',
  summary: 'a number in words, in any case and gender',
  about: `Prints one JSON object (docs/formats/exam-numeral.schema.json): "text" is the usual form, "accepted" all forms that count as right, "mistakes" what is often written instead, each with the rule that makes it.

Only for things that are not alive: in the accusative of living beings (вижу двадцать два / двадцати двух ученика) both forms are in use, so it is never scored.`,
  operands: [{ name: 'N', about: `a whole number from 0 to ${LARGEST}` }],
  options: [
    {
      name: 'case',
      value: 'C',
      of: CASES,
      required: true,
      about: 'nom, gen, dat, acc, ins or prep',
    },
    { name: 'gender', value: 'G', of: GENDERS, about: 'm, f or n (default m): один, одна, одно' },
    LANG,
  ],
  examples: [
    { line: 'hamroh exam numeral 345 --case dat', about: 'к 345: трёмстам сорока пяти' },
    { line: 'hamroh exam numeral 2 --case nom --gender f --lang en', about: 'две, and why два is wrong' },
  ],
  run: runNumeral,
}

async function runNumeral(call: Call, io: Io): Promise<number> {
  const n = wholeNumber('N', call.operands[0]!, 0, LARGEST)
  const kase = call.option('case') as Case
  const gender = (call.option('gender') ?? 'm') as Gender
  await ensureContent()
  const words = readWords(langOf(call), ['exam'])
  const accepted = spellings(n, kase, gender)
  io.out(
    document({
      n,
      case: kase,
      gender,
      text: accepted[0],
      accepted,
      mistakes: numeralMistakes(n, kase, gender).map(({ text, error }) => ({
        text,
        error,
        why: words.dynamic(`error.${error}`),
      })),
    }),
  )
  return EXIT.done
}
