import { strToU8, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { cellText } from '../../casework/import-table.ts'
import { type Encoding, encodingOf, readSpreadsheet } from './spreadsheet.ts'
import { type TestCell, xlsx } from './xlsx.test-support.ts'

/** Cyrillic, a tab's worth of separators, quotes with line breaks. */
const ROWS = [
  ['Номер', 'Имя', 'Заметка'],
  ['Т-1', 'Зарина, вымышленная', 'сказала: «да»;\nи ушла'],
  ['Т-2', 'Бек', ''],
]
const csv = (mark: string, end = '\r\n') =>
  ROWS.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(mark)).join(end)

const in1251 = (text: string) =>
  Uint8Array.from(text, (sign) => {
    const code = sign.charCodeAt(0)
    if (code < 128) return code
    if (code >= 0x410 && code <= 0x44f) return code - 0x410 + 0xc0
    const other = { Ё: 0xa8, ё: 0xb8, '«': 0xab, '»': 0xbb, '№': 0xb9 }[sign]
    if (other === undefined) throw new Error(`not in windows-1251: ${sign}`)
    return other
  })
const utf16 = (text: string, big: boolean, mark: boolean) => {
  const signs = (mark ? '\ufeff' : '') + text
  const bytes = new Uint8Array(signs.length * 2)
  const view = new DataView(bytes.buffer)
  for (let i = 0; i < signs.length; i++) view.setUint16(i * 2, signs.charCodeAt(i), !big)
  return bytes
}
const texts = async (bytes: Uint8Array, encoding: Encoding | null = null) => {
  const read = await readSpreadsheet(bytes, encoding)
  if (!read.ok) throw new Error(read.refusal)
  const { header, rows } = read.tabs[0]!.table
  return [header, ...rows.map(({ cells }) => header.map((_, i) => cellText(cells[i])))]
}

describe('CSV', () => {
  const ways: [string, Uint8Array, Encoding][] = [';', ',', '\t'].flatMap(
    (mark): [string, Uint8Array, Encoding][] => [
      [`UTF-8 and ${JSON.stringify(mark)}`, strToU8(csv(mark)), 'utf-8'],
      [`UTF-8 with a mark and ${JSON.stringify(mark)}`, strToU8(`\ufeff${csv(mark, '\n')}`), 'utf-8'],
      [`windows-1251 and ${JSON.stringify(mark)}`, in1251(csv(mark)), 'windows-1251'],
      [`UTF-16 LE and ${JSON.stringify(mark)}`, utf16(csv(mark), false, true), 'utf-16le'],
      [`UTF-16 BE and ${JSON.stringify(mark)}`, utf16(csv(mark), true, true), 'utf-16be'],
      [`UTF-16 LE without a mark and ${JSON.stringify(mark)}`, utf16(csv(mark), false, false), 'utf-16le'],
    ],
  )
  test.each(ways)('%s', async (_, bytes, encoding) => {
    expect(encodingOf(bytes)).toBe(encoding)
    expect(await texts(bytes)).toEqual(ROWS)
  })
  test('a person may say another encoding', async () => {
    expect(await texts(in1251(csv(';')), 'windows-1251')).toEqual(ROWS)
    expect(await texts(in1251(csv(';')), 'utf-8')).not.toEqual(ROWS)
  })
  test('the separator that Excel writes in the first line; lines are counted from it', async () => {
    const read = await readSpreadsheet(strToU8('sep=;\r\nНомер;Имя\r\nТ-1;Бек'))
    expect(read).toMatchObject({
      ok: true,
      tabs: [{ table: { header: ['Номер', 'Имя'], rows: [{ line: 3 }] } }],
    })
  })
  test.each([
    ['two columns and one row', 'Прочее;Номер\nб;И-10\n', ['Прочее', 'Номер']],
    ['commas inside', 'a;b\nодин, два, три;x\nчетыре, пять;y', ['a', 'b']],
    ['a comma in each head', 'Дата, день;Имя, фамилия\n1, 2;3, 4', ['Дата, день', 'Имя, фамилия']],
    ['one column', 'Номер\nИ-1\nИ-2', ['Номер']],
    ['tabs and semicolons', 'a\tb;c\n1\t2', ['a', 'b;c']],
  ])('separator: %s', async (_, text, header) => {
    expect((await texts(strToU8(text)))[0]).toEqual(header)
  })
  test('a formula stays the text that it is', async () => {
    expect(await texts(strToU8('a;b\n=1+1;x'))).toEqual([
      ['a', 'b'],
      ['=1+1', 'x'],
    ])
  })
  test('"__proto__" is a head like any other', async () => {
    expect(await texts(strToU8('__proto__;constructor\n1;2'))).toEqual([
      ['__proto__', 'constructor'],
      ['1', '2'],
    ])
  })
})

