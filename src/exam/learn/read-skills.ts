/** Reads a list of skills from a file: format `hamroh-skills`, version 1. */
import { TASKS } from '../types.ts'
import { list, no, oneOf, type Problem, record, text, within } from './shape.ts'
import type { Skill } from './skill.ts'

export const MOST_SKILLS = 5000

const file = record({
  format: oneOf(['hamroh-skills']),
  version: within(1, 1, true),
  skills: list(
    record({
      id: text(120),
      task: oneOf(TASKS),
      section: oneOf(['oral', 'written']),
      difficulty: within(-6, 6),
      guess: within(0, 0.5),
      seconds: within(1, 600, true),
    }),
    MOST_SKILLS,
  ),
})

export function readSkills(
  value: unknown,
): { ok: true; skills: Skill[] } | { ok: false; problems: Problem[] } {
  const { version } = (value ?? {}) as { version?: unknown }
  if (typeof version === 'number' && version > 1) return { ok: false, problems: no('version', 'newer') }
  const problems = file(value, '')
  if (problems.length > 0) return { ok: false, problems }
  const { skills } = value as { skills: Skill[] }
  const first = new Map(skills.map(({ id }, at) => [id, at] as const).reverse())
  const twice = skills.flatMap(({ id }, at) =>
    first.get(id) === at ? [] : no(`skills[${at}].id`, 'not-allowed', 'each id once'),
  )
  return twice.length > 0 ? { ok: false, problems: twice } : { ok: true, skills }
}
