/** What a photo is while it waits to be sealed, and how large it may be. Pure. */

export const LONGEST_SIDE = 2000

export interface Photo {
  id: number
  /** Drawn anew; the file that was chosen is not kept. */
  jpeg: Blob
  width: number
  height: number
  covers: number
}

/** Sides that fit, whole pixels, at least one. */
export function fitted(
  width: number,
  height: number,
  longest = LONGEST_SIDE,
): { width: number; height: number } {
  const scale = Math.min(1, longest / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}
