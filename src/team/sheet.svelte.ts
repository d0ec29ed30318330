/**
 * All that one sheet knows. Lives in this page's memory: nothing here reads or writes a store, a cookie, an address or
 * the network, and `clear` leaves nothing behind.
 */
import { checkConstraints, type Problem } from '../law/facts.ts'
import type { FlowId } from '../law/flow-ids.ts'
import type { FlowFindings } from '../law/flows.ts'
import { saidOnScreens } from '../law/rules.ts'
import { checkRuling, type RulingCheck } from '../law/rulings.ts'
import type { ClockPack, Deadline, Facts, FactValue, FlowPack, PlainDate } from '../law/types.ts'
import type { Edit } from '../letters/edits.ts'
import type { BlankValue, LetterInput, LetterModel, LetterProblem } from '../letters/types.ts'
import { controlOf } from './marks.ts'
import { loadLetters, packs } from './packs.ts'
import { speech } from './speech.svelte.ts'
import { type DateProblem, readTypedMoment } from './typed-date.ts'

/** Why a field does not count yet. */
export type FieldProblem =
  | { is: 'date'; problem: DateProblem }
  | { is: 'number'; min: number; max: number }
  | { is: 'contradiction'; constraint: string }

/** The appeal letter is shown until something else fits better. */
export const FIRST_LETTER = 'koap-complaint'

/** What a sheet stands on: one flow's rules, and how they are asked. `told` is there for flows that tell in their own order. */
export interface SheetFlow {
  id: FlowId
  flow: FlowPack
  clocks: ClockPack
  check(facts: Facts, today: PlainDate): RulingCheck & { told?: FlowFindings }
  /** Shown until a finding names another. */
  letter: string
}

export const RULINGS: SheetFlow = {
  ...packs,
  id: 'rulings',
  check: (facts, today) => checkRuling(packs, facts, today),
  letter: FIRST_LETTER,
}

const localDay = (now: Date): PlainDate =>
  `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}-${String(now.getDate()).padStart(2, '0')}`

/** A long narrative is read once the fingers rest, so that typing never waits for the rules. */
const REST_MS = 250

type Letters = Awaited<ReturnType<typeof loadLetters>>

export class Sheet {
  /** Set once, by the constructor. */
  readonly of: SheetFlow = RULINGS
  /** What is marked. Replaced as a whole: a check reads all of it anyway. */
  facts = $state.raw<Facts>({})
  /** What stands in the fields that are typed into, by fact. */
  typed = $state<Record<string, string>>({})
  fieldProblems = $state<Record<string, FieldProblem>>({})
  addressee = $state<string | null>(null)
  chosenLetter = $state<string | null>(null)
  blanks = $state<Record<string, BlankValue>>({})
  /** The defender's own words, by letter and paragraph. */
  edits = $state.raw<Record<string, Record<string, Edit>>>({})
  letters = $state.raw<Letters | null>(null)
  lettersFailed = $state(false)
  /** Whether what is typed is kept somewhere, and the page must say so. */
  kept = $state(false)
  today = $state<PlainDate>(localDay(new Date()))

  /** Groups whose condition an answer has closed do not speak. */
  readonly said = $derived(saidOnScreens(this.of.flow, this.of.clocks, this.facts, this.today))
  readonly contradictions: Problem[] = $derived(
    checkConstraints(this.of.flow, this.of.clocks, this.said, this.today),
  )
  /** Facts without those that contradict others: a last day counted from a wrong date would be a wrong day. */
  readonly sound = $derived.by(() => {
    const wrong = new Set(this.contradictions.map(({ path }) => path))
    return wrong.size === 0
      ? this.said
      : Object.fromEntries(Object.entries(this.said).filter(([fact]) => !wrong.has(fact)))
  })
  readonly check = $derived(this.of.check(this.sound, this.today))
  readonly appeal: Deadline | null = $derived(
    this.check.deadlines.find(({ rule }) => rule === 'koap.appeal') ?? null,
  )
  readonly letter = $derived(this.chosenLetter ?? this.check.letters[0]?.kind ?? this.of.letter)
  /** Findings that speak for a complaint or need attention. */
  readonly strong = $derived(
    this.check.findings.filter(({ status, severity }) => status === 'found' && severity !== 'context').length,
  )
  readonly dirty = $derived(
    Object.keys(this.facts).length > 0 ||
      Object.values(this.typed).some((text) => text !== '') ||
      Object.keys(this.blanks).length > 0 ||
      Object.values(this.edits).some((of) => Object.keys(of).length > 0),
  )
  /** What a letter is composed from. */
  readonly input: LetterInput = $derived.by(() => ({
    facts: this.sound,
    findings: this.check.told?.findings ?? this.check.findings,
    deadlines: Object.fromEntries(this.check.deadlines.map((each) => [each.rule, each])),
    blanks: $state.snapshot(this.blanks) as Record<string, BlankValue>,
    today: this.today,
  }))
  /** What the letter writer makes of it; null until it is loaded. */
  private readonly composed: LetterModel | { problems: LetterProblem[] } | null = $derived.by(() => {
    if (!this.letters?.pack.letters[this.letter]) return null
    return this.letters.composeLetter(this.letters.pack, this.letter, this.input)
  })
  private readonly withEdits = $derived.by(() => {
    if (!this.letters || !this.composed || 'problems' in this.composed) return null
    return this.letters.applyEdits(this.composed, { paragraphs: this.edits[this.letter] ?? {} })
  })
  /** The letter as it would be printed now, with the defender's own words. */
  readonly model: LetterModel | null = $derived(this.withEdits?.model ?? null)
  /** Own words whose paragraph is gone since a mark changed: shown, so that nothing typed is lost. */
  readonly lost = $derived(Object.entries(this.withEdits?.lost ?? {}))
  readonly problems: LetterProblem[] = $derived(
    this.composed && 'problems' in this.composed ? this.composed.problems : [],
  )

