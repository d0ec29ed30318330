/** Facts, citations and days in words. */

import { daysBetween } from '../law/dates.ts'
import { FLOW_IDS, type FlowId } from '../law/flow-ids.ts'
import type { Caution, Deadline, Finding, PlainDate, SourceRef } from '../law/types.ts'
import type { Translate } from '../ui/messages.ts'

export const groupName = (t: Translate, group: string, flow: FlowId = 'rulings'): string =>
  t.dynamic(`${flow}.screen.${group}.title`)
/** Facts of the ruling sheet, and of the package check where its words are loaded; no fact is in both. */
const ofFact = (t: Translate, rest: string, flow?: FlowId): string => {
  const own = flow && `${flow}.fact.${rest}`
  if (own && t.has(own)) return t.dynamic(own)
  return t.dynamic(t.has(`package.fact.${rest}`) ? `package.fact.${rest}` : `rulings.fact.${rest}`)
}
/** @param flow the sheet it stands on: other flows have facts of the same name */
export const factName = (t: Translate, fact: string, flow?: FlowId): string => {
  const short = `${flow ?? 'package'}.fact.${fact}.name`
  return t.has(short) ? t.dynamic(short) : ofFact(t, `${fact}.ask`, flow)
}
export const valueName = (t: Translate, fact: string, value: string, flow?: FlowId): string =>
  ofFact(t, `${fact}.${value}`, flow)
/** A contradiction in words; one whose flow is not known is looked for in all whose words are loaded. */
export function constraintName(t: Translate, id: string, flow?: FlowId): string {
  const known = [...(flow ? [flow] : []), ...FLOW_IDS].find((each) => t.has(`${each}.constraint.${id}`))
  return known ? t.dynamic(`${known}.constraint.${id}`) : t('rules.contradiction')
}

/** "КоАП 28.2 ч.2, 26.1; Конституция 51": each article once, its act once, in Russian. */
export function articles(russian: Translate, sources: readonly SourceRef[]): string {
  const byAct = new Map<string, string[]>()
  for (const { act, article } of sources) {
    const list = byAct.get(act) ?? []
    if (article !== '' && !list.includes(article)) list.push(article)
    byAct.set(act, list)
  }
  return [...byAct]
    .map(([act, list]) => [russian.dynamic(`act.${act}`), list.join(', ')].filter(Boolean).join(' '))
    .join('; ')
}

export const citation = (russian: Translate, { act, article }: SourceRef): string =>
  [russian.dynamic(`act.${act}`), article].filter(Boolean).join(' ')

export type Tone = 'urgent' | 'soon' | 'fine' | 'plain'

/** How bad a finding is, in colour and in words. A late protocol says that it is not substantial. */
export function severityChip(t: Translate, finding: Finding): { tone: Tone; text: string } {
  const { kind, severity } = finding
  const key = kind === 'defect' ? `team.chip.${severity}` : `team.chip.${kind}`
  const text = t.has(key) ? t.dynamic(key) : t.dynamic(`severity.${severity}`)
  if (severity === 'urgent') return { tone: 'urgent', text: t('team.chip.urgent') }
  if (kind === 'defect' && severity === 'substantial') return { tone: 'urgent', text }
  if (kind === 'merits' && severity === 'substantial') return { tone: 'soon', text }
  if (kind === 'detention' || severity === 'soon')
    return { tone: 'soon', text: kind === 'detention' ? text : t('team.chip.soon') }
  return { tone: 'plain', text: t('team.chip.context') }
}

/** The day in words of distance: "tomorrow", "3 days left", "passed 5 days ago"; and how it is coloured. */
export function dueChip(t: Translate, deadline: Deadline, today: PlainDate): { tone: Tone; text: string } {
  const last = deadline.lastDay ?? deadline.range?.earliest ?? null
  if (last === null) return { tone: 'soon', text: t('team.due.unknown') }
  const left = daysBetween(today, last)
  if (left < 0) return { tone: 'urgent', text: t('team.due.passed', { n: -left }) }
  if (left === 0) return { tone: 'urgent', text: t('team.due.today') }
  if (left === 1) return { tone: 'urgent', text: t('team.due.tomorrow') }
  // Never the calm colour: no unsigned term may reassure.
  return { tone: left <= 3 ? 'urgent' : left <= 10 ? 'soon' : 'plain', text: t('team.due.left', { n: left }) }
}

/** The cautions of several values, each once. */
export const cautionLine = (t: Translate, cautions: readonly Caution[]): string =>
  [...new Set(cautions)].map((caution) => t.dynamic(`caution.${caution}`)).join(' ')
