import { describe, expect, test } from 'vitest'
import { newLearner } from '../../exam/learn/learner.ts'
import { beginSession } from '../../exam/learn/session.ts'
import { newChild, readChild } from './kept.ts'

const learner = newLearner('a'.repeat(32), 'Лис', '2', '2026-11-20')

describe('what lies on the disk', () => {
  test('comes back whole', () => {
    const child = {
      ...newChild(learner),
      session: beginSession(learner.id, '2026-11-22'),
      placing: {
        day: '2026-11-22',
        asked: [{ section: 'oral' as const, skill: 's', right: true, seconds: 4 }],
        told: { oral: 'ready' as const },
      },
    }
    expect(readChild(structuredClone(child))).toEqual({ ok: true, child })
  })

  test.each([
    ['nothing', undefined, 'damaged'],
    ['a text', 'x', 'damaged'],
    ['no learner', { learner: null }, 'damaged'],
    ['a learner of a later version', { learner: { ...learner, version: 2 } }, 'newer'],
    ['an answer that is none', { learner: { ...learner, answers: [{}] } }, 'damaged'],
  ])('%s is told as such', (_, value, problem) => {
    expect(readChild(value)).toEqual({ ok: false, problem })
  })

  test('a damaged session, placement or paper is dropped, and the answers stay', () => {
    const read = readChild({
      learner,
      session: { child: 'another', day: '2026-11-22', budget: 1, spent: 0, extra: 0, done: [] },
      placing: { day: 1 },
      paper: { paper: { version: 1, band: '1', parts: [] }, answers: {}, seconds: {}, at: 0 },
    })
    expect(read).toEqual({ ok: true, child: newChild(learner) })
  })
})
