/** `hamroh exam plan`: today's practice of one child, and for the grown-up how ready it is. */
import { dayOf, dayText } from '../exam/learn/days.ts'
import { type Learner, mergeLearners, readLearner } from '../exam/learn/learner.ts'
import { type Plan, planOf } from '../exam/learn/plan.ts'
import { readSkills } from '../exam/learn/read-skills.ts'
import type { Range } from '../exam/learn/readiness.ts'
import type { Skill } from '../exam/learn/skill.ts'
import { skillsOf } from '../exam/skills.ts'
import type { Grade } from '../exam/tables.ts'
import { computeDeadline } from '../law/deadline.ts'
import type { Deadline } from '../law/types.ts'
import type { Call, Command, Io } from './command.ts'
import { ensureContent, readClocks, readWords } from './content.ts'
import { tablesOfBand } from './exam-tables.ts'
import { badInput, EXIT } from './failure.ts'
import { type JsonObject, problemsIn, readJsonObject } from './input.ts'
import { deadlineJson, document } from './json-output.ts'
import { LANG, langOf, TODAY, todayOf } from './options.ts'
import { shapeReasons } from './shape-refused.ts'

export const examPlan: Command = {
  name: 'exam plan',
  summary: 'today’s practice towards the exam day, and how ready the child is',
  about: `Reads the answers of one child from FILE (docs/formats/learner.schema.json) and prints one JSON object (docs/formats/plan.schema.json): "practice" is what to do today, "child" what grew, "grown_up" the chance to pass with its interval, by section and against both published readings of the line.

The chance is an estimate that was never compared with real results; with too few answers "known" is false and there is no figure. After a failed test "retake" is the earliest date as the rules count it.`,
  operands: [{ name: 'FILE', about: 'JSON file, or - for standard input' }],
  options: [
    {
      name: 'skills',
      value: 'FILE',
      about:
        'the skills that can be practised (docs/formats/skills.schema.json); without it, those of the tables of the band',
    },
    { name: 'with', value: 'FILE', about: 'another copy of the same child, joined first' },
    { name: 'minutes', value: 'N', about: 'length of a session, 1 to 60 (default 10)' },
    LANG,
    TODAY,
  ],
  examples: [
    { line: 'hamroh exam plan child.json --skills skills.json', about: 'ten minutes for today' },
    {
      line: 'hamroh exam plan phone.json --with tablet.json',
      about: 'one child who practised on two devices',
    },
  ],
  run: runPlan,
}

const WHAT_TO_DO = 'format: docs/formats/learner.schema.json'

async function readChild(file: string, io: Io): Promise<{ input: JsonObject; learner: Learner }> {
  const input = await readJsonObject(file, io)
  const read = readLearner(input.value)
  if (read.ok) return { input, learner: read.learner }
  const newer = read.problems.some(({ code }) => code === 'newer')
  throw problemsIn(
    input,
    shapeReasons(read.problems, 'file of a learner (format "hamroh-learner")'),
    newer ? 'update this program, or export again from the older one' : WHAT_TO_DO,
  )
}

async function runPlan(call: Call, io: Io): Promise<number> {
  const today = todayOf(call, io)
  const day = dayOf(today)
  if (day === null)
    throw badInput('--today', `"${today}" lies outside 2000–2100`, 'give the day of the practice')
  const minutes = Number(call.option('minutes') ?? 10)
  if (!(minutes >= 1 && minutes <= 60))
    throw badInput('--minutes', 'must be a number from 1 to 60', 'children practise ten')
  const { input, learner: own } = await readChild(call.operands[0]!, io)
  let learner = own
  let added = 0
  const other = call.option('with')
  if (other !== undefined) {
    const merged = mergeLearners(own, (await readChild(other, io)).learner)
    if (!merged.ok)
      throw badInput(
        other,
        `is another child than ${input.name}${merged.sameNickname ? ', only the nickname is the same' : ''}`,
        'keep both files apart; nothing was joined',
      )
    learner = merged.learner
    added = merged.added
  }
  const { skills, grade } = await practisable(call, io, learner)
  const last = learner.attempts.toSorted((a, b) => (a.day < b.day ? -1 : 1)).at(-1)
  const failed = last && !last.passed ? last : null
  const retake = failed ? await retakeOf(failed.day, today) : null
  const notBefore = retake?.lastDay ? dayOf(retake.lastDay) : null
  const plan = planOf({
    learner,
    skills,
    today: day,
    notBefore,
    budget: minutes * 60,
    ...(grade ? { grade } : {}),
  })
  io.out(
    document({
      day: today,
      nickname: learner.nickname,
      band: learner.band,
      joined: other === undefined ? null : { added },
      ...planJson(plan),
      retake: retake && deadlineJson(retake, readWords(langOf(call), ['law'])),
    }),
  )
  return EXIT.done
}

/** The skills of a file, else those of the tables of the child's band. What is never scored is not practised either. */
async function practisable(
  call: Call,
  io: Io,
  learner: Learner,
): Promise<{ skills: readonly Skill[]; grade?: Grade }> {
  const file = call.option('skills')
  if (file === undefined) {
    await ensureContent()
    const tables = tablesOfBand(learner.band)
    return { skills: skillsOf(tables).filter(({ scored }) => scored), grade: tables.grade }
  }
  const input = await readJsonObject(file, io)
  const read = readSkills(input.value)
  if (read.ok) return { skills: read.skills }
  throw problemsIn(
    input,
    shapeReasons(read.problems, 'list of skills'),
    'format: docs/formats/skills.schema.json',
  )
}

/** The law's own count: three months by order 170 as reported, unsigned. The last failed attempt decides. */
async function retakeOf(failed: string, today: string): Promise<Deadline> {
  await ensureContent()
  return computeDeadline(readClocks(), 'school.retake', failed, { today })
}

const rounded = (x: number) => Math.round(x * 1000) / 1000
const rangeJson = (range: Range | null) =>
  range && { mean: rounded(range.mean), low: rounded(range.low), high: rounded(range.high) }

/** Names in snake_case; chances with three digits. */
const planJson = ({ horizon, notices, items, seconds, grew, readiness, history }: Plan) => ({
  horizon: { kind: horizon.kind, day: dayText(horizon.target) },
  notices,
  practice: { seconds, items },
  child: { learned_this_week: grew.learned, held: grew.held, days_of_practice: grew.days },
  grown_up: {
    estimate: readiness.estimate,
    compared_with_results: readiness.comparedWithResults,
    known: readiness.known,
    pass: readiness.pass && {
      tasks: rangeJson(readiness.pass.tasks),
      points: rangeJson(readiness.pass.points),
    },
    share_needed_for_80: { tasks: rounded(readiness.wanted.tasks), points: rounded(readiness.wanted.points) },
    sections: readiness.sections.map(({ section, share, met, skills }) => ({
      section,
      share: rangeJson(share),
      met,
      skills,
    })),
    raise: readiness.raise.map(({ task, gain, seconds }) => ({ task, gain: rounded(gain), seconds })),
  },
  answers: {
    counted: history.counted,
    tapped: history.tapped,
    dated_ahead: history.ahead,
    dated_before_start: history.behind,
    unknown_skills: history.unknown,
  },
})
