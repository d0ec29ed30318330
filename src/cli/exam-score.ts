/** `hamroh exam score`: marks the answers to a practice paper against both published readings of its line. */
import { type Given, mark } from '../exam/mark.ts'
import { paper } from '../exam/paper.ts'
import type { Item } from '../exam/types.ts'
import type { Call, Command, Io } from './command.ts'
import { ensureContent, readWords } from './content.ts'
import { tablesOfGrade } from './exam-tables.ts'
import { EXIT } from './failure.ts'
import { type JsonObject, problemsIn, readJsonObject } from './input.ts'
import type { Json } from './json.ts'
import { document } from './json-output.ts'
import { LANG, langOf } from './options.ts'

export const examScore: Command = {
  name: 'exam score',
  summary: 'marks answers to a practice paper',
  about: `Reads FILE (docs/formats/exam-answers.schema.json): {"grade": 3, "seed": "monday", "answers": {"1": "…", "2": ["idea", …]}}. Numbers are those of the tasks in the paper of this grade and seed; an answer is a text, the pieces in order, or for a spoken task the ids of the key ideas that were heard. What is missing counts as not answered.

Prints one JSON object (docs/formats/exam-score.schema.json). "readings" holds both published readings of the line, by points and by tasks: sources do not agree which is meant. One practice paper says little about the real day, and the result says so.`,
  operands: [{ name: 'FILE', about: 'JSON file, or - for standard input' }],
  options: [LANG],
  examples: [
    { line: 'hamroh exam score answers.json --lang en', about: 'with the explanation of each mistake' },
  ],
  run: runScore,
}

async function runScore(call: Call, io: Io): Promise<number> {
  const input = await readJsonObject(call.operands[0]!, io)
  const { grade, seed } = headOf(input)
  await ensureContent()
  const tables = tablesOfGrade(grade)
  const words = readWords(langOf(call), ['exam'])
  const made = paper(grade, seed, tables)
  const items = made.parts.flatMap((part) => part.items)
  const result = mark(made, answersOf(input, items))
  io.out(
    document({
      version: 1,
      grade,
      seed,
      review: made.review,
      words: words.reviewOf('exam'),
      points: result.points,
      of: result.of,
      unanswered: result.unanswered,
      readings: result.readings,
      estimate: 'one-practice-paper',
      parts: result.parts.map((part) => ({ ...part, name: words.dynamic(`exam.part.${part.id}`) })),
      tasks: result.items.map(({ id: _, share: __, error, ...marked }, at) => ({
        number: at + 1,
        task: items[at]!.task,
        skill: items[at]!.skill,
        ...marked,
        key: items[at]!.accepted[0]?.replaceAll('|', ' ') ?? null,
        error: error ?? null,
        why: error ? words.dynamic(`error.${error}`) : null,
      })),
    }),
  )
  return EXIT.done
}

const WHAT_TO_DO = 'format: docs/formats/exam-answers.schema.json'

function headOf(input: JsonObject): { grade: number; seed: string } {
  const { grade, seed, answers } = input.value
  const found: { path: string; reason: string }[] = []
  for (const name of Object.keys(input.value))
    if (!['grade', 'seed', 'answers'].includes(name))
      found.push({ path: name, reason: 'there is no such name here; known: grade, seed, answers' })
  if (typeof grade !== 'number' || !Number.isInteger(grade) || grade < 1 || grade > 11)
    found.push({ path: 'grade', reason: 'must be a whole number from 1 to 11' })
  if (typeof seed !== 'string' || seed === '' || seed.length > 60)
    found.push({ path: 'seed', reason: 'must be a text of 1 to 60 signs, the one the paper was made with' })
  if (answers === null || typeof answers !== 'object' || Array.isArray(answers))
    found.push({ path: 'answers', reason: 'must be an object: number of the task → answer' })
  if (found.length > 0) throw problemsIn(input, found, WHAT_TO_DO)
  return { grade: grade as number, seed: seed as string }
}

/** Answers by item id. Throws `BadInput` with every answer that cannot be one. */
function answersOf(input: JsonObject, items: readonly Item[]): Record<string, Given> {
  const given: Record<string, Given> = {}
  const found: { path: string; reason: string }[] = []
  for (const [number, answer] of Object.entries(input.value.answers as Record<string, Json>)) {
    const path = `answers.${number}`
    const item = /^[1-9]\d{0,2}$/.test(number) ? items[Number(number) - 1] : undefined
    if (!item) {
      found.push({ path, reason: `there is no such task; the paper has tasks 1 to ${items.length}` })
      continue
    }
    if (answer === null) continue
    const list =
      Array.isArray(answer) && answer.every((each) => typeof each === 'string') ? (answer as string[]) : null
    if (item.mode === 'spoken') {
      const ideas = item.ideas?.map(({ id }) => id) ?? []
      const strange = list?.find((each) => !ideas.includes(each))
      if (!list)
        found.push({ path, reason: 'is a spoken task: give a list of the key ideas that were heard' })
      else if (strange !== undefined)
        found.push({ path, reason: `"${strange}" is no key idea of this task; known: ${ideas.join(', ')}` })
      else given[item.id] = list
    } else if (typeof answer === 'string') given[item.id] = answer
    else if (list && item.mode === 'order') given[item.id] = list.join('|')
    else
      found.push({
        path,
        reason: item.mode === 'order' ? 'must be a list of the pieces in order' : 'must be a text',
      })
  }
  if (found.length > 0) throw problemsIn(input, found, WHAT_TO_DO)
  return given
}