describe('XLSX', () => {
  test('tabs, numbers, days in the cell’s own format; the saved value of a formula', async () => {
    const bytes = xlsx({
      Дела: [
        ['Номер', 'Дата', 'Сумма'],
        ['Т-1', { serial: 46086 }, { formula: 'SUM(1,1)', value: 2 }],
      ],
      Пусто: [],
    })
    const read = await readSpreadsheet(bytes)
    expect(read).toEqual({
      ok: true,
      encoding: null,
      tabs: [
        {
          name: 'Дела',
          table: {
            header: ['Номер', 'Дата', 'Сумма'],
            rows: [{ line: 2, cells: ['Т-1', { day: '2026-03-05T00:00' }, 2] }],
          },
        },
      ],
    })
  })
  test('rows keep their lines below empty ones; a long table is read whole', async () => {
    const rows: TestCell[][] = [
      [],
      [],
      ['Номер', 'Имя'],
      [],
      ...Array.from({ length: 9_000 }, (_, i) => [`Т-${i}`, `Вымышленный человек номер ${i * 7919}`]),
    ]
    const read = await readSpreadsheet(xlsx({ Дела: rows }))
    expect(read).toMatchObject({ ok: true, tabs: [{ table: { header: ['Номер', 'Имя'] } }] })
    if (!read.ok) return
    expect(read.tabs[0]!.table.rows.length).toBe(9_000)
    expect(read.tabs[0]!.table.rows[0]).toEqual({ line: 5, cells: ['Т-0', 'Вымышленный человек номер 0'] })
  })
  test('a bomb is not unpacked', async () => {
    const started = performance.now()
    const bomb = zipSync(
      { 'xl/workbook.xml': strToU8('<x/>'), 'xl/worksheets/sheet1.xml': new Uint8Array(210 * 1024 * 1024) },
      { level: 9 },
    )
    expect(bomb.length).toBeLessThan(1024 * 1024)
    const packed = performance.now() - started
    const before = performance.now()
    expect(await readSpreadsheet(bomb)).toEqual({ ok: false, refusal: 'too-large' })
    expect(performance.now() - before).toBeLessThan(Math.max(200, packed))
  })
})

describe('what is no table', () => {
  test.each([
    ['an old Excel file', Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 1, 2), 'old-excel'],
    ['a PDF', strToU8('%PDF-1.7 and so on'), 'not-a-table'],
    ['a photo', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 1), 'not-a-table'],
    ['another archive', zipSync({ 'word/document.xml': strToU8('<x/>') }), 'not-a-table'],
    ['half an archive', zipSync({ 'xl/workbook.xml': strToU8('<x/>') }).subarray(0, 40), 'damaged'],
    ['an archive with rubbish in it', zipSync({ 'xl/workbook.xml': strToU8('rubbish') }), 'damaged'],
    ['nothing', new Uint8Array(0), 'empty'],
    ['only a head', strToU8('a;b'), 'no-rows'],
    ['too much', new Uint8Array(20 * 1024 * 1024 + 1), 'too-large'],
  ] as const)('%s', async (_, bytes, refusal) => {
    expect(await readSpreadsheet(bytes as Uint8Array)).toEqual({ ok: false, refusal })
  })
})
