/** content/law/acts.yaml and sources.yaml: what may be cited, and where it was read. */
import type { Library, NeededText } from './provenance.ts'
import type { Cursor } from './yaml-source.ts'

export interface Act {
  id: string
  articles: string[]
}

export interface Source {
  id: string
  kind: string
  where: string
  says: string
}

/**
 * copy = a copy or excerpt of an act · report = press or an explanation · article = the founding article ·
 * data = public data sets · own = general knowledge, nothing was read.
 */
const SOURCE_KINDS = ['copy', 'report', 'article', 'data', 'own'] as const

export function readActs(cursor: Cursor, needText: NeededText): Act[] {
  const list = cursor.fields(['acts'])?.acts
  const acts: Act[] = []
  for (const item of list?.items() ?? []) {
    const fields = item.fields(['id', 'articles'])
    const id = fields?.id?.id()
    if (!id) continue
    if (acts.some((act) => act.id === id)) item.refuse(`act '${id}' stands twice`)
    needText(`act.${id}`, item)
    const articles: string[] = []
    for (const each of fields?.articles?.items() ?? []) {
      const article = each.text()
      if (article === null) continue
      if (articles.includes(article)) each.refuse(`article '${article}' of '${id}' stands twice`)
      articles.push(article)
    }
    acts.push({ id, articles })
  }
  return acts
}

export function readSources(cursor: Cursor): Source[] {
  const list = cursor.fields(['sources'])?.sources
  const sources: Source[] = []
  for (const item of list?.items() ?? []) {
    const fields = item.fields(['id', 'kind', 'where', 'says'])
    const id = fields?.id?.id()
    const kind = fields?.kind?.oneOf(SOURCE_KINDS)
    const where = fields?.where?.text()
    const says = fields?.says?.text()
    if (!id || !kind || !where || !says) continue
    if (sources.some((source) => source.id === id)) item.refuse(`source '${id}' stands twice`)
    sources.push({ id, kind, where, says })
  }
  return sources
}

export function libraryOf(acts: Act[], sources: Source[]): Library {
  return {
    acts: new Map(acts.map((act) => [act.id, new Set(act.articles)])),
    sources: new Set(sources.map((source) => source.id)),
  }
}
