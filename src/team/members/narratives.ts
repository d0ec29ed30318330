/** The narratives of an organisation's protocols as its cases hold them: the marks of a sheet in which somebody has copied the text. */
import type { CaseView } from '../../casework/cases.ts'
import type { Narrative } from '../../casework/patterns.ts'

export const NARRATIVE_FACT = 'protocol.narrative'

export interface CaseNarrative extends Narrative {
  /** Id of the case, for an exhibit that is made for it. */
  case: string
}

/** Masked cases keep their texts to themselves. Names of a case's people are hidden in its texts besides what the rules hide. */
export function narrativesOf(views: readonly CaseView[]): CaseNarrative[] {
  return views
    .filter(({ masked }) => !masked)
    .flatMap((view) =>
      view.marks.flatMap(({ id, facts }) => {
        const text = facts[NARRATIVE_FACT]
        if (typeof text !== 'string' || text.trim() === '') return []
        const day = facts['protocol.on']
        return {
          ...{ id, case: view.id, text },
          ...(typeof day === 'string' && day.length === 10 ? { day } : {}),
          ...(view.tags.length > 0 ? { station: view.tags.join(', ') } : {}),
          names: (view.people ?? []).flatMap(({ name, alias }) => [name?.value ?? '', alias]),
        }
      }),
    )
}
