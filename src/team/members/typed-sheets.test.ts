import { randomBytes } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { utf8 } from '../../seal/bytes.ts'
import { sealUnderSeed } from '../../seal/recovery.ts'
import { splitSeed } from '../../seal/shares.ts'
import { linesOf } from '../../seal/typed-lines.ts'
import { openTyped } from './typed-sheets.ts'

const START = { org: 'o', space: 's', control: { n: 0, keys: ['k'] }, relays: ['http://127.0.0.1'] }
interface Set {
  sheets: string[]
  way: string
}
let own: Set
let other: Set

async function set(start: object = START): Promise<Set> {
  const seed = Uint8Array.from(randomBytes(32))
  const shares = await splitSeed(seed, 2, 3)
  return {
    sheets: shares.map((lines) => lines.join('\n')),
    way: linesOf(sealUnderSeed(seed, utf8(JSON.stringify(start)))).join('\n'),
  }
}
const slipIn = (text: string, line: number) =>
  text
    .split('\n')
    .map((each, i) => (i === line - 1 ? each.replace(/^./, (sign) => (sign === '7' ? '8' : '7')) : each))
    .join('\n')

beforeAll(async () => {
  own = await set()
  other = await set()
})

test('enough sheets of one set and their way open; empty fields do not count', async () => {
  const read = await openTyped(['', own.sheets[2]!, ' \n', own.sheets[0]!], own.way)
  expect('start' in read && read.start).toEqual(START)
})

test('whatever does not fit is named by the field in which it stands, not by its place among the filled ones', async () => {
  const [one, two] = own.sheets as [string, string]
  const of = (fields: string[], way = own.way) => openTyped(fields, way)
  expect(await of(['', one, slipIn(two, 2)])).toEqual({ key: 'slip', sheet: 3, n: 2 })
  expect(await of(['', one, own.way])).toEqual({ key: 'no-sheet', n: 3 })
  expect(await of([one])).toEqual({ key: 'too-few', n: 1 })
  expect(await of(['', ''])).toEqual({ key: 'too-few', n: 2 })
  expect(await of([one, '', one])).toEqual({ key: 'repeated', n: 3 })
  expect(await of([one, '', other.sheets[1]!])).toEqual({ key: 'another-set', n: 3 })
})

test('a slip in the way, the way of another set, and what is no way are three different things', async () => {
  const fields = own.sheets.slice(0, 2)
  expect(await openTyped(fields, slipIn(own.way, 1))).toEqual({ key: 'slip-way', n: 1 })
  expect(await openTyped(fields, other.way)).toEqual({ key: 'other-way' })
  const odd = await set({ org: 'o' })
  expect(await openTyped(odd.sheets.slice(0, 2), odd.way)).toEqual({ key: 'not-way' })
})
