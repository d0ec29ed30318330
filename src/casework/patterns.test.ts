import { describe, expect, test } from 'vitest'
import { madeNarratives } from './patterns.test-support.ts'
import { comparedWords, findPatterns, MEASURE, type Narrative } from './patterns.ts'
import { exhibitOf } from './patterns-exhibit.ts'
import { eachPairByForce, rankShingles } from './patterns-join.ts'
import { tokensOf } from './patterns-words.ts'

const STOCK =
  'находясь в общественном месте, выражался нецензурной бранью, размахивал руками, на замечания не реагировал'
const narratives: Narrative[] = [
  {
    id: 'a',
    station: 'ОП № 1',
    day: '2026-03-12',
    text: `Гр. Вымышленный А. А. 12.03.2026 в 21:40, ${STOCK}.`,
  },
  {
    id: 'b',
    station: 'ОП № 1',
    day: '2026-02-01',
    text: `Гр. Небылицына Б. Б. 01.02.2026 в 10:05, ${STOCK}, чем нарушил порядок.`,
  },
  { id: 'c', station: 'ОП № 2', day: '2026-05-30', text: `Гр. Сочинённый В. В. 30.05.2026, ${STOCK}.` },
  { id: 'd', text: 'Пояснил, что шёл с работы домой, документы оставил в общежитии, о проверке не знал.' },
  { id: 'e', text: 'Кричал.' },
]

describe('patterns', () => {
  const found = findPatterns(narratives)
  test('the same sentence with other names and dates is found, with its stations and days', () => {
    expect(found.clusters).toHaveLength(1)
    expect(found.clusters[0]).toMatchObject({
      members: ['a', 'b', 'c'],
      variants: 2,
      stations: [
        { station: 'ОП № 1', count: 2 },
        { station: 'ОП № 2', count: 1 },
      ],
      days: { from: '2026-02-01', to: '2026-05-30' },
    })
    expect(found.pairs[0]).toMatchObject({ a: 'a', b: 'c', likeness: 1 })
  })
  test('what is too short is left out and told', () => {
    expect(found.leftOut).toEqual(['e'])
    expect(found.compared).toBe(4)
  })
  test('the measure is in the answer, and counted: shared over all different shingles', () => {
    expect(found.measure).toEqual(MEASURE)
    for (const { shared, all, likeness } of found.pairs) {
      expect(likeness).toBe(shared / all)
      expect(likeness).toBeGreaterThanOrEqual(MEASURE.threshold)
    }
  })
  test('counts and clusters are those of brute force, on 600 narratives', () => {
    const made = madeNarratives(600, 7)
    const sets = rankShingles(
      made.map(({ text }) => comparedWords(tokensOf(text), MEASURE)),
      MEASURE.shingle,
    )
    let pairs = 0
    const joined = new Map(made.map(({ id }) => [id, id]))
    eachPairByForce(sets, 600, (a, b) => {
      pairs++
      const [from, to] = [joined.get(`n${a}`)!, joined.get(`n${b}`)!]
      for (const [id, root] of joined) if (root === from) joined.set(id, to)
    })
    const groups = new Map<string, string[]>()
    for (const [id, root] of joined) groups.set(root, [...(groups.get(root) ?? []), id])
    const byForce = [...groups.values()].filter(({ length }) => length > 1).map((ids) => ids.join())
    const result = findPatterns(made, MEASURE, 1_000_000)
    expect(pairs).toBeGreaterThan(200)
    expect(result.pairCount).toBe(pairs)
    expect(result.pairs).toHaveLength(pairs)
    expect(result.clusters.map(({ members }) => members.join()).sort()).toEqual(byForce.sort())
  })
  test('a list of the most alike pairs is the beginning of the whole list', () => {
    const made = madeNarratives(300, 3)
    const all = findPatterns(made, MEASURE, 1_000_000).pairs.map(({ likeness }) => likeness)
    const some = findPatterns(made, MEASURE, 50).pairs.map(({ likeness }) => likeness)
    expect(some).toEqual(all.slice(0, 50))
  })
  test('five thousand equal texts and a text of 100 kB take seconds and no list of millions', () => {
    const many: Narrative[] = Array.from({ length: 5000 }, (_, i) => ({ id: `n${i}`, text: STOCK }))
    const result = findPatterns([
      ...many,
      {
        id: 'long',
        text: `${STOCK} ${Array.from({ length: 9000 }, (_, i) => `слово${'абвгд'[i % 5]}${'ежзикст'[i % 7]} другое${'лмнопрстуфх'[i % 11]}`).join(' ')}`,
      },
    ])
    expect(result.pairCount).toBe((5000 * 4999) / 2)
    expect(result.pairs).toHaveLength(1000)
    expect(result.clusters[0]).toMatchObject({ variants: 1, least: 1 })
  })
  test('an id that stands twice, a measure that cannot be: refused', () => {
    expect(() => findPatterns([narratives[0]!, narratives[0]!])).toThrow(/“a” stands twice/)
    expect(() => findPatterns(narratives, { ...MEASURE, shingle: 0 })).toThrow(RangeError)
    expect(() => findPatterns(narratives, { ...MEASURE, fewestWords: 2 })).toThrow(RangeError)
    expect(() => findPatterns(narratives, { ...MEASURE, threshold: 2 })).toThrow(RangeError)
    expect(findPatterns([])).toMatchObject({ pairCount: 0, clusters: [], compared: 0 })
  })
})

