/**
 * Members' own files in a case: the entry that names one, and when one is erased at the relay. Erasing is the one thing that no undo brings back, so it waits:
 * a wrong day, or a vandal's, can be taken back for a week.
 */
import type { PlainDate } from '../law/types.ts'
import type { Operation } from '../log/commit.ts'
import { newId } from '../seal/bytes.ts'
import type { Attachment as Sealed } from '../seal/payload.ts'
import type { Lanes } from './case-view.ts'
import { entityOf, nameOf } from './fields.ts'

/** Ms for which the mark that ends a file must have stood before its bytes are erased. */
export const REGRET_MS = 7 * 86_400_000

export interface OwnFile {
  case: string
  title: string
  sealed: Sealed
  /** After this day it is no longer opened, and erased. */
  erase: PlainDate | null
}

export function attachFile(file: OwnFile, newEntry: () => string = newId): Operation[] {
  const entity = entityOf('attachment', newEntry())
  return [
    [entity, 'case', file.case],
    ...(file.title === '' ? [] : [[entity, 'title', file.title] as Operation]),
    [entity, 'file', file.sealed.id],
    [entity, 'hash', file.sealed.hash],
    [entity, 'size', file.sealed.size],
    [entity, 'type', file.sealed.type],
    ...(file.erase === null ? [] : [[entity, 'erase', file.erase] as Operation]),
  ]
}

/** Whether a file's time is over: on the days after its last one. */
export const isOver = (erase: PlainDate | null, today: PlainDate): boolean => erase !== null && erase < today

/** Ids of files at the relay whose time is over, or whose entry was removed, a week ago or longer. Files of families are not among them: their box holds them. */
export function filesToErase(lanes: Lanes, today: PlainDate, now: number): string[] {
  const due: string[] = []
  for (const [entity, fields] of lanes.documents ?? []) {
    if (nameOf(entity) !== 'attachment' || fields.get('box')?.value) continue
    const file = fields.get('file')?.value
    const erase = fields.get('erase')
    const gone = fields.get('gone')
    if (typeof file !== 'string') continue
    const over =
      typeof erase?.value === 'string' && isOver(erase.value, today) && now - erase.origin.at.ms >= REGRET_MS
    const removed = gone?.value === true && now - gone.origin.at.ms >= REGRET_MS
    if (over || removed) due.push(file)
  }
  return due.sort()
}
