/** One flow (content/law/package, content/law/rulings): facts, screens, phrases and rules → FlowPack. */
import {
  type Condition,
  type Expr,
  type FactSpec,
  type FlowPack,
  type FlowTerm,
  type Rule,
  SEVERITIES,
} from '../../src/law/types.ts'
import { ExpressionError, parseExpression, RESERVED } from './expression.ts'
import { type ExprType, type Names, typed } from './expression-types.ts'
import { readPhrases } from './phrases.ts'
import {
  type Library,
  type NeededText,
  PROVENANCE_NEEDED,
  PROVENANCE_OPTIONAL,
  readInForce,
  readProvenance,
} from './provenance.ts'
import type { Cursor } from './yaml-source.ts'

export const KINDS = [
  ...['missing', 'expired', 'expiring', 'untranslated', 'mismatched', 'wrong-place', 'not-needed'],
  ...['disclosure', 'test', 'defect', 'merits', 'detention', 'addressee', 'letter', 'context'],
  ...['risk', 'right', 'evidence', 'route', 'window', 'bill'],
] as const
export const STEPS = ['prepare', 'check', 'ask', 'file', 'pay', 'leave', 'wait'] as const
const TYPES = ['choice', 'choices', 'integer', 'date', 'text'] as const

/** The YAML of one flow, opened. `rules` are the files of rules/. */
export interface FlowFiles {
  facts: Cursor
  screens: Cursor | null
  phrases: Cursor | null
  terms: Cursor | null
  rules: Cursor[]
}

export interface ReadFlow {
  pack: FlowPack
  /** Where things stand, for the checks that come after all files are read. */
  places: {
    rules: Map<string, { at: Cursor; with: Record<string, ExprType> }>
    facts: Map<string, Cursor>
    /** Facts with `screen: none`: given on the command line, asked by no screen on purpose. */
    offScreen: Set<string>
    screens: Map<string, Cursor>
    constraints: Map<string, Cursor>
  }
}

export interface FlowContext {
  library: Library
  terms: ReadonlySet<string>
  needText: NeededText
}

/** Reads all of a flow; problems go to the report and their parts are left out of the pack. */
export function readFlow(files: FlowFiles, folder: string, context: FlowContext): ReadFlow {
  const places: ReadFlow['places'] = {
    rules: new Map(),
    facts: new Map(),
    offScreen: new Set(),
    screens: new Map(),
    constraints: new Map(),
  }
  const top = files.facts.fields(['flow', 'as_of', 'facts'], ['constraints', 'keep'])
  const flow = top?.flow?.id() ?? folder
  if (flow !== folder) top?.flow?.refuse(`flow '${flow}' must be called like its folder, '${folder}'`)
  const facts = top?.facts ? readFacts(top.facts, places) : {}
  const asOf = top?.as_of?.text() ?? ''
  if (top?.as_of && asOf && facts[asOf]?.type !== 'date') top.as_of.refuse(`as_of: '${asOf}' is no date fact`)

  const names: Names = {
    facts,
    phrases: new Set(),
    terms: context.terms,
    rules: new Set(files.rules.flatMap(ruleIds)),
  }
  const phrases = files.phrases ? readPhrases(files.phrases) : {}
  names.phrases = new Set(Object.keys(phrases))

  const constraints = top?.constraints ? readConstraints(top.constraints, names, places.constraints) : []
  const screens = files.screens ? readScreens(files.screens, names, places) : []
  const rules = files.rules.flatMap((file) =>
    (file.fields(['rules'])?.rules?.items() ?? []).flatMap((item) => {
      const rule = readRule(item, names, context, places.rules)
      return rule ? [rule] : []
    }),
  )
  const terms = files.terms ? readFlowTerms(files.terms, names) : []
  const keep = top?.keep?.boolean() ?? true
  return { pack: { flow, asOf, facts, constraints, screens, rules, terms, keep, phrases }, places }
}

