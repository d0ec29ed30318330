/** What letters may refer to: the names of acts, articles, rules, facts and terms under content/law. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { FLOW_IDS } from '../../src/law/flow-ids.ts'
import type { FactSpec } from '../../src/law/types.ts'
import type { TemplateParagraph } from '../../src/letters/types.ts'
import type { Names } from './letter-text.ts'
import { createReport, type Report } from './report.ts'
import { type Cursor, openYaml } from './yaml-source.ts'

export interface Scope extends Names {
  rules: Set<string>
  facts: Record<string, Pick<FactSpec, 'type' | 'of'>>
  terms: Set<string>
  grounds: Map<string, Ground>
  /** Paragraphs that letters share, as they stand in parts.yaml. */
  parts: Map<string, Cursor[]>
}

export interface Ground {
  paragraphs: TemplateParagraph[]
  blanks: string[]
}

/** Names only: the law compiler reads and checks these files, so their own faults are not reported a second time. */
export function scopeOf(contentDir: string, report: Report): Scope {
  const scope: Scope = {
    blanks: {},
    acts: {},
    articles: new Map(),
    rules: new Set(),
    facts: {},
    terms: new Set(),
    grounds: new Map(),
    parts: new Map(),
  }
  const law = join(contentDir, 'law')
  const read = (path: string): Cursor | null =>
    existsSync(path) ? openYaml(path, path.slice(contentDir.length + 1), createReport()) : null
  const yamls = (dir: string) =>
    existsSync(dir)
      ? readdirSync(dir)
          .filter((name) => name.endsWith('.yaml'))
          .map((name) => join(dir, name))
      : []
  const acts = read(join(law, 'acts.yaml'))
  if (!acts) report.problem('law/acts.yaml', 1, 'cannot be read: no article of a letter can be checked')
  for (const item of fieldsOf(acts, 'acts')?.items() ?? []) {
    const id = fieldsOf(item, 'id')?.text()
    if (id)
      scope.articles.set(
        id,
        new Set(
          fieldsOf(item, 'articles')
            ?.items()
            .flatMap((each) => each.text() ?? []),
        ),
      )
  }
  for (const path of yamls(join(law, 'terms')))
    for (const id of read(path)?.peek('terms', 'id') ?? []) scope.terms.add(id)
  for (const name of FLOW_IDS) readFlow(join(law, name))
  if (scope.rules.size === 0)
    report.problem('law/rulings/rules', 1, 'no rules: no ground of a letter can be checked')
  return scope

  function readFlow(flow: string): void {
    for (const path of yamls(join(flow, 'rules')))
      for (const id of read(path)?.peek('rules', 'id') ?? []) scope.rules.add(id)
    for (const [id, value] of fieldsOf(read(join(flow, 'facts.yaml')), 'facts')?.entries() ?? []) {
      const type = fieldsOf(value, 'type')?.text() as FactSpec['type'] | null | undefined
      if (!type) continue
      const of =
        fieldsOf(value, 'of')
          ?.items()
          .flatMap((each) => each.text() ?? []) ?? []
      // Two flows may ask for a fact of the same name: a letter may name the values of either.
      scope.facts[id] = { type, of: [...(scope.facts[id]?.of ?? []), ...of] }
    }
  }
}

/** One key of a map, without reporting anything. */
export const fieldsOf = (cursor: Cursor | null | undefined, key: string): Cursor | undefined =>
  cursor?.isMap ? cursor.entries()?.find(([name]) => name === key)?.[1] : undefined
