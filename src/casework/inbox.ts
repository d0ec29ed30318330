/**
 * What people do with requests: read, take, merge, answer, open a case. Everything is operations; nothing here sends or stores.
 * Lane `intake` belongs to the desk's space and all other lanes to the team's: `splitByLane` keeps them apart.
 */
import { readFacts } from '../law/facts.ts'
import type { Facts, FlowPack, PlainDate } from '../law/types.ts'
import type { Operation } from '../log/commit.ts'
import { newId } from '../seal/bytes.ts'
import { findDuplicates } from './duplicates.ts'
import { type CaseKind, entityOf, fieldOfFact, MARK_FLOWS, refusalOf } from './fields.ts'
import { answerId, wordsId } from './freeze.ts'
import { shaOf, writeFrozen } from './frozen-text.ts'
import type { Box, Thread } from './threads.ts'
import { openCase } from './transitions.ts'

// ── triage ───────────────────────────────────────────────────────────────────────────────────────────────

/** Everything that has come so far is read. One operation a box. */
export const markRead = (thread: Thread): Operation[] =>
  thread.boxes.flatMap(({ box, requests, read }) => {
    const newest = Math.max(-1, ...requests.map(({ request }) => request.seq))
    return newest > read ? [[entityOf('thread', box), 'read', newest] as Operation] : []
  })

/** Whoever is named works on the thread, and nobody else. */
export function assign(thread: Thread, persons: readonly string[]): Operation[] {
  const remove = thread.assignees.filter((each) => !persons.includes(each))
  return thread.boxes.flatMap(({ box }, i): Operation[] => {
    // Those of merged boxes count for the group, so they are taken back where they stand.
    const add = i === 0 ? [...persons] : []
    return add.length + remove.length > 0 ? [[entityOf('thread', box), 'assignees', { add, remove }]] : []
  })
}

/** Closes what has been read so far: a message that comes later opens the thread again by itself. */
export const closeThread = (thread: Thread, day: PlainDate): Operation[] => [
  ...markRead(thread),
  [entityOf('thread', thread.box), 'closed', day],
]
export const reopenThread = (thread: Thread): Operation[] => [
  [entityOf('thread', thread.box), 'closed', null],
]

/** Shows the threads as one, under the box of the first. Each family keeps its box, its receipt and its own answers. */
export function merge(into: Thread, others: readonly Thread[]): Operation[] {
  const operations: Operation[] = [[entityOf('thread', into.box), 'into', null]]
  for (const other of others)
    for (const { box } of other.boxes)
      if (box !== into.box) operations.push([entityOf('thread', box), 'into', into.box])
  return operations
}

/** Takes one box out of its group again. When it stands for the group, the others stand together under the next one. */
export function unmerge(thread: Thread, box: string): Operation[] {
  if (box !== thread.box) return [[entityOf('thread', box), 'into', null]]
  const [next, ...rest] = thread.boxes.filter((each) => each.box !== box)
  if (!next) return []
  return [
    [entityOf('thread', box), 'into', null],
    [entityOf('thread', next.box), 'into', null],
    ...rest.map((each): Operation => [entityOf('thread', each.box), 'into', next.box]),
  ]
}

export interface Suggestion {
  threads: Thread[]
  /** 0.5 … 1: the least likeness by which any of them is joined. */
  likeness: number
}

/** Open threads whose first messages say nearly the same. A suggestion for a person; see duplicates.ts for what counts. */
export function suggestMerges(threads: readonly Thread[]): Suggestion[] {
  const open = threads.filter(({ closed, case: opened }) => closed === null && opened === null)
  return findDuplicates(
    open.map((thread) => ({ id: thread, text: thread.boxes[0]?.requests[0]?.request.text ?? '' })),
  ).map(({ members, likeness }) => ({ threads: members, likeness }))
}

/**
 * What the desk's lane says of an erased box: until where its messages are gone, on which day, and that the answers to it no longer count, since the next
 * conversation begins anew. The messages themselves are erased at the relay and on each device (the caller's part); texts that a case took over stay there.
 */
export const eraseBox = (box: Pick<Box, 'box' | 'answers'>, through: number, day: PlainDate): Operation[] => [
  [entityOf('thread', box.box), 'erased', through],
  [entityOf('thread', box.box), 'erased-on', day],
  [entityOf('thread', box.box), 'into', null],
  [entityOf('thread', box.box), 'read', null],
  ...box.answers.map(
    ({ box: of, seq, text }): Operation => [
      entityOf('answer', answerId({ box: of, seq, sha: shaOf(text) })),
      'gone',
      true,
    ],
  ),
]

// ── answers ──────────────────────────────────────────────────────────────────────────────────────────────

/**
 * Templates of answers and the kinds they fit; words: messages `answer.<id>` of area `casework`, in the family's language. They say what
 * was received and what to keep or send, never that anything will be reached.
 */
export const ANSWERS: readonly { id: string; kinds: readonly CaseKind[] | 'all' }[] = [
  { id: 'received', kinds: 'all' },
  { id: 'many-today', kinds: 'all' },
  { id: 'tell-more', kinds: 'all' },
  { id: 'photo-of-papers', kinds: ['ruling', 'refusal', 'school', 'registry', 'expulsion'] },
  { id: 'day-of-paper', kinds: ['ruling', 'expulsion', 'registry', 'refusal'] },
  { id: 'school-papers', kinds: ['school', 'refusal'] },
  { id: 'write-down', kinds: ['violence', 'work'] },
  { id: 'language', kinds: 'all' },
  { id: 'not-ours', kinds: 'all' },
]

