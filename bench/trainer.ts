/**
 * What the trainer's choice costs: bytes of its code as an app would load it, and time for a child with three months of answers, beside the
 * time of a sixth of this processor, as the phones are counted elsewhere.
 *
 *   node tools/launch.mjs bench/trainer.ts
 */
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { build } from 'vite'
import { outlookOf } from '../src/exam/learn/gain.ts'
import { historyOf } from '../src/exam/learn/history.ts'
import { learn } from '../src/exam/learn/knowledge.ts'
import { type KeptAnswer, newLearner } from '../src/exam/learn/learner.ts'
import { planOf } from '../src/exam/learn/plan.ts'
import { readinessOf } from '../src/exam/learn/readiness.ts'
import { seeded } from '../src/exam/learn/seeded.ts'
import { beginSession, nextStep, sessionAfter } from '../src/exam/learn/session.ts'
import { generatedWorld } from '../src/exam/learn/simulate/generate.ts'
import { newcomer } from '../src/exam/learn/simulate/world.ts'

const LIMIT = 50_000
const folder = join(import.meta.dirname, '../src/exam/learn')
const parts = ['plan', 'placement', 'learner', 'session', 'history']
const entry = 'virtual:trainer'
const bundle = await build({
  configFile: false,
  logLevel: 'silent',
  plugins: [
    {
      name: 'trainer-entry',
      resolveId: (id) => (id === entry ? `\0${entry}` : null),
      load: (id) =>
        id === `\0${entry}`
          ? parts.map((part) => `export * from ${JSON.stringify(join(folder, `${part}.ts`))}`).join('\n')
          : null,
    },
  ],
  build: {
    write: false,
    minify: true,
    modulePreload: false,
    rolldownOptions: { input: entry, preserveEntrySignatures: 'strict' },
  },
})
const { output } = bundle as unknown as { output: { code?: string }[] }
const code = output.map((chunk) => chunk.code ?? '').join('')
console.log(
  `code of placement, plan, session, readiness and ts-fsrs: ${code.length} bytes, ${brotliCompressSync(code).length} brotli; the trainer's whole budget with items is ${LIMIT}`,
)

const skills = newcomer(generatedWorld(3), 4, 600).skills.map((skill) => ({ ...skill, seconds: 20 }))
const chance = seeded(8)
const today = 20_700
const answers: KeptAnswer[] = Array.from({ length: 2700 }, (_, at) => {
  const skill = skills[Math.floor(chance() * skills.length)]!
  return {
    ...{
      item: `${skill.id}#${at}`,
      template: 't',
      task: skill.task,
      section: skill.section,
      skill: skill.id,
    },
    ...{ day: new Date((today - 90 + Math.floor(at / 30)) * 86_400_000).toISOString().slice(0, 10) },
    ...{ seconds: 12, right: chance() < 0.7, n: at % 30 },
  }
})
const learner = { ...newLearner('0'.repeat(32), 'Bench', '3-5', '2026-06-01'), answers }

function median(run: () => void, times: number): number {
  const taken = Array.from({ length: times }, () => {
    // Time of the processor, not of the clock: other work on the machine does not count.
    const began = process.cpuUsage()
    run()
    const { user, system } = process.cpuUsage(began)
    return (user + system) / 1000
  })
  return taken.sort((a, b) => a - b)[Math.floor(times / 2)]!
}

const show = (name: string, ms: number) =>
  console.log(
    `${name.padEnd(58)} ${ms.toFixed(1).padStart(7)} ms   at a sixth ${(6 * ms).toFixed(0).padStart(6)} ms`,
  )
show(
  'from 2,700 answers to knowledge',
  median(() => historyOf(learner, skills, today), 9),
)
const { knowledge } = historyOf(learner, skills, today)
const begun = beginSession(learner.id, '')
show(
  'first item of 600 skills',
  median(() => nextStep(begun, outlookOf(knowledge, skills, today, today + 40)), 9),
)
const outlook = outlookOf(knowledge, skills, today, today + 40)
let session = begun
show(
  'from one answer to the next item',
  median(() => {
    const step = nextStep(session, outlook)
    if (step.kind === 'end') session = begun
    else {
      const skill = skills[step.at]!
      learn(knowledge, skill, today, true)
      outlook.changed(step.at)
      session = sessionAfter(session, skill, false, true, 20)
    }
  }, 200),
)
show(
  'the whole plan with readiness',
  median(() => planOf({ learner, skills, today }), 5),
)
show(
  'readiness',
  median(() => readinessOf('3-5', knowledge, skills, today + 40), 5),
)
