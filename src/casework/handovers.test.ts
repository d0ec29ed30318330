import { describe, expect, test } from 'vitest'
import type { Operation } from '../log/commit.ts'
import type { Cell, State } from '../log/merge.ts'
import { HANDOVER_KINDS, HANDOVER_STATES, splitByLane } from './fields.ts'
import {
  type Handover,
  type Offer,
  offer,
  readHandovers,
  STEPS,
  step,
  stepsFor,
  waitsFor,
} from './handovers.ts'

const id = (letter: string) => letter.repeat(22)
const [CASE, ANNA, BORIS, EVE] = [id('c'), id('A'), id('B'), id('E')]
const device = (person: string) => `${person.slice(1)}d`
const personOf = (of: string) => [ANNA, BORIS, EVE].find((person) => device(person) === of) ?? null
const OFFER: Offer = {
  case: CASE,
  what: 'transfer',
  by: ANNA,
  to: BORIS,
  day: '2026-11-20',
  consent: 'given',
}

/** Folded as a lane would: the last writer of a field stands. */
function fold(...writes: [person: string, operations: Operation[]][]): State {
  const state = new Map<string, Map<string, Cell>>()
  for (const [seq, [person, operations]] of writes.entries())
    for (const [entity, field, value] of operations) {
      const cells = state.get(entity) ?? new Map<string, Cell>()
      const origin = {
        device: device(person),
        seq,
        place: 0,
        at: { ms: seq, count: 0, device: device(person) },
      }
      state.set(entity, cells.set(field, { value, origin, lost: [] } as unknown as Cell))
    }
  return state as unknown as State
}
const made = (of: Partial<Offer> = {}) => {
  const result = offer({ ...OFFER, ...of }, () => id('h'))
  if (!result.ok) throw new Error(result.reason)
  return result.operations
}
const read = (state: State) => readHandovers(state, CASE, personOf)[0]!
function stepped(of: Handover, to: Handover['state'], person: string, assignees: string[], why = 'занят') {
  const result = step(of, to, { person, day: '2026-11-21', why }, assignees)
  if (!result.ok) throw new Error(result.reason)
  return result.operations
}
const assignees = (operations: Operation[]) => operations.find(([, field]) => field === 'assignees')?.[2]

describe('an offer', () => {
  test('is read as it was made, and every field of it may be written', () => {
    const operations = made({ until: '2026-12-01', note: 'до возвращения' })
    expect(splitByLane(operations).map(({ lane }) => lane)).toEqual(['facts'])
    expect(read(fold([ANNA, operations]))).toEqual({
      ...{
        id: id('h'),
        case: CASE,
        what: 'transfer',
        by: ANNA,
        to: BORIS,
        state: 'offered',
        day: '2026-11-20',
      },
      ...{ until: '2026-12-01', consent: 'given', why: '', note: 'до возвращения', odd: false },
    })
  })
  test('of a person’s case needs their consent or a reason; an assignment within the team does not', () => {
    const refused = (of: Partial<Offer>) => offer({ ...OFFER, ...of })
    expect(refused({ consent: null })).toEqual({ ok: false, reason: 'no-consent' })
    expect(refused({ consent: 'override', why: '  ' })).toEqual({ ok: false, reason: 'no-consent' })
    expect(refused({ consent: 'override', why: 'связи с ней нет' }).ok).toBe(true)
    expect(refused({ what: 'refer', consent: null })).toEqual({ ok: false, reason: 'no-consent' })
    expect(refused({ what: 'assign', consent: null }).ok).toBe(true)
  })
  test('goes to somebody else; only a referral may go outside; never to a day that is over', () => {
    expect(offer({ ...OFFER, to: ANNA })).toEqual({ ok: false, reason: 'nobody' })
    expect(offer({ ...OFFER, to: null })).toEqual({ ok: false, reason: 'nobody' })
    expect(offer({ ...OFFER, what: 'refer', to: null }).ok).toBe(true)
    expect(offer({ ...OFFER, until: '2026-11-19' })).toEqual({ ok: false, reason: 'past' })
  })
})

