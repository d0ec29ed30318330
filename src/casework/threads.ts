/**
 * Opened requests and the desk's own notes about them → threads, one for each family box or group of merged boxes: what came, what was
 * answered, how long it has waited, who has taken it.
 */
import { dayNumber } from '../law/dates.ts'
import type { Lang, PlainDate } from '../law/types.ts'
import type { Cell, State } from '../log/merge.ts'
import type { Request } from '../seal/conversation.ts'
import { type Text, textOf } from './cases.ts'
import { type CaseKind, entityOf, IS_ID, idOf, nameOf, reads, specOf } from './fields.ts'
import { answerId } from './freeze.ts'
import { readFrozen } from './frozen-text.ts'

/** A request that was opened and verified, with the day on which the relay took it. */
export interface Opened {
  request: Request
  arrived: PlainDate
}

export interface Answer {
  box: string
  seq: number
  /** The highest request number that had been read; -1 for none. */
  last: number
  day: PlainDate | null
  text: string
  intact: boolean
  /** Epoch of the intake lane whose key signed it. */
  epoch: number
}

/** What the family sees as one conversation. */
export interface Box {
  box: string
  requests: Opened[]
  answers: Answer[]
  /** Number of the newest request that somebody has read; -1 for none. */
  read: number
}

export interface Thread {
  /** The box that stands for the group. */
  box: string
  /** All boxes of the group, the first one standing for it. An answer must go to each: every family holds its own receipt. */
  boxes: Box[]
  lang: Lang
  kind: CaseKind
  /** First and newest day of arrival. */
  first: PlainDate
  newest: PlainDate
  /** Whole days since the first message arrived. */
  age: number
  unread: number
  lastAnswer: PlainDate | null
  /** Arrival of the oldest message that no answer has taken notice of; null when there is none. */
  waitingSince: PlainDate | null
  waitingDays: number | null
  assignees: string[]
  tags: string[]
  /** The case that was opened from it. */
  case: string | null
  closed: PlainDate | null
  note: Text | null
  attachments: number
}

export interface Filters {
  kind?: CaseKind
  lang?: Lang
  /** '' for what nobody has taken. */
  assignee?: string
  tag?: string
  unreadOnly?: boolean
  closed?: boolean
}

/** Threads, the longest waiting first, then those answered, newest first. @param intake the folded intake lane, if it is held */
export function threadsOf(opened: readonly Opened[], intake: State | undefined, today: PlainDate): Thread[] {
  const boxes = boxesOf(opened, intake)
  const groups = groupsOf([...boxes.keys()], (box) => idField(intake, box, 'into'))
  const threads: Thread[] = []
  for (const [root, members] of groups)
    threads.push(
      threadOf(
        root,
        members.map((box) => boxes.get(box)!),
        intake,
        dayNumber(today),
      ),
    )
  return threads.sort(byWaiting)
}

export function matchesThread(thread: Thread, filters: Filters): boolean {
  const { kind, lang, assignee, tag, unreadOnly, closed } = filters
  return (
    (kind === undefined || thread.kind === kind) &&
    (lang === undefined || thread.lang === lang) &&
    (tag === undefined || thread.tags.includes(tag)) &&
    (assignee === undefined ||
      (assignee === '' ? thread.assignees.length === 0 : thread.assignees.includes(assignee))) &&
    (!unreadOnly || thread.unread > 0) &&
    (closed === undefined || (thread.closed !== null) === closed)
  )
}

