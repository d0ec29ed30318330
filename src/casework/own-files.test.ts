import { describe, expect, test } from 'vitest'
import { readCases } from './cases.ts'
import { fold, id } from './casework.test-support.ts'
import { refusalOf } from './fields.ts'
import { attachFile, filesToErase, isOver, REGRET_MS } from './own-files.ts'
import { openCase } from './transitions.ts'

const CASE = id('case')
const opened = openCase({
  id: CASE,
  number: 'Т-1',
  kind: 'ruling',
  language: 'ru',
  day: '2026-01-01',
}).operations
const file = attachFile(
  {
    case: CASE,
    title: 'протокол',
    sealed: { id: id('file'), hash: 'h'.repeat(43), size: 5, type: 'application/pdf' },
    erase: '2026-02-01',
  },
  () => id('entry'),
)
const at = (ms: number, operations: typeof file) => ({ device: 'one', ms, operations })
const due = (today: string, now: number, ...more: ReturnType<typeof at>[]) =>
  filesToErase(fold([at(1, opened), at(2, file), ...more]), today, now)

describe('a member’s own file', () => {
  test('stands in its case with its hash, and every operation may be written', () => {
    expect(readCases(fold([at(1, opened), at(2, file)]))[0]!.attachments).toMatchObject([
      { title: 'протокол', file: id('file'), hash: 'h'.repeat(43), size: 5, box: null, erase: '2026-02-01' },
    ])
    for (const each of file) expect(refusalOf(each)).toBeNull()
  })
  test('is over on the day after its last one', () => {
    expect([
      isOver('2026-02-01', '2026-02-01'),
      isOver('2026-02-01', '2026-02-02'),
      isOver(null, '2099-01-01'),
    ]).toEqual([false, true, false])
  })
  test('is erased when its day is over and the day has stood for a week', () => {
    expect(due('2026-02-01', REGRET_MS + 2)).toEqual([])
    expect(due('2026-02-02', REGRET_MS + 1)).toEqual([])
    expect(due('2026-02-02', REGRET_MS + 2)).toEqual([id('file')])
  })
  test('a removed entry is erased a week later, and not if it is brought back', () => {
    const gone = at(1_000, [[`f${id('entry')}`, 'gone', true]])
    expect(due('2026-01-02', 1_000 + REGRET_MS - 1, gone)).toEqual([])
    expect(due('2026-01-02', 1_000 + REGRET_MS, gone)).toEqual([id('file')])
    expect(
      due('2026-01-02', 1_000 + REGRET_MS, gone, at(2_000, [[`f${id('entry')}`, 'gone', false]])),
    ).toEqual([])
  })
  test('files of families are never among them', () => {
    const theirs = at(3, [[`f${id('entry')}`, 'box', id('box')]])
    expect(due('2026-03-01', REGRET_MS * 2, theirs)).toEqual([])
  })
})
