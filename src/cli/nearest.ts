/** The name somebody probably meant. */

/** Edits between two words: insert, delete, replace, swap of neighbours (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, before[j - 2]! + 1)
      row.push(cost)
    }
    before = last
    last = row
  }
  return last[b.length]!
}

/** The closest of the names, or null when none is close: at most a third of the longer word may differ, and one letter always. */
export function nearest(word: string, names: readonly string[]): string | null {
  const typed = word.toLowerCase().slice(0, 100)
  let best: { name: string; distance: number } | null = null
  for (const name of names) {
    const distance = editDistance(typed, name.toLowerCase())
    if (distance <= Math.max(1, Math.floor(Math.max(typed.length, name.length) / 3)))
      if (!best || distance < best.distance) best = { name, distance }
  }
  return best?.name ?? null
}
