import { expect, test } from 'vitest'
import { createReport, inReadingOrder, spoken } from './report.ts'

const at = (file: string, line: number) => ({ file, line, reason: 'x' })

test('problems stand in the order a person mends them', () => {
  expect(inReadingOrder([at('b', 1), at('a', 10), at('a', 9)])).toEqual([at('a', 9), at('a', 10), at('b', 1)])
})

test('problems and warnings are collected apart', () => {
  const report = createReport()
  report.problem('a', 1, 'no')
  report.warning('a', 2, 'hm')
  expect([report.problems, report.warnings]).toEqual([
    [{ file: 'a', line: 1, reason: 'no' }],
    [{ file: 'a', line: 2, reason: 'hm' }],
  ])
})

test('what the terminal shows', () => {
  const good = { problems: [], warnings: [at('a', 1), at('a', 2)], written: ['x', 'y'] }
  expect(spoken(good)).toEqual(['content: 2 files, 2 warnings (--warnings shows them)'])
  expect(spoken(good, { warningsToo: true })).toEqual([
    'a:1: x (only a warning)',
    'a:2: x (only a warning)',
    'content: 2 files',
  ])
  expect(spoken({ ...good, warnings: [] })).toEqual(['content: 2 files'])
  expect(spoken({ problems: [at('a', 3)], warnings: [], written: [] })).toEqual([
    'a:3: x',
    'content: one problem; nothing was written',
  ])
  expect(spoken({ problems: [at('a', 3), at('b', 1)], warnings: [at('c', 1)], written: ['x'] })).toEqual([
    'a:3: x',
    'b:1: x',
    'content: 2 problems; unfinished files were written',
  ])
})
