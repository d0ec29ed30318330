/**
 * The defender's own hand on a composed letter. Edits are kept by paragraph id beside the input, so that the letter can
 * be composed again (a fact changed, a law changed) and nothing that was typed is lost.
 */
import { finish, wordsOf } from './finish.ts'
import { type LetterModel, type Paragraph, type SectionId, STYLES, type Style } from './types.ts'
import { carried } from './values.ts'

export interface Edit {
  /** The defender's words instead of the paragraph's; without its number. */
  text?: string
  /** The paragraph's words when it was edited; when they have changed since, the paragraph is marked `outdated`. */
  base?: string
  /** The paragraph is left out. */
  removed?: boolean
  /** The marks «[проверить: …]» of the paragraph were checked and are not printed. */
  cleared?: boolean
}

export interface Added {
  id: string
  /** Id of the paragraph after which it stands; an id that no longer exists puts it at the end of the section. */
  after: string
  section: SectionId
  style: Style
  text: string
}

export interface Edits {
  paragraphs?: Record<string, Edit>
  added?: Added[]
}

/** Applies edits; those whose paragraph is no longer in the letter come back in `lost`, so that their text can be shown. */
export function applyEdits(
  model: LetterModel,
  edits: Edits,
): { model: LetterModel; lost: Record<string, Edit> } {
  const changes = edits.paragraphs ?? {}
  const known = new Set(model.sections.flatMap((section) => section.paragraphs.map((each) => each.id)))
  const lost: Record<string, Edit> = {}
  for (const [id, edit] of Object.entries(changes)) if (!known.has(id)) lost[id] = edit
  const sections = model.sections.map((section) => ({
    ...section,
    paragraphs: section.paragraphs.flatMap((paragraph) =>
      edited(paragraph, Object.hasOwn(changes, paragraph.id) ? changes[paragraph.id] : undefined),
    ),
  }))
  for (const added of edits.added ?? []) {
    const home =
      sections.find((section) => section.paragraphs.some((each) => each.id === added.after)) ??
      sections.find((section) => section.id === added.section) ??
      sections.at(-1)
    if (!home) continue
    const at = home.paragraphs.findIndex((each) => each.id === added.after)
    const own: Paragraph = {
      ...{ id: added.id, number: null, edited: true as const },
      style: STYLES.includes(added.style) ? added.style : 'body',
      runs: [{ text: carried(added.text), kind: 'value' }],
      origin: { findings: [], blanks: [], articles: [] },
    }
    home.paragraphs.splice(at < 0 ? home.paragraphs.length : at + 1, 0, own)
  }
  return {
    model: finish({ ...model, sections: sections.filter((each) => each.paragraphs.length > 0) }),
    lost,
  }
}

function edited(paragraph: Paragraph, edit: Edit | undefined): Paragraph[] {
  if (!edit) return [paragraph]
  if (edit.removed) return []
  if (edit.text !== undefined) {
    const outdated = edit.base !== undefined && edit.base !== editableText(paragraph)
    return [
      {
        ...paragraph,
        runs: [{ text: carried(edit.text), kind: 'value' }],
        edited: true,
        ...(outdated ? { outdated: true as const } : {}),
      },
    ]
  }
  if (!edit.cleared) return [paragraph]
  const runs = paragraph.runs.filter((run) => run.kind !== 'check')
  // «… по делу [проверить: …].» must not leave a gap before the stop.
  return [
    {
      ...paragraph,
      runs: runs.map((run, index) => {
        const next = runs[index + 1]
        const closes = next && /^[.,;:)]/.test(next.text) && run.text.endsWith(' ')
        return closes ? { ...run, text: run.text.trimEnd() } : run
      }),
    },
  ]
}

/** The words that an editor shows and an `Edit.base` keeps: no number, no closing sign of a list. */
export const editableText = (paragraph: Paragraph): string =>
  wordsOf({ ...paragraph, runs: paragraph.runs.filter((run) => run.kind !== 'stop') })
