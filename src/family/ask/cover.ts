/** Rectangles that hide parts of a photo, in shares of its sides (0 to 1), so that they mean the same at every size on the screen. Pure. */

export interface Cover {
  x: number
  y: number
  width: number
  height: number
}

/** Smaller than this nobody sees and no finger draws on purpose. */
export const LEAST = 0.02
const STEP = 0.02

const within = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value))

/** The rectangle between two points, inside the photo; null when it is too small to be meant. */
export function coverBetween(a: { x: number; y: number }, b: { x: number; y: number }): Cover | null {
  const [left, right] = [Math.min(a.x, b.x), Math.max(a.x, b.x)].map((x) => within(x, 0, 1)) as [
    number,
    number,
  ]
  const [top, bottom] = [Math.min(a.y, b.y), Math.max(a.y, b.y)].map((y) => within(y, 0, 1)) as [
    number,
    number,
  ]
  const cover = { x: left, y: top, width: right - left, height: bottom - top }
  return cover.width < LEAST || cover.height < LEAST ? null : cover
}

/** Where a new one begins that is made without pointing. */
export const middleCover = (): Cover => ({ x: 0.3, y: 0.42, width: 0.4, height: 0.16 })

export type Move = 'left' | 'right' | 'up' | 'down' | 'wider' | 'narrower' | 'taller' | 'lower'

/** Moves or resizes by one step; it never leaves the photo. */
export function moved(cover: Cover, move: Move): Cover {
  const next = { ...cover }
  if (move === 'wider' || move === 'narrower') next.width += move === 'wider' ? STEP : -STEP
  if (move === 'taller' || move === 'lower') next.height += move === 'taller' ? STEP : -STEP
  next.width = within(next.width, LEAST, 1)
  next.height = within(next.height, LEAST, 1)
  if (move === 'left' || move === 'right') next.x += move === 'right' ? STEP : -STEP
  if (move === 'up' || move === 'down') next.y += move === 'down' ? STEP : -STEP
  next.x = within(next.x, 0, 1 - next.width)
  next.y = within(next.y, 0, 1 - next.height)
  return next
}

const KEYS: Record<string, [plain: Move, withShift: Move]> = {
  ArrowLeft: ['left', 'narrower'],
  ArrowRight: ['right', 'wider'],
  ArrowUp: ['up', 'lower'],
  ArrowDown: ['down', 'taller'],
}

/** What an arrow key means; with shift it resizes. */
export const moveOf = (key: string, shift: boolean): Move | null => KEYS[key]?.[shift ? 1 : 0] ?? null
