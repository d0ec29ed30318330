/** Roles that were given until a day. Nothing ends by itself: admins are reminded, and an entry of the control log ends the role. */
import type { Lanes } from '../../../casework/cases.ts'
import { entityOf, reads } from '../../../casework/fields.ts'
import type { PlainDate } from '../../../law/types.ts'
import type { Organisation } from '../../../log/control.ts'
import type { Person } from '../../../log/entry.ts'

/** The last day of a person's role; null: none was named, or not by an admin's device. */
export function tenureOf(
  facts: Lanes['facts'],
  org: Pick<Organisation, 'persons' | 'devices'>,
  person: string,
): PlainDate | null {
  const cell = facts?.get(entityOf('tenure', person))?.get('until')
  if (!cell || !reads({ type: 'day' }, cell.value)) return null
  const author = org.devices.get(cell.origin.device)?.person ?? ''
  return org.persons.get(author)?.role === 'admin' ? (cell.value as PlainDate) : null
}

/** People still present whose last day is over. */
export function endedTenures(
  facts: Lanes['facts'],
  org: Pick<Organisation, 'persons' | 'devices'>,
  today: PlainDate,
): { person: Person; until: PlainDate }[] {
  const present = new Set(
    [...org.devices.values()].flatMap(({ state, person }) => (state === 'removed' ? [] : [person])),
  )
  return [...org.persons.values()].flatMap((person) => {
    const until = present.has(person.id) ? tenureOf(facts, org, person.id) : null
    return until !== null && until < today ? [{ person, until }] : []
  })
}
