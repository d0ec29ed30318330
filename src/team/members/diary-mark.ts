/** A time mark of a diary in a message (docs/formats/diary.md): the number of entries and the hash of the last one, in whatever language it was written. */

/** A hash of 32 bytes as base64url, and the last number before it. Null for a message that is none, or that names several hashes. */
export function diaryMark(text: string): { n: number; hash: string } | null {
  const hashes = [...text.matchAll(/(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/g)]
  const [found] = hashes
  if (hashes.length !== 1 || !found) return null
  const number = /:\s*(\d{1,6})\.\s*[^:.\d]{1,20}:\s*$/.exec(text.slice(0, found.index))
  const n = Number(number?.[1] ?? 0)
  return n > 0 ? { n, hash: found[0] } : null
}
