/** What rules, screens and constraints use: for cycles, for facts that nobody asks, for facts that nobody reads. */
import type { Expr, Rule } from '../../src/law/types.ts'
import type { ReadFlow } from './flow.ts'

/** Facts and rules that an expression names. */
export interface Uses {
  facts: Set<string>
  rules: Set<string>
}

export function usesOf(exprs: readonly Expr[]): Uses {
  const uses: Uses = { facts: new Set(), rules: new Set() }
  const visit = (expr: Expr): void => {
    if (expr[0] === 'fact' || expr[0] === 'asked') uses.facts.add(expr[1])
    else if (expr[0] === 'rule') uses.rules.add(expr[1])
    else if (expr[0] !== 'in' && expr[0] !== 'lit')
      for (const part of expr.slice(1)) if (Array.isArray(part)) visit(part as Expr)
    if (expr[0] === 'in') visit(expr[1])
  }
  exprs.forEach(visit)
  return uses
}

/** Every rule that stands in a cycle of rule( ), with the way round. */
export function cycles(rules: readonly Pick<Rule, 'id' | 'when'>[]): Map<string, string[]> {
  const next = new Map(rules.map((rule) => [rule.id, usesOf([rule.when]).rules]))
  const found = new Map<string, string[]>()
  for (const { id } of rules) {
    const way = wayBack(id, next)
    if (way) found.set(id, way)
  }
  return found
}

/** The shortest way from a rule back to itself, or null. */
function wayBack(start: string, next: Map<string, Set<string>>): string[] | null {
  const seen = new Set<string>()
  let front = [[start]]
  while (front.length > 0) {
    const further: string[][] = []
    for (const way of front)
      for (const id of next.get(way.at(-1)!) ?? []) {
        if (id === start) return [...way, id]
        if (seen.has(id)) continue
        seen.add(id)
        further.push([...way, id])
      }
    front = further
  }
  return null
}

/** Reports cycles, and warns of facts that no screen asks or no rule reads. */
export function checkUses({ pack, places }: ReadFlow): void {
  for (const [id, way] of cycles(pack.rules))
    places.rules.get(id)?.at.refuse(`rule '${id}' depends on itself: ${way.join(' → ')}`)

  const asked = new Set(pack.screens.flatMap((screen) => screen.facts))
  if (pack.screens.length > 0)
    for (const rule of pack.rules)
      for (const fact of usesOf([rule.when]).facts)
        if (!asked.has(fact) && !places.offScreen.has(fact))
          places.rules.get(rule.id)?.at.warn(`rule '${rule.id}' needs '${fact}', which no screen asks`)

  const read = usesOf([
    ...pack.rules.flatMap((rule) => [rule.when, ...Object.values(rule.with)]),
    ...pack.terms.flatMap((each) => [each.from, each.when]),
    ...pack.constraints.map((each) => each.when),
    ...pack.screens.map((each) => each.showIf),
  ]).facts
  for (const fact of asked)
    if (!read.has(fact) && fact !== pack.asOf)
      places.facts.get(fact)?.warn(`fact '${fact}' is asked, but nothing reads it`)

  const before = new Set<string>()
  for (const screen of pack.screens) {
    for (const fact of usesOf([screen.showIf]).facts)
      if (asked.has(fact) && !before.has(fact))
        places.screens.get(screen.id)?.warn(`show_if needs '${fact}', which is asked only later`)
    for (const fact of screen.facts) before.add(fact)
  }
}
