/**
 * The sentences of a finding, the same on every face of the product: what a rule says while the facts bear it out, what it asks while they cannot
 * tell, and no next step that its cautions do not allow.
 */
import type { Finding } from '../law/types.ts'
import type { Translate } from './messages.ts'

export interface FindingWords {
  say: string
  why: string
  /** Null where the rule has no step, or one that it may not suggest yet. */
  next: string | null
}

export function findingWords(
  t: Translate,
  finding: Pick<Finding, 'id' | 'status' | 'params' | 'next' | 'softened'>,
): FindingWords {
  const { id, params } = finding
  const why = t.dynamic(`${id}.why`, params)
  if (finding.status === 'question') {
    // `.say` asserts; a rule that asks has words for it, or its sentence stands behind a heading that says what it is.
    if (t.has(`${id}.ask`)) return { say: t.dynamic(`${id}.ask`), why, next: null }
    return { say: `${t('finding.question')}: ${t.dynamic(`${id}.say`, params)}`, why, next: null }
  }
  const next =
    finding.next !== null && !finding.softened && t.has(`${id}.next`) ? t.dynamic(`${id}.next`, params) : null
  return { say: t.dynamic(`${id}.say`, params), why, next }
}
