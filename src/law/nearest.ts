/** The name a person probably meant, for "did you mean …". */

/** Edits (insert, drop, change, swap of neighbours) between two names. */
function distance(a: string, b: string): number {
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const last = row
    row = [i]
    for (let j = 1; j <= b.length; j++) {
      const swap =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? before[j - 2]! + 1 : Infinity
      const change = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(last[j]! + 1, row[j - 1]! + 1, change, swap))
    }
    before = last
  }
  return row[b.length]!
}

/** The closest of `names`, or null when none is close: a third of the letters may differ, one at least, four at most. */
export function nearest(name: string, names: Iterable<string>): string | null {
  let best: string | null = null
  if (name === '' || name.length > 80) return null
  let least = Math.min(4, Math.max(1, Math.floor(name.length / 3))) + 1
  for (const each of names) {
    if (Math.abs(each.length - name.length) >= least) continue
    const d = distance(name.toLowerCase(), each.toLowerCase())
    if (d < least) [best, least] = [each, d]
  }
  return best
}
