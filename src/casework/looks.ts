/**
 * Who opened a restricted case, or one that an admin has planted: person and day, written by the opener's own device, once a day. A program that was changed writes
 * none, so an empty list proves nothing.
 */
import type { PlainDate } from '../law/types.ts'
import type { Operation } from '../log/commit.ts'
import { glance } from '../log/merge.ts'
import { newId } from '../seal/bytes.ts'
import type { Lanes } from './case-view.ts'
import { ENTITY_TYPES, entityOf, IS_ID, reads } from './fields.ts'

export interface Look {
  person: string
  day: PlainDate
}

/** Looks at one case, the newest day first. What another person's device has written in somebody's name does not count. */
export function looksAt(
  facts: Lanes['facts'],
  about: string,
  personOf: (device: string) => string | null,
): Look[] {
  const found: Look[] = []
  for (const entity of facts?.keys() ?? []) {
    if (entity[0] !== ENTITY_TYPES.look || glance(facts!, entity, 'case') !== about) continue
    const cells = facts!.get(entity)!
    const [person, day] = [cells.get('person'), cells.get('day')]
    if (typeof person?.value !== 'string' || !IS_ID.test(person.value)) continue
    if (typeof day?.value !== 'string' || !reads({ type: 'day' }, day.value)) continue
    if (personOf(person.origin.device) === person.value) found.push({ person: person.value, day: day.value })
  }
  return found.sort((a, b) => (a.day < b.day ? 1 : a.day > b.day ? -1 : a.person < b.person ? -1 : 1))
}

/** Operations of a look; none when this person's look of the day is there already. */
export function lookAt(
  about: string,
  by: Look,
  known: readonly Look[],
  newEntry: () => string = newId,
): Operation[] {
  if (known.some(({ person, day }) => person === by.person && day === by.day)) return []
  const entity = entityOf('look', newEntry())
  return [
    [entity, 'case', about],
    [entity, 'person', by.person],
    [entity, 'day', by.day],
  ]
}

/** Cases that were planted, by the own word of an admin's device; nobody else's mark counts. */
export function isPlanted(
  facts: Lanes['facts'],
  about: string,
  isAdmin: (device: string) => boolean,
): boolean {
  const cell = facts?.get(entityOf('case', about))?.get('canary')
  return cell?.value === true && isAdmin(cell.origin.device)
}