  constructor(of: SheetFlow = RULINGS) {
    this.of = of
  }

  private resting: ReturnType<typeof setTimeout> | undefined

  /** A sheet may lie open over night: days left are counted from the day it is looked at. */
  lookAtDay(): void {
    this.today = localDay(new Date())
  }

  /** Fetches the letter writer. Safe to call again after a failure. */
  async openLetters(): Promise<void> {
    this.lettersFailed = false
    try {
      this.letters ??= await loadLetters()
    } catch {
      this.lettersFailed = true
    }
  }

  /** `undefined` takes the answer back, `null` is "I do not know". */
  set(fact: string, value: FactValue | undefined): void {
    const { [fact]: _, ...others } = this.facts
    this.facts = value === undefined ? others : { ...others, [fact]: value }
  }

  /** Takes what was typed into a field; it becomes an answer only when it can be read. */
  type(fact: string, text: string): void {
    this.typed[fact] = text
    const spec = this.of.flow.facts[fact]
    if (!spec) return
    delete this.fieldProblems[fact]
    const control = controlOf(spec)
    if (control === 'date') {
      const read = readTypedMoment(text, spec.time === true)
      if (read.is === 'problem') this.fieldProblems[fact] = { is: 'date', problem: read.problem }
      this.set(fact, read.is === 'date' ? read.value : undefined)
    } else if (control === 'integer') {
      const { min = 0, max = Number.MAX_SAFE_INTEGER } = spec
      const number = /^\d{1,9}$/.test(text.trim()) ? +text : Number.NaN
      const good = number >= min && number <= max
      if (!good && text.trim() !== '') this.fieldProblems[fact] = { is: 'number', min, max }
      this.set(fact, good ? number : undefined)
    } else {
      clearTimeout(this.resting)
      const take = () => this.set(fact, text.trim() === '' ? undefined : text)
      if (text.length < 2_000) take()
      else this.resting = setTimeout(take, REST_MS)
    }
  }

  /** Takes an answer and its field back, or says "I do not know". */
  reset(fact: string, value?: null): void {
    clearTimeout(this.resting)
    delete this.typed[fact]
    delete this.fieldProblems[fact]
    this.set(fact, value)
  }

  problemOf(fact: string): FieldProblem | null {
    const own = this.fieldProblems[fact]
    if (own) return own
    const contradiction = this.contradictions.find(({ path }) => path === fact)
    return contradiction ? { is: 'contradiction', constraint: `${contradiction.params.constraint}` } : null
  }

  /** Chooses where the complaint goes; its words stand in the letter until a name is typed over them. */
  choose(addressee: string): void {
    const words = (id: string | null) => (id ? speech.now.russian.dynamic(`${id}.say`) : undefined)
    const written = this.blanks.addressee
    if (written === undefined || written === words(this.addressee))
      this.blanks.addressee = words(addressee) ?? ''
    this.addressee = addressee
  }

  /** @param base the words that the edit replaces, as the editor showed them */
  rewrite(paragraph: string, text: string, base: string): void {
    const first = this.edits[this.letter]?.[paragraph]?.base ?? base
    if (text === first) this.revert(paragraph)
    else this.keep(paragraph, { text, base: first })
  }

  /** The marks «[проверить: …]» of a paragraph were checked. */
  confirm(paragraph: string): void {
    this.keep(paragraph, { ...this.edits[this.letter]?.[paragraph], cleared: true })
  }

  private keep(paragraph: string, edit: Edit): void {
    this.edits = { ...this.edits, [this.letter]: { ...this.edits[this.letter], [paragraph]: edit } }
  }

  revert(paragraph: string): void {
    const { [paragraph]: _, ...others } = this.edits[this.letter] ?? {}
    this.edits = { ...this.edits, [this.letter]: others }
  }

  clear(): void {
    clearTimeout(this.resting)
    this.facts = {}
    this.typed = {}
    this.fieldProblems = {}
    this.addressee = null
    this.chosenLetter = null
    this.blanks = {}
    this.edits = {}
  }
}
