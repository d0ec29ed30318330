/** A smaller run of bench/packages-planted.ts: planted faults are found, nothing is made up, and the maker of packages knows no checker. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { judge, RULE_OF } from '../bench/packages-planted.ts'
import { endOfCheck, plantedPackages } from '../bench/planted.ts'

const packages = plantedPackages({ seed: 44, count: 250, faulty: 200 })

describe('planted faults', () => {
  test('exactly those are found', () => {
    for (const each of packages) {
      const { missed, invented } = judge(each)
      expect({ ...each, missed, invented }).toMatchObject({ missed: [], invented: [] })
    }
  })

  test('clean packages are messy and nothing is found in them', () => {
    const clean = packages.filter(({ planted }) => planted.length === 0)
    expect(clean).toHaveLength(50)
    expect(clean.filter(({ answers }) => answers['names.child'] === 'differ').length).toBeGreaterThan(5)
    // Some paper lasts to the very last day of the check.
    const last = clean.filter(({ answers }) =>
      ['registration.ends', 'stay.ends', 'patent.paid_until'].some(
        (fact) => answers[fact] === endOfCheck(answers['filing.on'] as string),
      ),
    )
    expect(last.length).toBeGreaterThan(5)
    for (const each of clean) expect(judge(each).found).toBe(0)
  })

  test('the comparison notices a fault that was not planted, and one that is gone', () => {
    const clean = packages.find(
      ({ planted, answers }) => planted.length === 0 && answers['registry.entry'] !== 'listed',
    )!
    expect(judge({ ...clean, answers: { ...clean.answers, 'registry.entry': 'listed' } }).invented).toEqual([
      'package.registry.listed',
    ])
    expect(judge({ ...clean, planted: ['listed'] }).missed).toEqual(['package.registry.listed'])
  })

  test('every kind of fault is planted somewhere', () => {
    const kinds = new Set(plantedPackages().flatMap(({ planted }) => planted))
    expect([...kinds].sort()).toEqual(Object.keys(RULE_OF).sort())
  })

  test('the maker imports nothing', () => {
    const source = readFileSync(join(import.meta.dirname, '..', 'bench', 'planted.ts'), 'utf8')
    expect(source).not.toMatch(/^import\b|import\(|require\(|readFile/m)
  })
})
