import { expect, test } from 'vitest'
import { readMoment, writeMoment } from './moment.ts'

test.each([
  ['24.12.2025', 'day', { value: '2025-12-24' }],
  ['24.12.2025 9:05', 'when', { value: '2025-12-24T09:05' }],
  ['24.12.2025, 23:59', 'when', { value: '2025-12-24T23:59' }],
  ['12.2025', 'partial', { value: '2025-12' }],
  ['12.2025', 'day', { problem: 'whole' }],
  ['12.2025 10:00', 'when', { problem: 'unreadable' }],
  ['24.12.2025 24:00', 'when', { problem: 'unreadable' }],
  ['24.12.2025 10:00', 'day', { problem: 'unreadable' }],
  ['31.02.2025', 'day', { problem: 'no-such-day' }],
  ['', 'day', { problem: 'unreadable' }],
] as const)('%s as %s', (text, type, expected) => expect(readMoment(text, type)).toEqual(expected))

test('what was read is written back the same', () => {
  for (const text of ['24.12.2025', '24.12.2025 09:05', '12.2025', '2025'])
    expect(writeMoment((readMoment(text, 'when') as { value: string }).value)).toBe(text)
  expect(writeMoment('')).toBe('')
})
