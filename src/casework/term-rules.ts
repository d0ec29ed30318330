/** A flow cut down to the rules on which its terms depend, so that the clocks of many cases are counted without all their findings. */
import type { Expr, FlowPack } from '../law/types.ts'

/**
 * Keeps rules about the scope of a flow (outside it no term runs) and those that terms, constraints, screens and kept rules ask by name.
 * The deadlines of `checkRuling` and `checkPackage` are the same with it; a property test holds this.
 */
export function termRules(flow: FlowPack): FlowPack {
  const keep = new Set<string>()
  const byId = new Map(flow.rules.map((rule) => [rule.id, rule]))
  const visit = (expr: Expr): void => {
    if (expr[0] === 'rule') take(expr[1])
    else for (const part of expr.slice(1)) if (Array.isArray(part)) visit(part as Expr)
  }
  const take = (id: string): void => {
    const rule = byId.get(id)
    if (!rule || keep.has(id)) return
    keep.add(id)
    visit(rule.when)
    for (const expr of Object.values(rule.with)) visit(expr)
  }
  for (const { id, about } of flow.rules) if (about === 'scope') take(id)
  for (const { from, when } of flow.terms) [from, when].forEach(visit)
  for (const { when } of flow.constraints) visit(when)
  for (const { showIf } of flow.screens) visit(showIf)
  return { ...flow, rules: flow.rules.filter(({ id }) => keep.has(id)) }
}
