/** `hamroh law list`: every term, rule and calendar with its dates, sources and how far it can be trusted. */
import { cautionsOf, sourcesOf, weakestLabel } from '../law/caution.ts'
import { dayNumber, plainDate } from '../law/dates.ts'
import { FLOW_IDS } from '../law/flow-ids.ts'
import type { CalendarYear, FlowPack, PlainDate, Provenance, Rule, Term } from '../law/types.ts'
import type { Translate } from '../ui/messages.ts'
import type { Call, Command, Io } from './command.ts'
import { ensureContent, readClocks, readFlow, readWords } from './content.ts'
import { EXIT } from './failure.ts'
import { disputesJson, document, sourcesJson } from './json-output.ts'
import { LANG, langOf, TODAY, todayOf } from './options.ts'

const KINDS = ['terms', 'rules', 'calendars'] as const

export const lawList: Command = {
  name: 'law list',
  summary: 'lists all terms, rules and calendars with sources and state',
  about: `Prints one JSON object (docs/formats/law-list.schema.json) with "terms", "rules" and "calendars". Each text of a term and each rule says from when to when it applies, on which articles it stands and how each was read ("label", the weakest first said as "label" of the whole), which sources disagree, when it was last checked, from which day it counts as stale, and what keeps it from reassuring anyone ("cautions").`,
  operands: [],
  options: [
    { name: 'kind', value: 'KIND', of: KINDS, about: 'only terms, rules or calendars' },
    { name: 'flow', value: 'FLOW', of: FLOW_IDS, about: 'only the rules of one flow' },
    LANG,
    TODAY,
  ],
  examples: [
    { line: 'hamroh law list --kind terms --lang en', about: 'what can be given to law deadline --rule' },
    { line: 'hamroh law list --flow package', about: 'the rules of the package check' },
  ],
  run: runList,
}

async function runList(call: Call, io: Io): Promise<number> {
  const today = todayOf(call, io)
  const kind = call.option('kind') ?? (call.given('flow') ? 'rules' : undefined)
  const flows = FLOW_IDS.filter((flow) => (call.option('flow') ?? flow) === flow)
  await ensureContent()
  const words = readWords(langOf(call), ['law'])
  const wants = (what: (typeof KINDS)[number]) => kind === undefined || kind === what
  const clocks = readClocks()
  io.out(
    document({
      on: today,
      ...(wants('terms') && {
        terms: Object.values(clocks.terms).map((term) => termJson(term, words, today)),
      }),
      ...(wants('rules') && {
        rules: flows.flatMap((flow) => rulesJson(readFlow(flow), words, today)),
      }),
      ...(wants('calendars') && { calendars: Object.values(clocks.calendars).map(calendarJson) }),
    }),
  )
  return EXIT.done
}

const provenanceJson = (value: Provenance, words: Translate, today: PlainDate) => ({
  label: weakestLabel(value.basis.map(({ label }) => label)),
  review: value.review.state,
  sources: sourcesJson(sourcesOf(value), words),
  disputes: disputesJson(value.disputes, words),
  cautions: cautionsOf(value, today),
  last_checked: value.lastChecked,
  stale_on: plainDate(dayNumber(value.lastChecked) + value.staleAfterDays),
  confirmed_until: value.confirmedUntil,
})

const termJson = (term: Term, words: Translate, today: PlainDate) => ({
  id: term.id,
  name: words.dynamic(`term.${term.id}`),
  kind: term.kind,
  versions: term.versions.map((version) => ({
    in_force: { from: version.from, to: version.to },
    count: version.count,
    unit: version.unit,
    start: version.start,
    rollover: version.rollover,
    until: version.until,
    readings: version.readings,
    ...provenanceJson(version, words, today),
  })),
})

const rulesJson = (flow: FlowPack, words: Translate, today: PlainDate) =>
  flow.rules.map((rule: Rule) => ({
    id: rule.id,
    flow: flow.flow,
    about: rule.about,
    kind: rule.kind,
    severity: rule.severity,
    in_force: { from: rule.from, to: rule.to },
    step_when_signed: rule.next,
    letter: rule.letter,
    ...provenanceJson(rule, words, today),
  }))

const calendarJson = ({ year, decree, off, working }: CalendarYear) => ({
  year,
  decree: { act: decree.act, article: decree.article, source: decree.source, label: decree.label },
  days_off: off,
  working_weekend_days: working,
})
