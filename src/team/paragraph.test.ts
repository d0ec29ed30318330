import { expect, test } from 'vitest'
import type { Paragraph } from '../letters/types.ts'
import { halves } from './paragraph.ts'

const paragraph = (style: Paragraph['style'], ...texts: string[]): Paragraph => ({
  id: 'x',
  style,
  number: null,
  runs: texts.map((text) => ({ text, kind: 'text' })),
  origin: { findings: [], blanks: [], articles: [] },
})

test('the date stands left, the signature right', () => {
  expect(halves(paragraph('closing', '«__» ____', ' || ', '______', ' А. Пример'))).toEqual([
    [{ text: '«__» ____', kind: 'text' }],
    [
      { text: '______', kind: 'text' },
      { text: ' А. Пример', kind: 'text' },
    ],
  ])
})

test('other paragraphs are whole', () => {
  expect(halves(paragraph('body', 'a || b'))).toBeNull()
  expect(halves(paragraph('closing', 'a'))).toBeNull()
})
