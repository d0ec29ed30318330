/** The keys that travel with every value: basis, disputes, dates of checking, review. Same in terms and rules. */

import { nearest } from '../../src/law/nearest.ts'
import { type Basis, type Dispute, LABELS, type Provenance } from '../../src/law/types.ts'
import type { Cursor } from './yaml-source.ts'

export interface Library {
  /** act id → articles that may be cited. */
  acts: Map<string, Set<string>>
  sources: Set<string>
}

export const PROVENANCE_NEEDED = ['basis', 'last_checked_on', 'review'] as const
export const PROVENANCE_OPTIONAL = ['disputes', 'stale_after_days', 'confirmed_until'] as const

type Fields = Partial<
  Record<(typeof PROVENANCE_NEEDED)[number] | (typeof PROVENANCE_OPTIONAL)[number], Cursor>
>

/** A dispute with its place, so that its text can be looked up once the messages are read. */
export type NeededText = (key: string, at: Cursor) => void

/** Reads the provenance of one rule or term; null when a part is missing or wrong (already reported). */
export function readProvenance(fields: Fields, library: Library, needText: NeededText): Provenance | null {
  const basis = fields.basis ? readBasis(fields.basis, library) : null
  const disputes = fields.disputes ? readDisputes(fields.disputes, library, needText) : []
  const lastChecked = fields.last_checked_on?.day() ?? null
  const staleAfterDays = fields.stale_after_days ? fields.stale_after_days.integer(1, 3650) : 120
  const until = fields.confirmed_until
  const confirmedUntil = until && !until.isNull ? until.day() : null
  const review = fields.review ? readReview(fields.review) : null
  if (!basis || !lastChecked || staleAfterDays === null || !review) return null
  return { basis, disputes, lastChecked, staleAfterDays, confirmedUntil, review }
}

/** Rules are signed off inside the product, where two people sign an edition; a file cannot claim it. */
function readReview(cursor: Cursor): Provenance['review'] | null {
  return cursor.oneOf(['unsigned']) && { state: 'unsigned' }
}

function readBasis(cursor: Cursor, library: Library): Basis[] | null {
  const items = cursor.items()
  if (items.length === 0) return cursor.refuse('basis: at least one source is needed')
  const legs = items.map((item) => readLeg(item, library))
  return legs.every((leg) => leg !== null) ? legs : null
}

function readLeg(item: Cursor, library: Library): Basis | null {
  const fields = item.fields(['ref', 'source', 'label'], ['edition'])
  if (!fields) return null
  const place = fields.ref ? readReference(fields.ref, library) : null
  const source = fields.source ? readSource(fields.source, library) : null
  const label = fields.label?.oneOf(LABELS) ?? null
  const edition = fields.edition ? fields.edition.text() : undefined
  if (!place || !source || !label || edition === null) return null
  return { ...place, source, label, ...(edition === undefined ? {} : { edition }) }
}

/** "koap 30.3 ч.1" → act and article, exactly as acts.yaml lists them. An act alone is the whole act. */
export function readReference(cursor: Cursor, library: Library): Pick<Basis, 'act' | 'article'> | null {
  const text = cursor.text()
  if (text === null) return null
  const [, act = '', article = ''] = /^(\S+)\s*(.*?)\s*$/.exec(text) ?? []
  const articles = library.acts.get(act)
  if (!articles) return cursor.refuse(`unknown act '${act}'${meant(act, library.acts.keys())}: see acts.yaml`)
  if (article !== '' && !articles.has(article))
    return cursor.refuse(`'${act}' has no article '${article}' in acts.yaml${meant(article, articles)}`)
  return { act, article }
}

export function readSource(cursor: Cursor, library: Library): string | null {
  const source = cursor.text()
  if (source === null) return null
  if (library.sources.has(source)) return source
  return cursor.refuse(`unknown source '${source}'${meant(source, library.sources)}: see sources.yaml`)
}

function readDisputes(cursor: Cursor, library: Library, needText: NeededText): Dispute[] {
  return cursor.items().flatMap((item) => {
    const fields = item.fields(['text', 'source'])
    const text = fields?.text?.id() ?? null
    const source = fields?.source ? readSource(fields.source, library) : null
    if (text) needText(text, item)
    return text && source ? [{ text, source }] : []
  })
}

const meant = (name: string, among: Iterable<string>) => {
  const near = nearest(name, among)
  return near ? `; did you mean '${near}'?` : ''
}

/** `in_force: { from, to }`; null stands for "since ever" and "still". */
export function readInForce(cursor: Cursor): { from: string | null; to: string | null } | null {
  const fields = cursor.fields(['from', 'to'])
  if (!fields?.from || !fields.to) return null
  const from = fields.from.isNull ? null : fields.from.day()
  const to = fields.to.isNull ? null : fields.to.day()
  if ((from === null && !fields.from.isNull) || (to === null && !fields.to.isNull)) return null
  if (from && to && from > to) return cursor.refuse(`in_force: begins on ${from}, after it ends on ${to}`)
  return { from, to }
}
