import { describe, expect, test } from 'vitest'
import type { FactSpec } from '../law/types.ts'
import { afterDigit, controlOf, toggled, toneOf } from './marks.ts'

const mark: FactSpec = { type: 'choice', of: ['present', 'absent', 'unclear'] }
const list: FactSpec = { type: 'choices', of: ['police-report', 'witness', 'video'] }

describe('marks', () => {
  test('each kind of fact gets its control', () => {
    expect(controlOf(mark)).toBe('mark')
    expect(controlOf({ type: 'choice', of: ['yes', 'no', 'unclear'] })).toBe('yes-no')
    expect(controlOf({ type: 'choice', of: ['judge', 'chief'] })).toBe('choice')
    expect(controlOf(list)).toBe('choices')
    expect(controlOf({ type: 'date' })).toBe('date')
  })

  test('1, 2, 3 mark; the same key again and 0 take the mark back', () => {
    expect(afterDigit(mark, undefined, 1)).toBe('present')
    expect(afterDigit(mark, 'present', 2)).toBe('absent')
    expect(afterDigit(mark, 'absent', 3)).toBe('unclear')
    expect(afterDigit(mark, 'unclear', 3)).toBeUndefined()
    expect(afterDigit(mark, 'absent', 0)).toBeUndefined()
  })

  test('a digit beyond the list changes nothing', () => {
    expect(afterDigit(mark, 'absent', 7)).toBe('absent')
    expect(afterDigit({ type: 'date' }, '2025-12-24', 1)).toBe('2025-12-24')
  })

  test('a list keeps its order and says nothing when it is empty', () => {
    expect(afterDigit(list, ['video'], 1)).toEqual(['police-report', 'video'])
    expect(toggled(list, ['video'], 'video')).toBeUndefined()
  })

  test('only "absent" in a paper looks like a defect', () => {
    expect(toneOf('mark', 'absent')).toBe('urgent')
    expect(toneOf('yes-no', 'no')).toBe('plain')
    expect(toneOf('mark', 'present')).toBe('plain')
  })
})
