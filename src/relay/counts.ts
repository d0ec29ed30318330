/** How much there is, and nothing else: the whole of what may be shown about a store. */
import type { DatabaseSync } from 'node:sqlite'

export interface Counts {
  spaces: number
  boxes: number
  messages: number
  commits: number
  files: number
  /** Of the database file, free pages included. */
  bytes: number
}

export function countsOf(db: DatabaseSync): Counts {
  const n = (sql: string) => Number((db.prepare(sql).get() as { n: unknown }).n)
  return {
    spaces: n('select count(*) as n from spaces'),
    boxes: n('select count(*) as n from boxes'),
    messages: n('select count(*) as n from messages'),
    commits: n('select count(*) as n from commits'),
    files: n('select count(*) as n from (select distinct owner, file from parts)'),
    bytes: n('select page_count * page_size as n from pragma_page_count(), pragma_page_size()'),
  }
}

const ABOUT: Record<keyof Counts, string> = {
  spaces: 'Spaces: organisations, teams, desks.',
  boxes: 'Boxes of families.',
  messages: 'Sealed requests and replies.',
  commits: 'Sealed commits of all lanes.',
  files: 'Sealed attachments.',
  bytes: 'Size of the database file in bytes.',
}

/** Text for Prometheus (exposition format 0.0.4). No label: a label would name something. */
export const metricsText = (counts: Counts): string =>
  Object.entries(ABOUT)
    .map(
      ([name, about]) =>
        `# HELP hamroh_${name} ${about}\n# TYPE hamroh_${name} gauge\nhamroh_${name} ${counts[name as keyof Counts]}\n`,
    )
    .join('')