/** terms.yaml: which terms run, from which day, in which cases. */
function readFlowTerms(cursor: Cursor, names: Names): FlowTerm[] {
  return (cursor.fields(['terms'])?.terms?.items() ?? []).flatMap((item) => {
    const fields = item.fields(['term', 'from'], ['when', 'listed'])
    const term = fields?.term?.id() ?? null
    const from = fields?.from ? readExpression(fields.from, names) : null
    const when = fields?.when ? readCondition(fields.when, names) : (['true'] as Condition)
    const always = (fields?.listed?.oneOf(['always']) ?? null) !== null
    if (term === null || !from) return []
    const type = typed(from, names)
    if (typeof type === 'string' || type.kind !== 'date')
      return fields?.from?.refuse('from: a term runs from a date') ?? []
    // The same check, and the same words, as for a term inside a rule.
    const counted = typed(['deadline', term, from], names)
    if (typeof counted === 'string') return fields?.term?.refuse(counted) ?? []
    return when ? [{ term, from, when, always }] : []
  })
}

/** Ids of a rules file without a word about its mistakes: they are reported when the rules are read. */
function ruleIds(file: Cursor): string[] {
  return file.peek('rules', 'id')
}

function readFacts(cursor: Cursor, places: ReadFlow['places']): Record<string, FactSpec> {
  const facts: Record<string, FactSpec> = {}
  for (const [name, value] of cursor.entries() ?? []) {
    if (!/^[a-z]\w*([.-][a-z]\w*)*$/i.test(name)) {
      value.refuse(`fact '${name}': Latin letters, digits and _, parts joined by dots or hyphens`)
      continue
    }
    if (RESERVED.has(name)) value.refuse(`fact '${name}': this word has a meaning of its own in 'when'`)
    for (const other of places.facts.keys())
      if (other.startsWith(`${name}.`) || name.startsWith(`${other}.`))
        value.refuse(`fact '${name}' and fact '${other}': one cannot stand inside the other`)
    places.facts.set(name, value)
    const spec = readFact(value)
    if (spec) facts[name] = spec
    if (value.has('screen')) places.offScreen.add(name)
  }
  return facts
}

function readFact(cursor: Cursor): FactSpec | null {
  const fields = cursor.fields(['type'], ['of', 'min', 'max', 'screen', 'time'])
  const type = fields?.type?.oneOf(TYPES)
  if (!fields || !type) return null
  fields.screen?.oneOf(['none'])
  const listed = type === 'choice' || type === 'choices'
  if (listed && !fields.of) return cursor.refuse("'of' is missing: which choices?")
  if (!listed && fields.of) fields.of.refuse("of: only for type 'choice' and 'choices'")
  for (const bound of [fields.min, fields.max])
    if (bound && type !== 'integer') bound.refuse(`${bound.name}: only for type 'integer'`)
  if (fields.time && type !== 'date') fields.time.refuse("time: only for type 'date'")
  const spec: FactSpec = { type }
  if (fields.time?.oneOf(['yes'])) spec.time = true
  if (listed) {
    const of: string[] = []
    for (const item of fields.of?.items() ?? []) {
      const value = item.text()
      if (value === null) continue
      if (!/^[A-Za-z0-9][\w-]*(\.[\w-]+)*$/.test(value))
        item.refuse(`of: '${value}': Latin letters, digits, - and _, parts joined by dots`)
      if (value === 'ask') item.refuse("of: 'ask' is the key of the question itself")
      if (of.includes(value)) item.refuse(`of: '${value}' stands twice`)
      of.push(value)
    }
    spec.of = of
  }
  if (type === 'integer') {
    const min = fields.min?.integer() ?? null
    const max = fields.max?.integer() ?? null
    if (min !== null) spec.min = min
    if (max !== null) spec.max = max
    if (min !== null && max !== null && min > max) cursor.refuse(`min ${min} is more than max ${max}`)
  }
  return spec
}

function readConstraints(cursor: Cursor, names: Names, places: Map<string, Cursor>): FlowPack['constraints'] {
  return cursor.items().flatMap((item) => {
    const fields = item.fields(['id', 'fact', 'when'])
    const id = fields?.id?.id()
    const fact = fields?.fact ? readFactName(fields.fact, names) : null
    const when = fields?.when ? readCondition(fields.when, names) : null
    if (!id) return []
    if (places.has(id)) item.refuse(`constraint '${id}' stands twice`)
    places.set(id, item)
    return fact && when ? [{ id, fact, when }] : []
  })
}

