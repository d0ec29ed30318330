/**
 * node tools/launch.mjs bench/papers.ts
 * How much two practice papers of a grade have in common: mean over 1,000 pairs of seeds, with a 95 % interval, by band. An
 * item is the same when skill, stem and pieces are the same; beside it the share of skills, and the time of one paper.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { paper } from '../src/exam/paper.ts'
import { openPack } from '../src/exam/tables.ts'

const PAIRS = 1000
const compiled = join(import.meta.dirname, '..', 'build', 'content')
const read = (name: string) => JSON.parse(readFileSync(join(compiled, name), 'utf8'))

/** Share of the first list that stands in the second. */
const shared = (a: readonly string[], b: readonly string[]) =>
  a.filter((each) => b.includes(each)).length / a.length

for (const [band, grade] of Object.entries({ '1': 1, '2': 2, '3-5': 4, '6-9': 7, '10-11': 10 })) {
  const tables = openPack(read(`exam-${band}.json`), read(`exam-texts-${band}.json`))
  const begin = performance.now()
  const of = (seed: string) => {
    const items = paper(grade, seed, tables).parts.flatMap((part) => part.items)
    return {
      items: items.map(({ skill, stem, pieces }) => `${skill}/${stem}/${[...(pieces ?? [])].sort()}`),
      skills: items.map(({ skill }) => skill),
    }
  }
  const items: number[] = []
  const skills: number[] = []
  for (let pair = 0; pair < PAIRS; pair++) {
    const [a, b] = [of(`${pair}a`), of(`${pair}b`)]
    items.push(shared(a.items, b.items))
    skills.push(shared(a.skills, b.skills))
  }
  const each = (performance.now() - begin) / (2 * PAIRS)
  console.log(
    `band ${band.padEnd(6)} same items ${interval(items)}   same skills ${interval(skills)}   ${each.toFixed(2)} ms a paper`,
  )
}

function interval(values: readonly number[]): string {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
  const half = 1.96 * Math.sqrt(variance / values.length)
  return `${(mean * 100).toFixed(1)} % ± ${(half * 100).toFixed(1)}`
}
