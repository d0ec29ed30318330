/** Contrast of every pair of text and ground in tokens.css, light and dark (WCAG 2.2, 1.4.3 and 1.4.11). */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8')
const [light = '', dark = ''] = css.split('@media (prefers-color-scheme: dark)')

function tokensIn(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/--([a-z-]+):\s*(#[0-9a-f]{6});/g)].map((found) => [found[1], found[2]]),
  )
}

/** Relative luminance, WCAG 2.2. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(one: string, two: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(two)].sort((a, b) => b - a)
  return (high + 0.05) / (low + 0.05)
}

const TEXT: [text: string, ground: string][] = [
  ...['ink', 'muted', 'action', 'accent'].flatMap((text): [string, string][] => [
    [text, 'ground'],
    [text, 'card'],
  ]),
  ['ink', 'action-soft'],
  ['action', 'action-soft'],
  ['ink', 'accent-soft'],
  ['accent', 'accent-soft'],
  ['on-action', 'action'],
  ['urgent', 'urgent-soft'],
  ['urgent', 'ground'],
  ['ink', 'urgent-soft'],
  ['soon', 'soon-soft'],
  ['soon', 'ground'],
  ['ink', 'soon-soft'],
  ['fine', 'fine-soft'],
  ['side-text', 'side'],
]

test('the measure itself: black on white is 21, a colour on itself is 1', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
  expect(contrast('#123456', '#123456')).toBe(1)
})

describe.each([
  ['light', tokensIn(light)],
  ['dark', { ...tokensIn(light), ...tokensIn(dark) }],
] as const)('%s', (_, tokens) => {
  test.each(TEXT)('%s on %s is at least 4.5', (text, ground) => {
    expect(contrast(tokens[text] ?? '', tokens[ground] ?? '')).toBeGreaterThanOrEqual(4.5)
  })

  test('the line of a field is at least 3 on its grounds', () => {
    for (const ground of ['ground', 'card'])
      expect(contrast(tokens['control-line'] ?? '', tokens[ground] ?? '')).toBeGreaterThanOrEqual(3)
  })
})
