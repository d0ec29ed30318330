/** Ages, distances and names in words, for lists and heads. */
import type { AgendaItem } from '../../casework/agenda.ts'
import { type Brief, nameIn } from '../../casework/briefs.ts'
import type { CaseView } from '../../casework/cases.ts'
import { daysBetween } from '../../law/dates.ts'
import type { PlainDate } from '../../law/types.ts'
import type { Translate } from '../../ui/messages.ts'
import type { Tone } from '../wording.ts'

export interface ChipText {
  tone: Tone
  text: string
}

/** "5 minutes ago"; days are whole days of 24 hours. */
export function ago(t: Translate, at: number, now: number): string {
  const minutes = Math.max(0, Math.floor((now - at) / 60_000))
  if (minutes < 1) return t('members.ago.now')
  if (minutes < 60) return t('members.ago.minutes', { n: minutes })
  const hours = Math.floor(minutes / 60)
  return hours < 24
    ? t('members.ago.hours', { n: hours })
    : t('members.ago.days', { n: Math.floor(hours / 24) })
}

/** How far a day is, in colour and words. Never the calm colour: no unsigned term may reassure. */
export function dayChip(t: Translate, day: PlainDate | null, today: PlainDate): ChipText {
  if (day === null) return { tone: 'soon', text: t('team.due.unknown') }
  const left = daysBetween(today, day)
  if (left < 0) return { tone: 'urgent', text: t('team.due.passed', { n: -left }) }
  if (left === 0) return { tone: 'urgent', text: t('team.due.today') }
  if (left === 1) return { tone: 'urgent', text: t('team.due.tomorrow') }
  return { tone: left <= 3 ? 'urgent' : left <= 10 ? 'soon' : 'plain', text: t('team.due.left', { n: left }) }
}

/** What the line of the agenda is about: the term, the task's own words, the paper, whom a case waits for. */
export function aboutOf(t: Translate, { kind, about }: AgendaItem): string {
  if (about === '') return t.dynamic(`case.agenda-kind.${kind}`)
  if (kind === 'task') return about
  const key =
    kind === 'paper' ? `case.paper.${about}` : kind === 'waiting' ? `case.waiting.${about}` : `term.${about}`
  return t.has(key) ? t.dynamic(key) : about
}

/** "H-12 · Амина": the number, and whom it is about where that may be seen. */
export const titleOf = (t: Translate, { number, kind, people }: CaseView): string =>
  lineOf(t, { number, kind, name: nameIn(people) })

/** The same for a line of a list. */
export function lineOf(
  t: Translate,
  { number, name, kind }: Pick<Brief, 'number' | 'name' | 'kind'>,
): string {
  const what = kind ? t.dynamic(`case.kind.${kind}`) : t('case.kind.other')
  return [number, name || what].filter(Boolean).join(' · ')
}

/** The number after the highest one, with the same letters before it. */
export function nextNumber(numbers: readonly string[]): string {
  let best = { prefix: 'H-', n: 0 }
  for (const each of numbers) {
    const found = /^(.*?)(\d{1,6})$/.exec(each)
    if (found && +found[2]! > best.n) best = { prefix: found[1]!, n: +found[2]! }
  }
  return `${best.prefix}${best.n + 1}`
}
