/** Some thousand inputs that nobody wrote. `node tools/launch.mjs bench/fuzz-decoders.ts` makes a million. */
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { readSpreadsheet } from '../src/team/members/spreadsheet.ts'
import { xlsx } from '../src/team/members/xlsx.test-support.ts'
import { fuzzDecoders } from './hostile-decoders.ts'

test('every decoder, 8,000 random and spoiled inputs: only the named errors, no hang, bounded memory', async () => {
  const seed = Date.now() >>> 0
  const report = await fuzzDecoders(8_000, seed)
  expect([seed, report.faults]).toEqual([seed, []])
  expect(report.grownMb).toBeLessThan(400)
  // The spoiled ones reach inside: some are refused by everything that can refuse.
  expect(Object.keys(report.refused).length).toBeGreaterThan(18)
})

test('a workbook of three cells, one of them millions of columns away: refused at once', async () => {
  const parts = unzipSync(xlsx({ лист: [['Номер', 'Имя'], ['Т-1']] }))
  const sheet = 'xl/worksheets/sheet1.xml'
  const text = strFromU8(parts[sheet]!)
  for (const far of ['r="BBBBBB1"', "r = 'bbbbbbb1'", 'r="A99999999"']) {
    const changed = text.replace('r="B1"', far)
    expect(changed).not.toBe(text)
    const from = performance.now()
    const read = await readSpreadsheet(zipSync({ ...parts, [sheet]: strToU8(changed) }))
    expect([far, read.ok]).toEqual([far, false])
    expect(performance.now() - from).toBeLessThan(1_000)
  }
})
