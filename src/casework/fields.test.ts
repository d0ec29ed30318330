import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Operation } from '../log/commit.ts'
import { id } from './casework.test-support.ts'
import {
  allFields,
  BadOperationError,
  CASE_KINDS,
  ENTITY_TYPES,
  EVENT_KINDS,
  kindsOf,
  reads,
  refusalOf,
  specOf,
  splitByLane,
} from './fields.ts'

/** What must not become a field: it would serve whoever takes the laptop. */
const FORBIDDEN =
  /passport|serial|series|snils|inn\b|coord|latit|longit|\bgeo|\bgps|location|address|official|officer|judge|policem|nationality|ethnic|religion|biometr|fingerprint|face|iban|card|salary|citizen/i

describe('the allow-list', () => {
  test('no field stores numbers of papers, places or officials', () => {
    const names = allFields().map(({ entity, field }) => `${entity}.${field}`)
    expect(names.length).toBeGreaterThan(60)
    // `hidden` would pass silently if the list itself could not match.
    expect(
      ['person.passport-number', 'event.location', 'case.officials'].every((name) => FORBIDDEN.test(name)),
    ).toBe(true)
    expect(names.filter((name) => FORBIDDEN.test(name))).toEqual([])
  })

  test('only a case has a number, and it is the organisation’s own', () => {
    expect(
      allFields()
        .filter(({ field }) => /number|\bno\b/.test(field))
        .map(({ entity }) => entity),
    ).toEqual(['case'])
  })

  test('no deadline is a field: a task’s own day is a plan', () => {
    const days = allFields()
      .filter(({ spec }) => spec.type.type === 'day')
      .map(({ entity, field }) => `${entity}.${field}`)
    expect(days.filter((name) => /deadline|last-day|due/.test(name))).toEqual(['task.due'])
  })

  test('names and contacts stand in the identity lane, and nothing else does', () => {
    const identity = allFields().filter(({ spec }) => spec.lane === 'identity')
    expect(new Set(identity.map(({ entity }) => entity))).toEqual(new Set(['person']))
    const elsewhere = allFields().filter(
      ({ spec, field }) => spec.lane !== 'identity' && /name|alias|contact|phone/.test(field),
    )
    expect(elsewhere).toEqual([])
  })

  test('type letters are one each and leave u and k to the log', () => {
    const letters = Object.values(ENTITY_TYPES)
    expect(new Set(letters).size).toBe(letters.length)
    expect(letters.filter((letter) => !/^[a-z]$/.test(letter) || 'uk'.includes(letter))).toEqual([])
  })

  test('field names fit the log’s own shape', () => {
    for (const { field } of allFields()) expect(field).toMatch(/^[a-z][a-zA-Z0-9.-]{0,47}$/)
  })

  test('merge kinds: texts as texts, tags as sets, the rest last writer wins; unknown is kept as a value', () => {
    expect(kindsOf('n', 'text')).toBe('text')
    expect(kindsOf('c', 'tags')).toBe('set')
    expect(kindsOf('c', 'state')).toBe('value')
    expect(kindsOf('v', 'text.3')).toBe('text')
    expect(kindsOf('m', 'f.copy.served')).toBe('value')
    expect(kindsOf('c', 'from-the-future')).toBe('value')
    expect(kindsOf('z', 'anything')).toBe('value')
    expect(specOf('v', 'text.64')).toBeNull()
    expect(specOf('c', '__proto__')).toBeNull()
    expect(specOf('__proto__', 'x')).toBeNull()
  })

  test('kinds are the eight of a request', () => expect(CASE_KINDS).toHaveLength(8))
})

describe('docs/formats/cases.md', () => {
  const text = readFileSync(new URL('../../docs/formats/cases.md', import.meta.url), 'utf8')

  test('lists every field with its lane, type and merge, and no other', () => {
    const rows = allFields().map(({ entity, field, spec: { lane, type, merge } }) => {
      const of = 'of' in type && type.of ? `: ${type.of.join(', ')}` : ''
      const max = 'max' in type && type.max < 0xffffffff ? ` ≤ ${type.max}` : ''
      const list = entity === 'event' && field === 'kind' ? ': see below' : of || max
      return `| ${entity} \`${ENTITY_TYPES[entity]}\` | ${field} | ${lane} | ${type.type}${list} | ${merge} |`
    })
    expect(text.split('\n').filter((line) => /^\| [a-z]+ `[a-z]` \|/.test(line))).toEqual(rows)
  })

  test('lists every kind of event', () =>
    expect(/Kinds of events: (.*)\./.exec(text)?.[1]?.match(/[a-z-]+/g)).toEqual([...EVENT_KINDS]))
})

