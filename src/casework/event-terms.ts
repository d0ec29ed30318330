/**
 * What an event of a case means for its clocks: the answer of a check that it stands for, the terms that start with it, the terms it
 * ends. Data and nothing else. Which term has which length, source and label is content (content/law/terms); an event starts a term
 * only where the term's own words name that event as its start.
 */
import type { EventKind } from './fields.ts'

/**
 * An event that is a fact of a flow: the flow's own rules then decide which terms run. `times`: `one` happens once, two different days
 * are a conflict; `every` may happen again, each day is counted; `newest` happens anew, the last one counts.
 */
export const EVENT_FACTS: readonly {
  event: EventKind
  flow: 'package' | 'rulings'
  fact: string
  times: 'one' | 'every' | 'newest'
}[] = [
  { event: 'offence', flow: 'rulings', fact: 'offence.on', times: 'one' },
  { event: 'detected', flow: 'rulings', fact: 'detected.on', times: 'one' },
  { event: 'protocol-drafted', flow: 'rulings', fact: 'protocol.on', times: 'one' },
  { event: 'ruling-made', flow: 'rulings', fact: 'ruling.on', times: 'one' },
  { event: 'copy-served', flow: 'rulings', fact: 'copy.served', times: 'one' },
  { event: 'complaint-filed', flow: 'rulings', fact: 'complaint.on', times: 'every' },
  { event: 'file-received', flow: 'rulings', fact: 'case.received', times: 'every' },
  { event: 'school-applied', flow: 'package', fact: 'filing.on', times: 'newest' },
  { event: 'school-referred', flow: 'package', fact: 'referral.on', times: 'newest' },
  { event: 'school-tested', flow: 'package', fact: 'attempt.on', times: 'newest' },
]

/** `newest`: each such event starts the term anew, so that only the last one counts. */
export const EVENT_TERMS: readonly { event: EventKind; term: string; each: 'every' | 'newest' }[] = [
  // Which of the two limits holds depends on the article; both are shown and the words of each say for what.
  { event: 'detained', term: 'koap.detention', each: 'every' },
  { event: 'detained', term: 'koap.detention.48', each: 'every' },
  { event: 'in-force', term: 'koap.execution', each: 'every' },
  { event: 'school-complete', term: 'school.truth', each: 'newest' },
  { event: 'school-tested', term: 'school.result', each: 'newest' },
  { event: 'school-refused', term: 'kas.suit', each: 'every' },
  { event: 'registry-learned', term: 'kas.suit', each: 'every' },
  { event: 'report-given', term: 'rkl.report', each: 'newest' },
  { event: 'app-contact', term: 'amina.offline', each: 'newest' },
  { event: 'duty-ended', term: 'kas.suit.inaction', each: 'every' },
  { event: 'suit-received', term: 'kas.hearing', each: 'every' },
  { event: 'interim-received', term: 'kas.interim', each: 'every' },
  { event: 'court-decided', term: 'kas.appeal', each: 'every' },
  { event: 'placed', term: 'kas.placement.suit', each: 'every' },
  { event: 'placement-in-court', term: 'kas.placement.hearing', each: 'every' },
  { event: 'placement-decided', term: 'kas.placement.appeal', each: 'every' },
  { event: 'crime-reported', term: 'upk.check', each: 'every' },
  { event: 'crime-refused', term: 'upk.refusal-copy', each: 'every' },
  { event: 'prosecutor-received', term: 'upk.complaint.prosecutor', each: 'every' },
  { event: 'judge-received', term: 'upk.complaint.judge', each: 'every' },
  { event: 'appeal-arrived', term: 'appeal59.register', each: 'every' },
  { event: 'appeal-registered', term: 'appeal59.answer', each: 'every' },
]

/** A term is over once one of these happened on or after its start. Says that it happened, never that it was right or enough. */
export const TERM_ENDS: Readonly<Record<string, { events: readonly EventKind[]; fact?: string }>> = {
  'koap.appeal': { events: ['complaint-filed'], fact: 'complaint.on' },
  'koap.forward': { events: ['file-received'], fact: 'case.received' },
  'koap.forward.judge': { events: ['file-received'], fact: 'case.received' },
  'koap.review.body': { events: ['decision'] },
  'koap.review.court': { events: ['decision'] },
  'koap.review.expulsion': { events: ['decision'] },
  'koap.protocol.clarify': { events: ['protocol-drafted'], fact: 'protocol.on' },
  'koap.copy': { events: ['copy-served'], fact: 'copy.served' },
  'koap.limitation': { events: ['ruling-made'], fact: 'ruling.on' },
  'koap.limitation.judge': { events: ['ruling-made'], fact: 'ruling.on' },
  'koap.limitation.migration': { events: ['ruling-made'], fact: 'ruling.on' },
  'koap.detention': { events: ['released'] },
  'koap.detention.48': { events: ['released'] },
  'school.complete': { events: ['school-complete', 'school-referred', 'school-refused'] },
  'school.truth': { events: ['school-referred', 'school-refused'] },
  'school.test': { events: ['test-applied', 'school-tested'] },
  'school.result': { events: ['test-result'] },
  'kas.suit': { events: ['suit-filed'] },
  'kas.suit.inaction': { events: ['suit-filed'] },
  'kas.appeal': { events: ['kas-appealed'] },
  'kas.placement.suit': { events: ['placement-in-court'] },
  'kas.placement.hearing': { events: ['placement-decided'] },
  'kas.placement.appeal': { events: ['placement-appealed'] },
  'kas.interim': { events: ['interim-decided'] },
  'kas.hearing': { events: ['court-decided'] },
  'upk.check': { events: ['crime-decided', 'crime-refused'] },
  'upk.complaint.prosecutor': { events: ['prosecutor-answered'] },
  'upk.complaint.judge': { events: ['judge-answered'] },
  'appeal59.register': { events: ['appeal-registered'] },
  'appeal59.answer': { events: ['appeal-answered'] },
}
