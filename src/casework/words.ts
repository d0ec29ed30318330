/**
 * Text → words for comparing and searching. Letters that people swap when they type on a foreign keyboard are folded together, so that
 * "Ҳамроҳ" is found by "хамрох" and "oʻgʻil" by "ogil". Never shown to anyone.
 */

const FOLDED: Record<string, string> = {
  ...{ ё: 'е', ҳ: 'х', қ: 'к', ғ: 'г', ӣ: 'и', ӯ: 'у', ҷ: 'ч', ү: 'у', ө: 'о', ң: 'н' },
}
const APOSTROPHES = /['’‘`´ʹˈ′ʻʼ]/g
const FOREIGN = /[ёҳқғӣӯҷүөң]/g
const WORD = /[\p{L}\p{N}]+/gu

/** One word or many, folded: small letters, no accents of typing, no apostrophes inside words. */
export const folded = (text: string): string =>
  text
    .replaceAll('№', ' ')
    .normalize('NFKC')
    .toLowerCase()
    .replace(APOSTROPHES, '')
    .replace(FOREIGN, (letter) => FOLDED[letter] ?? letter)

export const words = (text: string): string[] => folded(text).match(WORD) ?? []
