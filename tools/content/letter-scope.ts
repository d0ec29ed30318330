/** What letters may refer to: the names of acts, articles, rules, facts and terms under content/law. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
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
  const flow = join(law, 'rulings')
  for (const path of yamls(join(flow, 'rules')))
    for (const id of read(path)?.peek('rules', 'id') ?? []) scope.rules.add(id)
  if (scope.rules.size === 0)
    report.problem('law/rulings/rules', 1, 'no rules: no ground of a letter can be checked')
  for (const [id, value] of fieldsOf(read(join(flow, 'facts.yaml')), 'facts')?.entries() ?? []) {
    const type = fieldsOf(value, 'type')?.text() as FactSpec['type'] | null | undefined
    if (type)
      scope.facts[id] = {
        type,
        of:
          fieldsOf(value, 'of')
            ?.items()
            .flatMap((each) => each.text() ?? []) ?? [],
      }
  }
  return scope
}

/** One key of a map, without reporting anything. */
export const fieldsOf = (cursor: Cursor | null | undefined, key: string): Cursor | undefined =>
  cursor?.isMap ? cursor.entries()?.find(([name]) => name === key)?.[1] : undefined
