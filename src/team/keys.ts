/** The sheet's keyboard: what a key means, depending on where the cursor is and on a `g` before it. */

export type Command =
  | { do: 'move'; by: 1 | -1 }
  | { do: 'mark'; digit: number }
  | { do: 'search' }
  | { do: 'keys' }
  | { do: 'group'; index: number }
  | { do: 'pane'; pane: Pane }
  /** `g` was pressed: the next key says where to. */
  | { do: 'wait' }
  | { do: 'leave' }

export const PANES = ['marks', 'findings', 'letter'] as const
export type Pane = (typeof PANES)[number]

/**
 * Second keys after `g`, for the groups in their order, then for the panes. Letters of the Latin layout; what counts is
 * the place of the key (`KeyboardEvent.code`), so that they work while a Cyrillic layout is on.
 */
export const GROUP_KEYS: Record<string, string> = {
  dates: 'd',
  case: 'c',
  protocol: 'p',
  language: 'l',
  evidence: 'e',
  ruling: 'r',
  detention: 't',
  previous: 'b',
}
export const PANE_KEYS: Record<Pane, string> = { marks: 'm', findings: 'f', letter: 'w' }

export interface Press {
  key: string
  code: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
}

/**
 * @param typing the cursor is in a field: only Escape leaves it, all else is text
 * @param afterG the key before was `g`
 * @param groups ids of the groups in their order
 */
export function commandOf(
  press: Press,
  typing: boolean,
  afterG: boolean,
  groups: readonly string[],
): Command | null {
  if (press.ctrlKey || press.metaKey || press.altKey) return null
  if (press.key === 'Escape') return { do: 'leave' }
  if (typing) return null
  const letter = /^Key([A-Z])$/.exec(press.code)?.[1]?.toLowerCase()
  if (afterG) {
    const index = groups.findIndex((group) => GROUP_KEYS[group] === letter)
    if (letter && index >= 0) return { do: 'group', index }
    const pane = PANES.find((one) => PANE_KEYS[one] === letter)
    return pane ? { do: 'pane', pane } : null
  }
  if (letter === 'j') return { do: 'move', by: 1 }
  if (letter === 'k') return { do: 'move', by: -1 }
  if (letter === 'g') return { do: 'wait' }
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(press.code)?.[1]
  if (digit && /^\d$/.test(press.key)) return { do: 'mark', digit: +digit }
  // On a Russian layout "/" and "?" stand elsewhere: both the sign and the Latin place count.
  if (press.key === '?' || (press.code === 'Slash' && press.key === ',')) return { do: 'keys' }
  if (press.key === '/' || (press.code === 'Slash' && press.key === '.')) return { do: 'search' }
  return null
}