describe('values', () => {
  test('each type takes its own and nothing else', () => {
    expect(reads({ type: 'day' }, '2026-02-28')).toBe(true)
    expect(reads({ type: 'day' }, '2026-02-30')).toBe(false)
    expect(reads({ type: 'day' }, '2026-02')).toBe(false)
    expect(reads({ type: 'partial' }, '2026-02')).toBe(true)
    expect(reads({ type: 'partial' }, '2026-01..2026-02')).toBe(false)
    expect(reads({ type: 'partial' }, '2026-02-03T10:00')).toBe(false)
    expect(reads({ type: 'when' }, '2026-02-03T10:00')).toBe(true)
    expect(reads({ type: 'when' }, '2026-02-03T25:00')).toBe(false)
    expect(reads({ type: 'line', max: 3 }, 'аб\n')).toBe(false)
    expect(reads({ type: 'choice', of: ['a'] }, 'b')).toBe(false)
    expect(reads({ type: 'number', min: 0, max: 5 }, 5.5)).toBe(false)
    expect(reads({ type: 'yes' }, 1)).toBe(false)
    expect(reads({ type: 'id' }, id('x'))).toBe(true)
  })

  test('no value of any kind makes a reader throw', () => {
    const types = allFields().map(({ spec }) => spec.type)
    fc.assert(
      fc.property(fc.constantFrom(...types), fc.anything(), (type, value) => {
        expect(typeof reads(type, value)).toBe('boolean')
      }),
    )
  })
})

const C = `c${id('case')}`
const P = `p${id('person')}`
const N = `n${id('note')}`

describe('operations', () => {
  test('refusals', () => {
    expect(refusalOf([C, 'state', 'open'])).toBeNull()
    expect(refusalOf([C, 'state', 'lost'])).toBe('wrong-type')
    expect(refusalOf([C, 'state', null])).toBeNull()
    expect(refusalOf([C, 'tags', ['x']])).toBe('wrong-type')
    expect(refusalOf([C, 'tags', null])).toBe('wrong-type')
    expect(refusalOf([C, 'tags', { add: ['x'] }])).toBeNull()
    expect(refusalOf([C, 'tags', { add: [1] }])).toBe('wrong-type')
    expect(refusalOf([C, 'passport', 'AA 1'])).toBe('unknown-field')
    expect(refusalOf(['cshort', 'state', 'open'])).toBe('unknown-field')
    expect(refusalOf([N, 'text', 'ж'.repeat(8_000)])).toBe('too-large')
    expect(refusalOf([`m${id('m')}`, 'f.evidence', 'ж'.repeat(9_000)])).toBe('too-large')
  })

  test('one save is one commit a lane, and no lane sees another’s words', () => {
    const save: Operation[] = [
      [P, 'case', id('case')],
      [C, 'kind', 'ruling'],
      [P, 'alias', 'Придуманова'],
      [C, 'plan', 'стратегия'],
      [C, 'state', 'open'],
    ]
    const writes = splitByLane(save)
    expect(writes.map(({ lane }) => lane)).toEqual(['facts', 'identity', 'strategy'])
    expect(writes.flatMap(({ operations }) => operations)).toHaveLength(save.length)
    expect(JSON.stringify(writes.find(({ lane }) => lane === 'facts'))).not.toContain('Придуманова')
  })

  test('what is not in the tables is never written', () => {
    expect(() => splitByLane([[C, 'snils', '1']])).toThrow(BadOperationError)
    expect(() => splitByLane([[C, 'opened', 'вчера']])).toThrow(/wrong-type/)
  })

  test('too much for one commit becomes several, each within the limits, nothing lost and in order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(7_000), { minLength: 1, maxLength: 40 }), fc.nat(600), (sizes, small) => {
        const operations: Operation[] = [
          ...sizes.map((n): Operation => [N, 'text', 'ж'.repeat(n)]),
          ...Array.from({ length: small }, (_, i): Operation => [N, 'pinned', i % 2 === 0]),
        ]
        const writes = splitByLane(operations)
        expect(writes.flatMap((write) => write.operations)).toEqual(operations)
        for (const write of writes) {
          expect(write.operations.length).toBeLessThanOrEqual(256)
          expect(Buffer.byteLength(JSON.stringify(write.operations))).toBeLessThanOrEqual(64 * 1024)
        }
      }),
      { numRuns: 30 },
    )
  })
})

test('letters of entities are told apart, and none is one of the log’s own', () => {
  const letters = Object.values(ENTITY_TYPES)
  expect(new Set(letters).size).toBe(letters.length)
  for (const own of ['g', 'k', 's', 'u']) expect(letters).not.toContain(own)
})
