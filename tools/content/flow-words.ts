/** The words a flow needs: each rule, screen, fact and constraint has its messages, and they use only given values. */

import type { ExprType } from './expression-types.ts'
import type { ReadFlow } from './flow.ts'
import type { ArgType } from './icu.ts'
import type { Messages } from './messages.ts'
import type { Cursor } from './yaml-source.ts'

/** Arguments of a key in an area, in the first language that has it: languages are compared by messages.ts. */
export function argumentsOf(messages: Messages, area: string, key: string): Record<string, ArgType> | null {
  for (const entries of messages.areas.get(area)?.values() ?? []) {
    const entry = entries.get(key)
    if (entry) return entry.args
  }
  return null
}

export function checkFlowWords({ pack, places }: ReadFlow, messages: Messages): void {
  const { flow } = pack
  if (!messages.areas.has(flow)) {
    const first = [...places.rules.values()][0]?.at ?? [...places.facts.values()][0]
    first?.refuse(`no words: content/messages/<lang>/${flow}.yaml does not exist`)
    return
  }
  const need = (key: string, at: Cursor | undefined, values: Record<string, ExprType> = {}) => {
    const args = argumentsOf(messages, flow, key)
    if (!args) at?.refuse(`message '${key}' is missing in area '${flow}'`)
    else
      for (const [name, type] of Object.entries(args)) {
        const reason = misfit(name, type, values)
        if (reason) at?.refuse(`message '${key}': ${reason}`)
      }
    return args ?? {}
  }

  for (const [fact, at] of places.facts) {
    need(`${flow}.fact.${fact}.ask`, at)
    for (const value of pack.facts[fact]?.of ?? []) need(`${flow}.fact.${fact}.${value}`, at)
  }
  for (const [id, at] of places.constraints) need(`${flow}.constraint.${id}`, at)
  for (const [id, at] of places.screens) need(`${flow}.screen.${id}.title`, at)
  const steps = new Map(pack.rules.map((rule) => [rule.id, rule.next]))
  for (const [id, { at, with: values }] of places.rules) {
    const used = [need(`${id}.say`, at, values), need(`${id}.why`, at, values)]
    if (steps.get(id)) used.push(need(`${id}.next`, at, values))
    for (const name of Object.keys(values))
      if (!used.some((args) => Object.hasOwn(args, name)))
        at.warn(`rule '${id}': 'with' gives {${name}}, but no message uses it`)
  }
}

/** Why a message argument cannot be filled by what `with` gives, or null. */
function misfit(name: string, type: ArgType, values: Record<string, ExprType>): string | null {
  const value = Object.hasOwn(values, name) ? values[name] : undefined
  if (!value) return `{${name}} is not given by the rule's 'with'`
  switch (value.kind) {
    case 'date':
      return type === 'date' ? null : `{${name}} is a date: write {${name}, date}`
    case 'number':
    case 'fixed number':
      return type === 'number' || type === 'text'
        ? null
        : `{${name}} is a number, the message wants a ${type}`
    case 'choice': {
      if (!type.startsWith('select:')) return `{${name}} is a choice: write {${name}, select, …}`
      const strange = type
        .slice('select:'.length)
        .split('|')
        .find((branch) => branch !== 'other' && !value.of.includes(branch))
      return strange ? `{${name}} is never '${strange}'` : null
    }
    default:
      return type === 'text' ? null : `{${name}} is a text, the message wants a ${type}`
  }
}
