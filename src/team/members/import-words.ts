/** What a column may become, in words: mostly those that the case itself uses. */
import type { Target } from '../../casework/import-columns.ts'
import type { Translate } from '../../ui/messages.ts'

const FIELD: Partial<Record<Target, string>> = {
  assignee: 'case.field.assignees',
  'task-due': 'case.field.due',
  task: 'import.target.task',
  note: 'import.target.note',
  name: 'import.target.name',
}

export const targetName = (t: Translate, target: Target): string =>
  t.dynamic(target.startsWith('event.') ? `case.${target}` : (FIELD[target] ?? `case.field.${target}`))
