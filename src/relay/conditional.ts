/** Conditional and partial requests (RFC 9110, sections 13 and 14), for files whose entity tags are all strong. */

/** Whether `If-None-Match` names this tag: the client has these bytes already. Weak comparison, as for a GET. */
export function hasAlready(ifNoneMatch: string | null | undefined, etag: string): boolean {
  if (!ifNoneMatch) return false
  if (ifNoneMatch.trim() === '*') return true
  return ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
}

/** First and last byte, both included; 'unsatisfiable' when the range starts past the end. */
export type Part = { first: number; last: number } | 'unsatisfiable' | null

/**
 * The one range a client asks for, or null: no range, several ranges, another unit, a form we do not read, or
 * `If-Range` naming another version. In all these cases the whole file is the right answer (14.2).
 */
export function partOf(
  range: string | null | undefined,
  ifRange: string | null | undefined,
  etag: string,
  size: number,
): Part {
  if (!range || (ifRange && ifRange.trim() !== etag)) return null
  const found = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range.trim())
  if (!found || (found[1] === '' && found[2] === '')) return null
  if (found[1] === '') {
    const length = Number(found[2])
    if (length === 0 || size === 0) return 'unsatisfiable'
    return { first: Math.max(size - length, 0), last: size - 1 }
  }
  const first = Number(found[1])
  const last = found[2] === '' ? size - 1 : Math.min(Number(found[2]), size - 1)
  if (found[2] !== '' && Number(found[2]) < first) return null
  return first >= size ? 'unsatisfiable' : { first, last }
}
