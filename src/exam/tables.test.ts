import { expect, test } from 'vitest'
import { tablesOf } from './tables.test-support.ts'
import { compilePack, openPack } from './tables.ts'

const tables = tablesOf('1')
const compiled = compilePack(tables)
const texts = { version: 1 as const, band: '1' as const, texts: tables.texts }

test('a pack opens', () => {
  expect(openPack(compiled, texts).government).toEqual(tables.government)
})

test.each(['government', 'conversation', 'nouns', 'grade', 'agreement', 'rubrics'] as const)(
  'a pack without %s is told, not half opened',
  (name) => {
    const { [name]: _, ...less } = compiled
    expect(() => openPack(less as typeof compiled, texts)).toThrow(/another version of this program/)
  },
)

test('texts of another band, another version, sentences without their groups', () => {
  expect(() => openPack(compiled, { ...texts, band: '2' })).toThrow(/texts of band 2/)
  expect(() => openPack({ ...compiled, version: 2 as 1 }, texts)).toThrow(/version 1/)
  const frames = compiled.agreement.frames.map(({ groups: _, ...frame }) => frame) as never
  const old = { ...compiled, agreement: { ...compiled.agreement, frames } }
  expect(() => openPack(old, texts)).toThrow(/agreement/)
})
