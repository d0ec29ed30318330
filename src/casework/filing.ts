/**
 * What went out of a case: each sent version with its day, channel and number, and the terms in which an answer is due. The terms are
 * those that the case counts anyway (clocks.ts); nothing is stored, and without the event that starts a term there is no day, only the
 * name of that event.
 */
import type { CaseView, SentVersion } from './case-view.ts'
import type { CaseClocks, CaseDeadline } from './clocks.ts'
import type { EventKind } from './fields.ts'

/** The terms of an answer by kind of letter, and the event whose day starts them. */
interface Answer {
  terms: readonly string[]
  start: EventKind
}

/** 59-ФЗ 8, 12. */
const APPEAL: Answer = { terms: ['appeal59.register', 'appeal59.answer'], start: 'appeal-registered' }
/** КоАП 30.2, 30.5. */
const COMPLAINT: Answer = {
  terms: [
    ...['koap.forward', 'koap.forward.judge', 'koap.review.body', 'koap.review.court'],
    'koap.review.expulsion',
  ],
  start: 'file-received',
}
/** УПК 144. */
const REPORT: Answer = { terms: ['upk.check'], start: 'crime-reported' }

/** A letter that stands not here has no term of an answer that we know: motions are decided at once (КоАП 24.4) or with the case. */
export const ANSWERS: Readonly<Record<string, Answer>> = {
  'koap-complaint': COMPLAINT,
  'koap-expulsion': COMPLAINT,
  'kas-suit': { terms: ['kas.hearing'], start: 'suit-received' },
  'kas-interim': { terms: ['kas.interim'], start: 'interim-received' },
  'registry-exclusion': APPEAL,
  'registry-basis': APPEAL,
  'amina-logs': APPEAL,
  'amina-objection': APPEAL,
  'amina-register': APPEAL,
  'school-written-refusal': APPEAL,
  'school-complaint': APPEAL,
  prosecutor: APPEAL,
  'case-file': APPEAL,
  'crime-report': REPORT,
  'violence-report': REPORT,
  'upk-refusal': { terms: ['upk.complaint.prosecutor', 'upk.complaint.judge'], start: 'prosecutor-received' },
}

export interface Filing {
  /** Kind of the letter, e.g. "koap-complaint". */
  kind: string
  version: SentVersion
  /** Terms of its answer that run or have ended. */
  answers: CaseDeadline[]
  /** The event that would start the term, when it is not written down yet; null when a term runs or none is known. */
  wanting: EventKind | null
}

/** Newest first; null where the member does not hold the lane of documents. */
export function filingLog(view: CaseView, clocks: CaseClocks): Filing[] | null {
  if (!view.letters) return null
  const sent = view.letters.flatMap(({ kind, sent: versions }) =>
    versions.map((version) => ({ kind, version })),
  )
  return sent
    .map(({ kind, version }): Filing => {
      const answer = Object.hasOwn(ANSWERS, kind) ? ANSWERS[kind]! : null
      const answers = clocks.deadlines.filter(
        ({ deadline }) =>
          answer?.terms.includes(deadline.rule) === true && answersTo(deadline.from, version, kind, sent),
      )
      return { kind, version, answers, wanting: answer && answers.length === 0 ? answer.start : null }
    })
    .sort((a, b) => ((a.version.day ?? '') < (b.version.day ?? '') ? 1 : -1))
}

/** A term that began on or after the day of sending answers the last letter of its sort that was out by then. */
function answersTo(
  from: string | null,
  version: SentVersion,
  kind: string,
  sent: readonly { kind: string; version: SentVersion }[],
): boolean {
  const day = from?.slice(0, 10)
  if (!day || day.length < 10 || !version.day || day < version.day) return false
  return !sent.some(
    (other) =>
      other.version !== version &&
      ANSWERS[other.kind] === ANSWERS[kind] &&
      other.version.day !== null &&
      other.version.day > version.day! &&
      other.version.day <= day,
  )
}
