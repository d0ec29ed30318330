/** How names and police phrases are compared: what may differ in spelling, and what may not. */

/** Letters, digits and marks that sit on them; everything else parts words. Hidden hyphens and joiners are dropped. */
const WORD = /[\p{L}\p{N}\p{M}]+/gu
const HIDDEN = /[\u00ad\u200b-\u200d\u2060\ufeff]/g

/** Lower case, composed letters, ё as е. */
const plain = (text: string): string =>
  text.normalize('NFC').replace(HIDDEN, '').toLowerCase().replaceAll('ё', 'е')

/** The words of a text in order. */
export const wordsOf = (text: string): string[] => plain(text).match(WORD) ?? []

/** At most this many other words may stand between two neighbours of a phrase. */
const GAP = 3

/**
 * Whether a line of word beginnings stands in the text in this order.
 * @param words from {@link wordsOf}
 */
export function hasPhrase(words: readonly string[], line: readonly string[]): boolean {
  let ends: number[] | null = null
  for (const beginning of line) {
    const next: number[] = []
    const near = ends
    let at = 0
    for (let i = 0; i < words.length; i++) {
      if (!words[i]!.startsWith(beginning)) continue
      if (near) {
        while (at < near.length && near[at]! < i - GAP - 1) at++
        if (at >= near.length || near[at]! >= i) continue
      }
      next.push(i)
    }
    if (next.length === 0) return false
    ends = next
  }
  return true
}

/** Spaces, hyphens and apostrophes (ʻ ʼ ' ’ ‘ `) are typed at will; letters are not. */
const LOOSE = /[\s\p{Pd}'`\u2018\u2019\u02bb\u02bc]/gu

/** Whether two spellings of a name differ in nothing but case, spaces, hyphens, apostrophes and ё/е. */
export const sameName = (a: string, b: string): boolean =>
  plain(a).replace(LOOSE, '') === plain(b).replace(LOOSE, '')
