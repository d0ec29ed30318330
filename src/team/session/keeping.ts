/** Carries out the organisation's rule for closed cases after the relay was reached: only on an admin's device, only while two clocks agree. */
import { splitByLane } from '../../casework/fields.ts'
import {
  type Clocks,
  dueSteps,
  eraseOperations,
  lookOperations,
  maskOperations,
  type RetentionItem,
  type RetentionRule,
  retentionList,
  ruleOf,
} from '../../casework/retention.ts'
import type { Operation } from '../../log/commit.ts'
import { paths } from '../../log/wire.ts'
import type { Session } from './session.ts'
import { lanesOf } from './travel.ts'

export interface Keeping {
  rule: RetentionRule | null
  items: RetentionItem[]
}

/** Whether a device belongs to somebody who is an admin now. */
const adminOf = (session: Session) => (device: string) => {
  const { devices, persons } = session.membership.organisation
  const person = devices.get(device)?.person
  return person !== undefined && persons.get(person)?.role === 'admin'
}

export function keepingOf(session: Session): Keeping {
  const { facts } = lanesOf(session)
  const rule = ruleOf(facts, adminOf(session))
  return { rule, items: retentionList(facts, rule) }
}

export interface Kept {
  masked: number
  looked: number
  erased: number
}

/** Erases at the relay; what is gone already is erased. Each throws when the relay is away. */
export interface Eraser {
  /** A family's box, with the marks by which the desk's other devices drop their copies. */
  box: (box: string) => Promise<void>
  /** A member's own file. */
  file: (file: string) => Promise<void>
}

/**
 * @param erase when it fails the case waits for the next time
 * @returns how many cases each step concerned; nothing for anybody but an admin
 */
export async function keep(session: Session, clocks: Clocks, erase: Eraser): Promise<Kept> {
  const done: Kept = { masked: 0, looked: 0, erased: 0 }
  if (!adminOf(session)(session.me.device)) return done
  const steps = dueSteps(keepingOf(session).items, clocks)
  const write = (about: string, operations: Operation[]) =>
    session.write(
      splitByLane(operations).flatMap(({ lane, operations: part }) =>
        lane === 'intake' ? [] : [{ space: 'team' as const, lane, about, operations: part }],
      ),
    )
  for (const id of steps.mask) {
    await write(id, maskOperations(id, clocks.today))
    done.masked++
  }
  for (const id of steps.look) {
    await write(id, lookOperations(id, clocks.today))
    done.looked++
  }
  for (const id of steps.erase) {
    const { operations, boxes, files } = eraseOperations(lanesOf(session), id, clocks.today)
    try {
      for (const box of boxes) await erase.box(box)
      for (const file of files) await erase.file(file)
    } catch {
      continue
    }
    await write(id, operations)
    done.erased++
  }
  return done
}

/** The relay's day, from the `Date` that every HTTP answer carries; null when it does not say (another origin hides it). */
export async function relayDay(relay: string, ask: typeof fetch = fetch): Promise<string | null> {
  const answer = await ask(relay.replace(/\/+$/, '') + paths.about(), {
    credentials: 'omit',
    cache: 'no-store',
    redirect: 'error',
    referrerPolicy: 'no-referrer',
  }).catch(() => null)
  const at = Date.parse(answer?.headers.get('date') ?? '')
  return Number.isNaN(at) ? null : new Date(at).toISOString().slice(0, 10)
}
