import { describe, expect, test } from 'vitest'
import type { FactSpec } from '../law/types.ts'
import { type Draft, emptyDraft } from './draft.ts'
import { factsOf, nextScreen, problemsOn, type Screen } from './walk.ts'

const specs: Record<string, FactSpec> = {
  status: { type: 'choice', of: ['patent', 'visa'] },
  paid: { type: 'date' },
  name: { type: 'text' },
}
const all: Screen[] = [
  { id: 'status', facts: ['status'] },
  { id: 'patent', facts: ['paid'] },
  { id: 'name', facts: ['name'] },
]
const draft = (part: Partial<Draft>): Draft => ({ ...emptyDraft(), ...part })

describe('the walk', () => {
  test('"I do not know" is an answer, an empty field is a problem', () => {
    expect(problemsOn(all[1]!, specs, {})).toEqual({ paid: 'empty' })
    expect(problemsOn(all[1]!, specs, { paid: draft({ unknown: true }) })).toEqual({})
    expect(factsOf(all, specs, { paid: draft({ unknown: true }), status: draft({}) })).toEqual({ paid: null })
  })

  test('after the last screen comes one that was jumped over, then the end', () => {
    const said = { status: 'visa', paid: null, name: 'Тестова' }
    expect(nextScreen(all, { status: 'visa' }, 'status')?.id).toBe('patent')
    expect(nextScreen(all, { name: 'Тестова' }, 'name')?.id).toBe('status')
    expect(nextScreen(all, said, 'name')).toBeNull()
  })
})