describe('an exhibit', () => {
  const [cluster] = findPatterns(narratives).clusters
  const shown = (spans: { text: string; covered: boolean }[]) =>
    spans.map(({ text, covered }) => (covered ? '[…]' : text)).join('')

  test('is pseudonymous: no name, number or day stands in it, and no id', () => {
    const exhibit = exhibitOf(cluster!, narratives)
    const text = JSON.stringify(exhibit)
    for (const word of ['Вымышленн', 'Небылиц', 'Сочин', '21:40', '2026-03-12', '"a"'])
      expect(text).not.toContain(word)
    expect(exhibit.rows.map(({ day }) => day)).toEqual(['2026-03', '2026-05', '2026-02'])
    expect(shown(exhibit.sides[0]!.leftText)).toContain('[…], находясь в общественном месте')
  })
  test('marks as equal exactly what the measure counts', () => {
    const exhibit = exhibitOf(cluster!, narratives)
    const side = exhibit.sides.find(({ right }) => exhibit.rows[right - 1]!.day === '2026-02')!
    const equal = (spans: typeof side.leftText) =>
      spans.flatMap(({ text, equal, covered }) => (equal && !covered ? [text.trim()] : [])).join(' ')
    expect(equal(side.rightText)).toContain('выражался нецензурной бранью, размахивал руками')
    expect(equal(side.rightText)).not.toContain('нарушил')
    expect(exhibit.rows.find(({ number }) => number === side.right)!.likeness).toBeGreaterThanOrEqual(0.6)
  })
  test('the protocols of the one case stand as written; those of others never do', () => {
    const exhibit = exhibitOf(cluster!, narratives, { own: ['b'] })
    expect(exhibit.rows[0]).toMatchObject({ own: true, day: '2026-02-01', likeness: 1 })
    expect(exhibit.sides[0]!.leftText.map(({ text }) => text).join('')).toBe(narratives[1]!.text)
    expect(JSON.stringify(exhibit)).not.toContain('Вымышленн')
  })
  test('what is not shown is counted', () => {
    expect(exhibitOf(cluster!, narratives, { most: 1 })).toMatchObject({ notShown: 1, sides: [{ right: 2 }] })
  })
  test('nothing of a text is lost or doubled, own or covered', () => {
    const made = madeNarratives(80, 5)
    for (const each of findPatterns(made).clusters) {
      const own = exhibitOf(each, made, { own: each.members, most: 100 })
      expect(own.sides).toHaveLength(each.members.length - 1)
      const texts = new Set(own.sides.map(({ rightText }) => rightText.map(({ text }) => text).join('')))
      for (const text of texts) expect(made.map((one) => one.text)).toContain(text)
    }
  })
})
