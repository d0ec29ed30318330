import { expect, test } from 'vitest'
import type { Finding } from '../law/types.ts'
import { toneOf } from './tone.ts'

const finding = (part: Partial<Finding>): Finding => ({
  id: 'x',
  status: 'found',
  kind: 'missing',
  severity: 'urgent',
  priority: 50,
  about: 'papers',
  because: [],
  wouldChange: [],
  params: {},
  sources: [],
  disputes: [],
  cautions: ['unsigned'],
  lastChecked: '2026-11-22',
  next: 'prepare',
  softened: false,
  letter: null,
  ...part,
})

test('green is only for a value without any caution', () => {
  expect(toneOf(finding({ kind: 'not-needed', severity: 'fine' }))).toBe('plain')
  expect(toneOf(finding({ kind: 'not-needed', severity: 'context' }))).toBe('plain')
  expect(toneOf(finding({ kind: 'not-needed', severity: 'fine', cautions: [] }))).toBe('fine')
})

test('red is only for what was found, never for an open question', () => {
  expect(toneOf(finding({}))).toBe('urgent')
  expect(toneOf(finding({ severity: 'substantial' }))).toBe('urgent')
  expect(toneOf(finding({ status: 'question' }))).toBe('soon')
  expect(toneOf(finding({ severity: 'soon' }))).toBe('soon')
  expect(toneOf(finding({ kind: 'disclosure' }))).toBe('plain')
})