describe('steps', () => {
  test('who may take which, from which state', () => {
    const at = (state: Handover['state']) => ({ ...read(fold([ANNA, made()])), state })
    const table = HANDOVER_STATES.map((state) =>
      [ANNA, BORIS, EVE].map((person) => stepsFor(at(state), person)),
    )
    expect(table).toEqual([
      [['revoked'], ['accepted', 'rejected'], []],
      [['done', 'revoked'], ['done'], []],
      [[], [], []],
      [[], [], []],
      [[], [], []],
    ])
    expect(Object.keys(STEPS)).toEqual([...HANDOVER_STATES])
    expect(step(at('offered'), 'accepted', { person: EVE, day: '2026-11-21' }, [])).toEqual({
      ok: false,
      reason: 'not-allowed',
    })
    expect(step(at('offered'), 'rejected', { person: BORIS, day: '2026-11-21' }, [])).toEqual({
      ok: false,
      reason: 'no-reason',
    })
  })
  test('a transfer for good moves the work; revoking or the end of a time moves it back', () => {
    const offered = read(fold([ANNA, made()]))
    const accepting = stepped(offered, 'accepted', BORIS, [ANNA])
    expect(assignees(accepting)).toEqual({ add: [BORIS], remove: [ANNA] })
    const accepted = read(fold([ANNA, made()], [BORIS, accepting]))
    expect(accepted.state).toBe('accepted')
    expect(assignees(stepped(accepted, 'done', BORIS, [BORIS]))).toBe(undefined)
    expect(assignees(stepped(accepted, 'revoked', ANNA, [BORIS]))).toEqual({ add: [ANNA], remove: [BORIS] })
    const lent = { ...accepted, until: '2026-12-01' }
    expect(assignees(stepped(lent, 'done', BORIS, [BORIS]))).toEqual({ add: [ANNA], remove: [BORIS] })
  })
  test.each(HANDOVER_KINDS)('%s: what accepting changes in who works on it', (what) => {
    const offered = read(fold([ANNA, made({ what })]))
    const expected = {
      assign: { add: [BORIS], remove: [] },
      refer: undefined,
      transfer: { add: [BORIS], remove: [ANNA] },
    }
    expect(assignees(stepped(offered, 'accepted', BORIS, [ANNA]))).toEqual(expected[what])
    // Who is there already is not added again.
    expect(assignees(stepped(offered, 'accepted', BORIS, [BORIS]))).toEqual(undefined)
  })
  test('a referral outside is followed by who made it', () => {
    const outside = read(fold([ANNA, made({ what: 'refer', to: null })]))
    expect(stepsFor(outside, ANNA)).toEqual(['accepted', 'rejected', 'revoked'])
    expect(stepsFor(outside, BORIS)).toEqual([])
  })
})

describe('what the log says', () => {
  test('nobody accepts for another, and nobody hands over in another’s name', () => {
    const forged = read(fold([ANNA, made()], [EVE, [[`h${id('h')}`, 'state', 'accepted']]]))
    expect(forged).toMatchObject({ state: 'offered', odd: true })
    const unknown = read(fold([ANNA, made()], [id('X'), [[`h${id('h')}`, 'state', 'accepted']]]))
    expect(unknown).toMatchObject({ state: 'offered', odd: true })
    expect(readHandovers(fold([EVE, made()]), CASE, personOf)).toEqual([])
  })
  test('what is taken back, of another case or of an unknown kind is not shown', () => {
    const entity = `h${id('h')}`
    expect(readHandovers(fold([ANNA, [...made(), [entity, 'gone', true]]]), CASE, personOf)).toEqual([])
    expect(readHandovers(fold([ANNA, [...made(), [entity, 'what', 'sell']]]), CASE, personOf)).toEqual([])
    expect(readHandovers(fold([ANNA, made()]), id('d'), personOf)).toEqual([])
    expect(readHandovers(fold([ANNA, made()]), null, personOf)).toHaveLength(1)
    expect(readHandovers(undefined, CASE, personOf)).toEqual([])
  })
  test('what waits for whom', () => {
    const offered = read(fold([ANNA, made({ until: '2026-12-01' })]))
    const waits = (of: Handover, today: string) =>
      [ANNA, BORIS, EVE].map((person) => waitsFor(of, person, today))
    expect(waits(offered, '2026-11-22')).toEqual([false, true, false])
    const accepted: Handover = { ...offered, state: 'accepted' }
    expect(waits(accepted, '2026-12-01')).toEqual([false, false, false])
    expect(waits(accepted, '2026-12-02')).toEqual([true, true, false])
  })
})
