/** Means and shares with their 95 % intervals. */

export interface Estimate {
  mean: number
  low: number
  high: number
}

const Z = 1.959964

const rounded = (mean: number, low: number, high: number): Estimate => ({
  mean: round(mean),
  low: round(low),
  high: round(high),
})

/** Four digits: what is behind them is noise. */
export const round = (x: number): number => Math.round(x * 10_000) / 10_000

/** Of a mean of independent values, by the normal approximation. */
export function meanEstimate(values: readonly number[]): Estimate {
  const n = values.length
  const mean = values.reduce((sum, value) => sum + value, 0) / n
  const spread = n > 1 ? values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1) : 0
  const half = Z * Math.sqrt(spread / n)
  return rounded(mean, mean - half, mean + half)
}

/** Of a share (Wilson 1927). */
export function shareEstimate(hits: number, of: number): Estimate {
  if (of === 0) return { mean: 0, low: 0, high: 1 }
  const p = hits / of
  const middle = (p + Z ** 2 / (2 * of)) / (1 + Z ** 2 / of)
  const half = (Z / (1 + Z ** 2 / of)) * Math.sqrt((p * (1 - p)) / of + Z ** 2 / (4 * of ** 2))
  return rounded(p, Math.max(0, middle - half), Math.min(1, middle + half))
}
