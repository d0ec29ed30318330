import { expect, test } from 'vitest'
import { findingWords } from './finding.ts'
import { createTranslate } from './messages.ts'

const t = createTranslate('en', {
  area: 'any',
  lang: 'en',
  review: 'unreviewed',
  messages: {
    'finding.question': 'To be clarified',
    'a.say': 'The registration has ended.',
    'a.why': 'Because.',
    'a.next': 'File it again.',
    'a.ask': 'Find out when the registration ends.',
    'b.say': 'It is late.',
    'b.why': 'Because.',
  },
})
const finding = (id: string, change: object = {}) => ({
  id,
  status: 'found' as const,
  params: {},
  next: 'prepare' as const,
  softened: false,
  ...change,
})

test('a finding says, and names its step', () => {
  expect(findingWords(t, finding('a'))).toEqual({
    say: 'The registration has ended.',
    why: 'Because.',
    next: 'File it again.',
  })
})
test('a step that the cautions do not allow is not shown, whatever its sentence says', () => {
  expect(findingWords(t, finding('a', { next: 'ask', softened: true })).next).toBeNull()
})
test('a question asks and never asserts', () => {
  expect(findingWords(t, finding('a', { status: 'question' }))).toEqual({
    say: 'Find out when the registration ends.',
    why: 'Because.',
    next: null,
  })
  expect(findingWords(t, finding('b', { status: 'question' })).say).toBe('To be clarified: It is late.')
})
