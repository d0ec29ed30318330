/** Facts, answers and citations in words. Keys: docs/formats/content.md. */
import type { PackageResult } from '../law/package.ts'
import type { FactSpec, FactValue, PlainDate, SourceRef } from '../law/types.ts'
import type { Translate } from '../ui/messages.ts'

/** Words that speak of another flow than the package check carry its name. */
export type FlowWords = Translate & { flow?: string }

const flowOf = (t: FlowWords): string => t.flow ?? 'package'

export function screenTitle(t: Translate, screen: string): string {
  return t.dynamic(`${flowOf(t)}.screen.${screen}.title`)
}

export function factQuestion(t: Translate, fact: string): string {
  return t.dynamic(`${flowOf(t)}.fact.${fact}.ask`)
}

export function factHint(t: Translate, fact: string): string {
  const key = `${flowOf(t)}.fact.${fact}.hint`
  return t.has(key) ? t.dynamic(key) : ''
}

/** A short name of a fact for lists; the question itself where there is none. */
export function factName(t: Translate, fact: string): string {
  const key = `${flowOf(t)}.fact.${fact}.name`
  return t.has(key) ? t.dynamic(key) : factQuestion(t, fact)
}

export function valueName(t: Translate, fact: string, value: string): string {
  return t.dynamic(`${flowOf(t)}.fact.${fact}.${value}`)
}

export function constraintText(t: Translate, id: string): string {
  return t.dynamic(`${flowOf(t)}.constraint.${id}`)
}

/** A person's answer in their language; partial dates as they were given ("март 2026"). */
export function answerText(
  t: Translate,
  fact: string,
  spec: FactSpec | undefined,
  value: FactValue | undefined,
): string {
  if (value === undefined) return t('answer.not-answered')
  if (value === null) return t('answer.unknown')
  if (Array.isArray(value))
    return value.length === 0 ? t('answer.none') : value.map((one) => valueName(t, fact, one)).join(', ')
  if (spec?.type === 'choice') return valueName(t, fact, String(value))
  if (spec?.type === 'date') return dateText(t, String(value))
  return String(value)
}

function dateText(t: Translate, value: PlainDate): string {
  const [year = '', month, day] = value.split('-')
  if (day) return t('family.day', { day: { date: value } })
  return month ? `${t.dynamic(`month.${Number(month)}`)} ${year}` : year
}

/** "КоАП РФ, ст. 30.3 ч.1": always in Russian, because that is what must be shown to an office. */
export function citation(russian: Translate, source: SourceRef): string {
  const act = russian.dynamic(`act.${source.act}`)
  return source.article ? `${act}, ${source.article}` : act
}

/** What stands at the top when there is nothing to do first; null when the check does not apply at all. */
export function opening(t: Translate, result: PackageResult): string | null {
  if (result.statement) return t.dynamic(`${flowOf(t)}.statement.${result.statement}`)
  return result.questions.length > 0 ? t('family.result.none.open') : null
}