function readScreens(cursor: Cursor, names: Names, places: ReadFlow['places']): FlowPack['screens'] {
  return (cursor.fields(['screens'])?.screens?.items() ?? []).flatMap((item) => {
    const fields = item.fields(['id', 'facts'], ['show_if'])
    const id = fields?.id?.id()
    const facts = (fields?.facts?.items() ?? []).flatMap((each) => {
      const name = readFactName(each, names)
      if (name && places.offScreen.has(name))
        each.refuse(`fact '${name}' has 'screen: none', so no screen may ask it`)
      return name ?? []
    })
    const showIf = fields?.show_if ? readCondition(fields.show_if, names) : (['true'] as Condition)
    if (!id) return []
    if (places.screens.has(id)) item.refuse(`screen '${id}' stands twice`)
    if (fields?.facts && facts.length === 0) item.refuse(`screen '${id}' asks nothing`)
    places.screens.set(id, item)
    return showIf ? [{ id, facts, showIf }] : []
  })
}

function readFactName(cursor: Cursor, names: Names): string | null {
  const name = cursor.text()
  if (name === null) return null
  const type = typed(['fact', name], names)
  return typeof type === 'string' ? cursor.refuse(type) : name
}

function readRule(
  item: Cursor,
  names: Names,
  { library, needText }: FlowContext,
  places: ReadFlow['places']['rules'],
): Rule | null {
  const fields = item.fields(
    ['id', 'in_force', 'about', 'kind', 'severity', 'priority', 'when', ...PROVENANCE_NEEDED],
    ['with', 'ask_if_unknown', 'next', 'letter', ...PROVENANCE_OPTIONAL],
  )
  if (!fields) return null
  const id = fields.id?.id() ?? null
  const inForce = fields.in_force ? readInForce(fields.in_force) : null
  const about = fields.about?.id() ?? null
  const kind = fields.kind?.oneOf(KINDS) ?? null
  const severity = fields.severity?.oneOf(SEVERITIES) ?? null
  const priority = fields.priority?.integer(0, 9999) ?? null
  const when = fields.when ? readCondition(fields.when, names) : null
  const values = fields.with ? readValues(fields.with, names) : { exprs: {}, types: {} }
  const askIfUnknown = fields.ask_if_unknown ? fields.ask_if_unknown.boolean() : false
  const next = fields.next && !fields.next.isNull ? fields.next.oneOf(STEPS) : null
  const letter = fields.letter && !fields.letter.isNull ? fields.letter.id() : null
  const provenance = readProvenance(fields, library, needText)
  if (severity === 'fine' && provenance?.review.state === 'unsigned')
    fields.severity?.refuse("severity: an unsigned rule never reassures, so it cannot be 'fine'")
  if (id === null) return null
  if (places.has(id)) {
    const first = places.get(id)!.at
    return item.refuse(`rule '${id}' stands twice: also at ${first.file}:${first.line}`)
  }
  places.set(id, { at: item, with: values.types })
  if (!inForce || !about || !kind || !severity || priority === null || !when || !provenance) return null
  return {
    id,
    ...inForce,
    about,
    kind,
    severity,
    priority,
    when,
    with: values.exprs,
    askIfUnknown: askIfUnknown ?? false,
    next,
    letter,
    ...provenance,
  }
}

function readValues(
  cursor: Cursor,
  names: Names,
): { exprs: Record<string, Expr>; types: Record<string, ExprType> } {
  const exprs: Record<string, Expr> = {}
  const types: Record<string, ExprType> = {}
  for (const [name, value] of cursor.entries() ?? []) {
    if (!/^[a-z]\w*$/i.test(name)) value.refuse(`with: '${name}' is no name: Latin letters, digits and _`)
    const expr = readExpression(value, names)
    const type = expr && typed(expr, names)
    if (!expr || !type || typeof type === 'string') continue
    if (type.kind === 'condition' || type.kind === 'choices') {
      value.refuse(`with: '${name}' must be a text, a number, a date or a choice to be put into a sentence`)
      continue
    }
    exprs[name] = expr
    types[name] = type
  }
  return { exprs, types }
}

function readExpression(cursor: Cursor, names: Names): Expr | null {
  const source = cursor.text()
  if (source === null) return null
  try {
    return parseExpression(source, names)
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    return cursor.refuse(`${cursor.name}: ${error.message} (column ${error.column} of the expression)`)
  }
}

function readCondition(cursor: Cursor, names: Names): Condition | null {
  const expr = readExpression(cursor, names)
  if (!expr) return null
  const type = typed(expr, names)
  if (typeof type === 'string') return cursor.refuse(`${cursor.name}: ${type}`)
  if (type.kind !== 'condition')
    return cursor.refuse(`${cursor.name}: a condition is expected, something true or false`)
  return expr as Condition
}
