import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { FlowPack } from '../../law/types.ts'
import { packFacts } from './rules-facts.ts'

const pack = (name: string): FlowPack =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../..', `build/content/law-${name}.json`), 'utf8'))

describe('what a pack says of itself', () => {
  test('every ground of every rule is counted once', () => {
    const labour = pack('labour')
    const { entries, labels, checked } = packFacts(labour)
    expect(entries).toBe(labour.rules.length)
    expect(Object.values(labels).reduce((a, b) => a + b)).toBe(
      labour.rules.reduce((sum, { basis }) => sum + basis.length, 0),
    )
    expect(checked?.first).toMatch(/^\d{4}-\d{2}-\d{2}$/)
  })
  test('the terms count their versions and remedies', () => {
    expect(packFacts(pack('clocks')).entries).toBeGreaterThan(30)
  })
  test('the days span from the oldest check to the newest', () => {
    const labour = pack('labour')
    const [one, two] = labour.rules
    const aged = {
      ...labour,
      rules: [
        { ...one!, lastChecked: '2025-01-02' },
        { ...two!, lastChecked: '2026-03-04' },
      ],
    }
    expect(packFacts(aged).checked).toEqual({ first: '2025-01-02', last: '2026-03-04' })
    expect(packFacts({ ...labour, rules: [] }).checked).toBeNull()
  })
})
