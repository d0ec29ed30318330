/** The trainer itself as a policy of the simulator: the same session, the same knowledge, nothing of the world. */
import { type Outlook, outlookOf } from '../gain.ts'
import { type Knowledge, learn, nothingKnown } from '../knowledge.ts'
import { beginSession, nextStep, type Session, sessionAfter } from '../session.ts'
import type { Skill } from '../skill.ts'
import type { Policy } from './policies.ts'

export function trainer(
  skills: readonly Skill[],
  examDay: number,
  perDay: number,
  knowledge: Knowledge = nothingKnown(),
): Policy {
  let session: Session = beginSession('simulated', '', perDay)
  let outlook: Outlook | undefined
  return {
    next(day) {
      if (outlook?.day !== day) {
        outlook = outlookOf(knowledge, skills, day, examDay)
        session = beginSession('simulated', '', perDay)
      }
      const step = nextStep(session, outlook)
      if (step.kind === 'end') throw new Error('a session of the simulator ended before its day')
      return step.at
    },
    answered(at, day, right) {
      const skill = skills[at]!
      const fresh = !knowledge.memory.has(skill.id)
      learn(knowledge, skill, day, right)
      session = sessionAfter(session, skill, fresh, right, 1)
      outlook!.changed(at)
    },
  }
}
