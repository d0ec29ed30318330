import { beforeAll, describe, expect, test } from 'vitest'
import { newLearner, withAnswer } from '../../exam/learn/learner.ts'
import {
  codesOf,
  type Gathered,
  gather,
  HandRefused,
  handOver,
  openHandOver,
  outer,
  whole,
} from './handover.ts'

const PHRASE = 'четыре синих слова'
let learner = newLearner('b'.repeat(32), 'Лис', '2', '2026-11-20')
for (let n = 0; n < 60; n++)
  learner = withAnswer(learner, {
    item: `stress.mark#2026-11-20.${n * 7919}`,
    template: 'stress.mark',
    task: 'stress',
    section: 'written',
    skill: `stress:word-${n % 17}`,
    day: '2026-11-20',
    seconds: (n * 13) % 60,
    right: n % 3 > 0,
  })
let file = ''
beforeAll(async () => {
  file = await handOver(learner, PHRASE)
})
const problemOf = async (text: string, phrase = PHRASE) =>
  openHandOver(text, phrase).then(
    () => 'opened',
    (error) => (error as HandRefused).problem,
  )

describe('a sealed child', () => {
  test('opens with its phrase, typed on another keyboard too, and shows nothing without it', async () => {
    expect(await openHandOver(file, PHRASE.normalize('NFD'))).toEqual(learner)
    expect(file).not.toMatch(/Лис|stress|hamroh-learner/)
  })

  test('another phrase and any changed byte are one and the same refusal', async () => {
    expect(await problemOf(file, 'три синих слова')).toBe('wrong')
    const { sealed } = JSON.parse(file)
    const middle = sealed.length >> 1
    const changed = sealed.slice(0, middle) + (sealed[middle] === 'A' ? 'B' : 'A') + sealed.slice(middle + 1)
    expect(await problemOf(file.replace(sealed, changed))).toBe('wrong')
  })

  test('a cut file, another file and a newer one are told before any phrase is asked', () => {
    const told = (text: string) => {
      try {
        outer(text)
        return 'read'
      } catch (error) {
        return (error as HandRefused).problem
      }
    }
    expect(told(file)).toBe('read')
    expect(told(file.slice(0, -40))).toBe('damaged')
    expect(told('{"format":"other"}')).toBe('damaged')
    expect(told(file.replace('"version":1', '"version":2'))).toBe('newer')
  })
})

describe('codes', () => {
  test('in any order, some twice, give the file', () => {
    const codes = codesOf(file)
    expect(codes.length).toBeGreaterThan(2)
    let gathered: Gathered | null = null
    for (const code of [...codes].reverse().concat(codes[1]!)) {
      expect(gathered && whole(gathered)).toBe(gathered?.pieces.size === codes.length ? file : null)
      gathered = gather(gathered, code)
    }
    expect(whole(gathered!)).toBe(file)
  })

  test('a foreign code is none; another sequence begins anew; a changed piece is refused', () => {
    const codes = codesOf(file)
    expect(gather(null, 'https://example.org')).toBeNull()
    expect(gather(null, 'HS1.aaaaaa.4.3.x')).toBeNull()
    const first = gather(null, codes[0]!)!
    expect(gather(first, 'HS1.aaaaaa.1.2.x')!.pieces.size).toBe(1)
    let spoilt: Gathered | null = null
    for (const [n, code] of codes.entries()) spoilt = gather(spoilt, n === 1 ? `${code.slice(0, -1)}~` : code)
    expect(() => whole(spoilt!)).toThrow(HandRefused)
  })
})