/** Templates for a request of this kind, the most fitting first. */
export const answersFor = (kind: CaseKind): string[] =>
  [
    ...ANSWERS.filter(({ kinds }) => kinds !== 'all' && kinds.includes(kind)),
    ...ANSWERS.filter(({ kinds }) => kinds === 'all'),
  ].map(({ id }) => id)

/** What the desk keeps of an answer that it seals to a family: it could not open its own envelope again. */
export function recordAnswer(answer: {
  box: string
  seq: number
  last: number
  day: PlainDate
  text: string
  /** Of the intake lane, as `Desk.seal` gives it. */
  epoch?: number
}): Operation[] {
  const sha = shaOf(answer.text)
  const entity = entityOf('answer', answerId({ box: answer.box, seq: answer.seq, sha }))
  return [
    [entity, 'box', answer.box],
    [entity, 'seq', answer.seq],
    ...(answer.last >= 0 ? [[entity, 'last', answer.last] as Operation] : []),
    [entity, 'day', answer.day],
    ...(answer.epoch ? [[entity, 'epoch', answer.epoch] as Operation] : []),
    ...writeFrozen(entity, answer.text),
  ]
}

// ── a case from a request ────────────────────────────────────────────────────────────────────────────────

export interface Intake {
  /** The organisation's own number for the case. */
  number: string
  day: PlainDate
  assignees?: readonly string[]
  /** Those that are loaded here. */
  flows: Partial<Record<(typeof MARK_FLOWS)[number], FlowPack>>
  newEntry?: () => string
}

export interface FromRequest {
  case: string
  operations: Operation[]
  /** Answers that came along and that no flow knows or can read: they stay in the request and are not taken over. */
  dropped: string[]
}

/**
 * Operations that open a case from a thread: the case, a link to each box, the messages word for word, their attachments (still at the
 * desk), and the answers of a finished check as marks. No person is made up: names are written by whoever has read the message.
 */
export function requestToCase(thread: Thread, intake: Intake): FromRequest {
  const fresh = intake.newEntry ?? newId
  const { id, operations } = openCase(
    {
      number: intake.number,
      kind: thread.kind,
      language: thread.lang,
      day: intake.day,
      tags: thread.tags,
      ...(intake.assignees ? { assignees: intake.assignees } : {}),
    },
    fresh,
  )
  const facts = new Map<string, unknown>()
  for (const { box, requests } of thread.boxes) {
    const link = entityOf('link', fresh())
    operations.push([link, 'case', id], [link, 'box', box], [link, 'day', requests[0]?.arrived ?? intake.day])
    operations.push([entityOf('thread', box), 'case', id])
    for (const { request, arrived } of requests) {
      const sha = shaOf(request.text)
      const words = entityOf('words', wordsId({ box, seq: request.seq, sha }))
      operations.push(
        [words, 'case', id],
        [words, 'box', box],
        [words, 'seq', request.seq],
        [words, 'day', arrived],
        [words, 'language', request.lang],
        ...writeFrozen(words, request.text),
      )
      for (const file of request.attachments) {
        const attachment = entityOf('attachment', fresh())
        operations.push(
          [attachment, 'case', id],
          [attachment, 'file', file.id],
          [attachment, 'hash', file.hash],
          [attachment, 'size', file.size],
          [attachment, 'type', file.type],
          [attachment, 'box', box],
        )
      }
      // A later message corrects an earlier one; merged boxes are other families and do not.
      if (box === thread.box)
        for (const [fact, value] of Object.entries(request.facts)) facts.set(fact, value)
    }
  }
  const { flow, good, dropped } = marksFrom(facts, intake.flows)
  if (flow && Object.keys(good).length > 0) {
    const marks = entityOf('marks', fresh())
    operations.push([marks, 'case', id], [marks, 'flow', flow])
    for (const [fact, value] of Object.entries(good)) operations.push([marks, fieldOfFact(fact), value])
  }
  return { case: id, operations, dropped }
}

/** The flow that knows most of the answers, and those of its answers that can be read. Facts come from a stranger. */
function marksFrom(facts: ReadonlyMap<string, unknown>, flows: Intake['flows']) {
  let best: { flow: (typeof MARK_FLOWS)[number] | null; good: Facts } = { flow: null, good: {} }
  for (const flow of MARK_FLOWS) {
    const pack = flows[flow]
    if (!pack) continue
    const good: Facts = {}
    for (const [fact, value] of facts) {
      if (!Object.hasOwn(pack.facts, fact)) continue
      const one = readFacts(pack, { [fact]: value })
      if (one.ok && fits(fact, value)) Object.assign(good, one.facts)
    }
    if (Object.keys(good).length > Object.keys(best.good).length) best = { flow, good }
  }
  return { ...best, dropped: [...facts.keys()].filter((fact) => !Object.hasOwn(best.good, fact)) }
}

/** "I do not know" is an answer of the check, and no mark: there is nothing to keep. */
const fits = (fact: string, value: unknown): boolean =>
  value !== null && refusalOf([entityOf('marks', 'A'.repeat(22)), fieldOfFact(fact), value]) === null