/** What cannot be waited for comes last; ties are broken by the box, so that a list never jumps. */
function byWaiting(a: Thread, b: Thread): number {
  if ((a.waitingSince === null) !== (b.waitingSince === null)) return a.waitingSince === null ? 1 : -1
  const first =
    a.waitingSince === null ? compare(b.newest, a.newest) : compare(a.waitingSince, b.waitingSince!)
  return first || compare(a.box, b.box)
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

// ── boxes ────────────────────────────────────────────────────────────────────────────────────────────────

function boxesOf(opened: readonly Opened[], intake: State | undefined): Map<string, Box> {
  const boxes = new Map<string, Box>()
  for (const each of opened) {
    const { box, seq } = each.request
    const known = boxes.get(box) ?? { box, requests: [], answers: [], read: -1 }
    boxes.set(box, known)
    // The same message may be handed out twice; its number in its box is its name.
    if (!known.requests.some(({ request }) => request.seq === seq)) known.requests.push(each)
  }
  for (const answer of answersOf(intake)) boxes.get(answer.box)?.answers.push(answer)
  for (const box of boxes.values()) {
    box.requests.sort((a, b) => a.request.seq - b.request.seq)
    box.answers.sort((a, b) => a.seq - b.seq || compare(a.text, b.text))
    const read = cellOf(intake, entityOf('thread', box.box), 'read')?.value
    const answered = Math.max(-1, ...box.answers.map(({ last }) => last))
    box.read = Math.max(typeof read === 'number' ? read : -1, answered)
  }
  return boxes
}

function answersOf(intake: State | undefined): Answer[] {
  const answers: Answer[] = []
  for (const [entity, cells] of intake ?? []) {
    if (nameOf(entity) !== 'answer') continue
    const field = (name: string) => cellOf(intake, entity, name)?.value
    if (field('gone') === true) continue
    const box = field('box')
    const seq = field('seq')
    if (typeof box !== 'string' || typeof seq !== 'number') continue
    const frozen = readFrozen(cells, (_, sha) => answerId({ box, seq, sha }) === idOf(entity))
    const last = field('last')
    const epoch = field('epoch')
    answers.push({
      box,
      seq,
      last: typeof last === 'number' ? last : -1,
      day: (field('day') as string | undefined) ?? null,
      text: frozen?.text ?? '',
      intact: frozen?.intact ?? false,
      epoch: typeof epoch === 'number' ? epoch : 0,
    })
  }
  return answers
}

/** A cell of the intake lane whose value the table allows. */
function cellOf(intake: State | undefined, entity: string, field: string): Cell | null {
  const cell = intake?.get(entity)?.get(field)
  const spec = specOf(entity[0] ?? '', field)
  return cell && spec?.lane === 'intake' && cell.value !== null && reads(spec.type, cell.value) ? cell : null
}

const idField = (intake: State | undefined, box: string, field: string): string | null => {
  const value = cellOf(intake, entityOf('thread', box), field)?.value
  return typeof value === 'string' && IS_ID.test(value) ? value : null
}

/** A conversation that somebody erased: what is left is that there was one. */
export interface Erased {
  box: string
  day: PlainDate | null
  /** Messages up to this position of the relay are gone; a device that still has them drops them. */
  through: number
  /** The case that was opened from it. */
  case: string | null
}

/** Newest first. */
export function erasedBoxes(intake: State | undefined): Erased[] {
  const erased: Erased[] = []
  for (const entity of intake?.keys() ?? []) {
    if (nameOf(entity) !== 'thread') continue
    const through = cellOf(intake, entity, 'erased')?.value
    if (typeof through !== 'number') continue
    const day = cellOf(intake, entity, 'erased-on')?.value
    const box = idOf(entity)
    erased.push({
      box,
      through,
      day: typeof day === 'string' ? day : null,
      case: idField(intake, box, 'case'),
    })
  }
  return erased.sort((a, b) => compare(b.day ?? '', a.day ?? '') || compare(a.box, b.box))
}

// ── merged boxes ─────────────────────────────────────────────────────────────────────────────────────────

/**
 * Groups by following `into`. Two people may merge at the same time, A into B and B into A, or three in a ring: then the smallest id of
 * the ring stands for it. A box merged into one that is not here (erased, expired) stands for itself. Every box is in exactly one group.
 */
export function groupsOf(
  boxes: readonly string[],
  into: (box: string) => string | null,
): Map<string, string[]> {
  const here = new Set(boxes)
  const roots = new Map<string, string>()
  const rootOf = (start: string): string => {
    const path: string[] = []
    let at = start
    for (;;) {
      const known = roots.get(at)
      if (known !== undefined) {
        at = known
        break
      }
      const ring = path.indexOf(at)
      if (ring >= 0) {
        at = path.slice(ring).sort()[0]!
        break
      }
      path.push(at)
      const next = into(at)
      if (next === null || !here.has(next) || next === at) break
      at = next
    }
    for (const each of path) roots.set(each, at)
    return at
  }
  const groups = new Map<string, string[]>()
  for (const box of [...here].sort()) {
    const root = rootOf(box)
    const known = groups.get(root)
    if (known) known.push(box)
    else groups.set(root, [box])
  }
  // The one that stands for the group comes first.
  for (const [root, members] of groups) groups.set(root, [root, ...members.filter((box) => box !== root)])
  return groups
}

// ── threads ──────────────────────────────────────────────────────────────────────────────────────────────

function threadOf(root: string, boxes: Box[], intake: State | undefined, now: number): Thread {
  const entity = entityOf('thread', root)
  const all = boxes.flatMap(({ requests }) => requests)
  const lead = boxes[0]!.requests[0]!.request
  const days = all.map(({ arrived }) => arrived).sort()
  const unanswered = boxes
    .flatMap((box) => {
      const answered = Math.max(-1, ...box.answers.map(({ last }) => last))
      return box.requests.filter(({ request }) => request.seq > answered)
    })
    .map(({ arrived }) => arrived)
    .sort()
  const list = (field: string) =>
    [
      ...new Set(
        boxes.flatMap(({ box }) => (cellOf(intake, entityOf('thread', box), field)?.value ?? []) as string[]),
      ),
    ].sort()
  const note = cellOf(intake, entity, 'note')
  const unread = boxes.reduce(
    (sum, { requests, read }) => sum + requests.filter(({ request }) => request.seq > read).length,
    0,
  )
  // A family that writes again after the thread was closed must not write into the dark.
  const closed = unread > 0 ? null : ((cellOf(intake, entity, 'closed')?.value as string | undefined) ?? null)
  const waitingSince = closed === null ? (unanswered[0] ?? null) : null
  return {
    box: root,
    boxes,
    lang: lead.lang,
    kind: lead.kind,
    first: days[0]!,
    newest: days.at(-1)!,
    age: now - dayNumber(days[0]!),
    unread,
    lastAnswer:
      boxes
        .flatMap(({ answers }) => answers.flatMap(({ day }) => day ?? []))
        .sort()
        .at(-1) ?? null,
    waitingSince,
    waitingDays: waitingSince === null ? null : now - dayNumber(waitingSince),
    assignees: list('assignees'),
    tags: list('tags'),
    case: idField(intake, root, 'case'),
    closed,
    note: note ? textOf(note) : null,
    attachments: all.reduce((sum, { request }) => sum + request.attachments.length, 0),
  }
}
