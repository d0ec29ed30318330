import { describe, expect, test } from 'vitest'
import { cautionsOf, joinCautions, sourcesOf, weakestLabel } from './caution.ts'
import type { Basis, Provenance } from './types.ts'

const leg = (label: Basis['label']): Basis => ({ act: 'koap', article: '30.3 ч.1', source: 'F1', label })

const sure: Provenance = {
  basis: [leg('found'), leg('known')],
  disputes: [],
  lastChecked: '2026-11-22',
  staleAfterDays: 120,
  confirmedUntil: null,
  review: { state: 'signed', edition: '29.10.2024', date: '2026-11-23' },
}

describe('weakest label', () => {
  test('is never sharpened, and nothing at all is unsure', () => {
    expect(weakestLabel(['found', 'unsure', 'known'])).toBe('unsure')
    expect(weakestLabel(['found', 'known'])).toBe('known')
    expect(weakestLabel(['inferred', 'news'])).toBe('inferred')
    expect(weakestLabel(['found'])).toBe('found')
    expect(weakestLabel([])).toBe('unsure')
  })
})

describe('cautions', () => {
  test('none only for a signed, fresh, undisputed, sure value', () => {
    expect(cautionsOf(sure, '2026-11-24')).toEqual([])
    expect(cautionsOf({ ...sure, review: { state: 'unsigned' } }, '2026-11-24')).toEqual(['unsigned'])
    expect(cautionsOf({ ...sure, disputes: [{ text: 'dispute.x', source: 'S' }] }, '2026-11-24')).toEqual([
      'disputed',
    ])
  })

  test('one weak leg makes the whole unsure', () => {
    for (const label of ['news', 'inferred', 'unsure'] as const)
      expect(cautionsOf({ ...sure, basis: [leg('found'), leg(label)] }, '2026-11-24'), label).toEqual([
        'unsure',
      ])
    expect(cautionsOf({ ...sure, basis: [] }, '2026-11-24')).toEqual(['unsure'])
  })

  test('stale from the 120th day on', () => {
    expect(cautionsOf(sure, '2027-03-21')).toEqual([])
    expect(cautionsOf(sure, '2027-03-22')).toEqual(['stale'])
    expect(cautionsOf({ ...sure, staleAfterDays: 1 }, '2026-11-23')).toEqual(['stale'])
  })

  test('unconfirmed from the day after', () => {
    const school = { ...sure, confirmedUntil: '2026-03-01' }
    expect(cautionsOf(school, '2026-03-01')).toEqual([])
    expect(cautionsOf(school, '2026-03-02')).toEqual(['unconfirmed'])
  })

  test('all at once keep their order, and joining keeps each once', () => {
    const worst: Provenance = {
      ...sure,
      basis: [leg('unsure')],
      disputes: [{ text: 'dispute.x', source: 'U' }],
      confirmedUntil: '2020-01-01',
      review: { state: 'unsigned' },
    }
    const all = ['unsigned', 'unsure', 'disputed', 'stale', 'unconfirmed']
    expect(cautionsOf(worst, '2028-01-01')).toEqual(all)
    expect(joinCautions(['unconfirmed'], ['disputed', 'unsigned'], ['disputed'])).toEqual([
      'unsigned',
      'disputed',
      'unconfirmed',
    ])
  })
})

test('sources carry the review state of the value', () => {
  expect(sourcesOf({ ...sure, basis: [{ ...leg('found'), edition: '29.10.2024' }] })).toEqual([
    {
      act: 'koap',
      article: '30.3 ч.1',
      source: 'F1',
      label: 'found',
      edition: '29.10.2024',
      review: 'signed',
    },
  ])
})
