/** Help while the 24 digits are typed: what was meant, how many are missing, which signs cannot be right. The check digit is checked in `seal`. Pure. */

export const RECEIPT_DIGITS = 24
export const GROUPS = 6

/** Digits of other keyboards: Arabic-Indic, Persian. */
const OTHER_ZEROS = [0x660, 0x6f0]

export interface Typed {
  digits: string
  /** The digits in groups of four, the last one as long as it is. */
  groups: string[]
  /** Signs that are no digits and no spaces or dashes, each once. */
  odd: string[]
  state: 'empty' | 'short' | 'whole' | 'long'
}

export function readTyped(text: string): Typed {
  let digits = ''
  const odd = new Set<string>()
  for (const sign of text.normalize('NFKC')) {
    const code = sign.codePointAt(0)!
    const zero = OTHER_ZEROS.find((at) => code >= at && code < at + 10)
    if (/[0-9]/.test(sign)) digits += sign
    else if (zero !== undefined) digits += String(code - zero)
    // Letters that look like digits are what a hand writes: O and З are taken for what they look like only after the person is told.
    else if (!/[\s.,\-–—·_]/.test(sign)) odd.add(sign)
  }
  const state =
    digits.length === 0
      ? 'empty'
      : digits.length < RECEIPT_DIGITS
        ? 'short'
        : digits.length > RECEIPT_DIGITS
          ? 'long'
          : 'whole'
  return { digits, groups: digits.match(/.{1,4}/g) ?? [], odd: [...odd], state }
}

/** Six groups of four. */
export const groupsOf = (receipt: string): string[] => receipt.match(/.{4}/g) ?? []
