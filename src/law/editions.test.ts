import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { clocks } from './clocks.test-support.ts'
import { computeDeadline } from './deadline.ts'
import {
  changesBetween,
  clocksAsSigned,
  type Editions,
  flowAsSigned,
  type SignedEdition,
  signedOn,
} from './editions.ts'
import { FLOW_IDS } from './flow-ids.ts'
import { findings } from './flows.ts'
import type { FlowPack } from './types.ts'

const text = (name: string) =>
  readFileSync(new URL(`../../build/content/${name}.json`, import.meta.url), 'utf8')
const editions: Editions = JSON.parse(text('editions'))
const registry: FlowPack = JSON.parse(text('law-registry'))
const sign = (flow: string, edition = editions[flow] as string): SignedEdition => ({
  flow,
  edition,
  day: '2026-11-20',
})
const FACTS = { entry: 'listed', 'learned.on': '2026-11-02', proof: [] }

describe('editions', () => {
  test('the build names the edition of every pack: the hash of its text', () => {
    for (const flow of [...FLOW_IDS, 'clocks'])
      expect(editions[flow], flow).toBe(
        createHash('sha256')
          .update(text(`law-${flow}`))
          .digest('base64url'),
      )
  })

  test('only exactly this edition is signed, and the newest day counts', () => {
    expect(signedOn('registry', editions, [sign('registry')])).toBe('2026-11-20')
    expect(
      signedOn('registry', editions, [sign('registry'), { ...sign('registry'), day: '2026-11-21' }]),
    ).toBe('2026-11-21')
    expect(signedOn('registry', editions, [sign('registry', 'x'.repeat(43))])).toBeNull()
    expect(signedOn('registry', editions, [sign('refusals')])).toBeNull()
    expect(signedOn('__proto__', editions, [sign('__proto__', 'x')])).toBeNull()
    expect(
      signedOn('nothing', editions, [{ flow: 'nothing', edition: undefined as never, day: '2026-11-20' }]),
    ).toBeNull()
  })

  test('a signed pack no longer says "unsigned"; what is unsure, disputed or stale stays so, and another edition changes nothing', () => {
    const before = findings({ flow: registry, clocks }, FACTS, '2026-11-22')
    const signed = [sign('registry'), sign('clocks')]
    const packs = {
      flow: flowAsSigned(registry, editions, signed),
      clocks: clocksAsSigned(clocks, editions, signed),
    }
    const after = findings(packs, FACTS, '2026-11-22')
    expect(after.findings.map(({ id }) => id).sort()).toEqual(before.findings.map(({ id }) => id).sort())
    for (const finding of after.findings) {
      const was = before.findings.find(({ id }) => id === finding.id)
      expect(finding.cautions).not.toContain('unsigned')
      expect(finding.cautions).toEqual(was?.cautions.filter((caution) => caution !== 'unsigned'))
    }
    expect(before.findings.some(({ cautions }) => cautions.includes('unsigned'))).toBe(true)
    expect(flowAsSigned(registry, editions, [sign('registry', 'y'.repeat(43))])).toBe(registry)
    expect(clocksAsSigned(clocks, editions, [])).toBe(clocks)
    const amina = computeDeadline(packs.clocks, 'amina.offline', '2026-11-20', { today: '2026-11-22' })
    expect(amina.cautions).toEqual(['disputed'])
    const later = findings(packs, FACTS, '2028-11-22')
    expect(later.findings.every(({ cautions }) => cautions.includes('stale'))).toBe(true)
  })

  test('what changed, by rule and key', () => {
    const [first, second] = registry.rules
    const changed: FlowPack = {
      ...registry,
      rules: [
        { ...first!, severity: 'urgent', priority: 1 },
        ...registry.rules.slice(2),
        { ...second!, id: 'registry.new' },
      ],
    }
    const changes = changesBetween(registry, changed)
    expect(changes).toContainEqual({ id: 'registry.new', what: 'added', keys: [] })
    expect(changes).toContainEqual({ id: second!.id, what: 'removed', keys: [] })
    expect(changes.find(({ id }) => id === first!.id)?.keys).toContain('priority')
    expect(changesBetween(registry, registry)).toEqual([])
    // A signature is no change of content.
    expect(changesBetween(registry, flowAsSigned(registry, editions, [sign('registry')]))).toEqual([])
    expect(changesBetween(clocks, { ...clocks, calendars: {} }).every(({ what }) => what === 'removed')).toBe(
      true,
    )
  })
})
