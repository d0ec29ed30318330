/** `hamroh exam mock`: a practice paper with key and marking sheet, as plain data. */
import { paper } from '../exam/paper.ts'
import { sheetOf } from '../exam/sheet.ts'
import type { Call, Command, Io } from './command.ts'
import { ensureContent, readWords } from './content.ts'
import { GRADE, gradeOf, tablesOfGrade } from './exam-tables.ts'
import { badInput, EXIT } from './failure.ts'
import { document } from './json-output.ts'
import { LANG, langOf } from './options.ts'

export const examMock: Command = {
  name: 'exam mock',
  summary: 'a practice paper of a grade, with key and marking sheet',
  about: `Prints one JSON object (docs/formats/exam-mock.schema.json): the child's tasks by part, the script to read aloud, the key and the marking sheet. The same grade and seed give the same paper on every machine.

It is for practice. Which tasks the real test asks is only partly known: "known" of a part is "found" when a published copy names such a part and "own" when we made it up. No teacher has signed the tasks yet ("review").`,
  operands: [],
  options: [
    { ...GRADE, required: true },
    {
      name: 'seed',
      value: 'S',
      required: true,
      about: 'any text of at most 60 signs; another seed, another paper',
    },
    LANG,
  ],
  examples: [
    { line: 'hamroh exam mock --grade 3 --seed monday', about: 'a paper for grade 3' },
    { line: 'hamroh exam mock --grade 1 --seed 7 --lang uz', about: 'oral only, instructions in Uzbek' },
  ],
  run: runMock,
}

async function runMock(call: Call, io: Io): Promise<number> {
  const grade = gradeOf(call)
  const seed = seedOf(call.option('seed')!)
  await ensureContent()
  const tables = tablesOfGrade(grade)
  const words = readWords(langOf(call), ['exam'])
  const made = paper(grade, seed, tables)
  const sheet = sheetOf(made, tables)
  io.out(
    document({
      version: 1,
      title: words.dynamic(sheet.title),
      notices: sheet.notices.map((key) => words.dynamic(key)),
      grade,
      band: made.band,
      seed,
      review: made.review,
      words: words.reviewOf('exam'),
      minutes: made.minutes,
      line: made.line,
      points: made.points,
      parts: sheet.parts.map(({ id, section, known, tasks }) => ({
        id,
        name: words.dynamic(`exam.part.${id}`),
        section,
        known,
        tasks: tasks.map(({ instruction, ...task }) => ({
          ...task,
          instruction: words.dynamic(instruction),
        })),
      })),
      script: sheet.script,
      key: sheet.key,
      marking: sheet.marking,
    }),
  )
  return EXIT.done
}

export function seedOf(text: string): string {
  if (text.length > 60) throw badInput('--seed', `is ${text.length} signs long`, 'take at most 60')
  return text
}
