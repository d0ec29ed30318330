/** An answer as it is kept. */
import type { Marked } from '../../exam/mark.ts'
import type { Answer, Item } from '../../exam/types.ts'

/** `day` is a UTC day; `seconds` are whole. */
export const answerOf = (
  { id, template, task, section, skill }: Item,
  day: string,
  seconds: number,
  { right, error }: Marked,
): Answer => ({
  item: id,
  template,
  task,
  section,
  skill,
  day,
  seconds,
  right,
  ...(error === undefined ? {} : { error }),
})
