import { describe, expect, test } from 'vitest'
import { LANGUAGES, type Lang } from '../law/types.ts'
import { fromUtf8 } from '../seal/bytes.ts'
import { type CompiledArea, createTranslate } from '../ui/messages.ts'
import { ArchiveError, archiveFiles, attachmentsOf, readArchive, withoutTies } from './archive.ts'
import { readCases } from './cases.ts'
import { area, id, lanesOf, packs } from './casework.test-support.ts'
import { clocksOf } from './clocks.ts'
import { demoCases } from './demo.ts'
import { operationsOf, packCases } from './packed.ts'

const TODAY = '2026-01-20'
const demo = demoCases(TODAY)
const words = (lang: Lang) =>
  createTranslate(
    lang,
    ...['casework', 'law', 'ui', 'rulings', 'package', 'letters', 'safety'].map(
      (name) => area(name, lang) as CompiledArea,
    ),
  )
const lanes = lanesOf(...demo.map(({ operations }) => operations))
const cases = readCases(lanes).map((view) => ({ view, clocks: clocksOf(view, packs, TODAY) }))
const filesOf = (lang: Lang = 'ru') =>
  [...archiveFiles({ cases, lanes, words: words(lang), today: TODAY })].map(({ name, parts }) => ({
    name,
    text: [...parts].map(fromUtf8).join(''),
  }))
const problem = (text: string) => {
  try {
    readArchive(text)
  } catch (error) {
    if (error instanceof ArchiveError) return error.problem
    throw error
  }
  return null
}

describe('an archive', () => {
  test('archive.json first, a page that leads to every case, each case with its page and letters', () => {
    const files = filesOf()
    expect(files.slice(0, 2).map(({ name }) => name)).toEqual(['archive.json', 'index.html'])
    const list = files[1]!.text
    for (const [i] of cases.entries()) {
      const page = `cases/${String(i + 1).padStart(4, '0')}/index.html`
      expect(list).toContain(`href="${page}"`)
      expect(files.map(({ name }) => name)).toContain(page)
    }
    expect(list).toContain("default-src 'none'")
    expect(files.every(({ name }) => /^[a-z0-9/.-]+$/.test(name))).toBe(true)
    expect(files.some(({ name }) => name.includes('/letters/'))).toBe(true)
  })

  test.each(LANGUAGES)('the list can be read in %s', (lang) => {
    const list = filesOf(lang)[1]!.text
    expect(list).toContain(`<html lang="${lang}">`)
    expect(list).not.toMatch(/safety\.|case\./)
  })

  test('a name that looks like a tag stays a name', () => {
    const own = lanesOf([
      [`c${id('x')}`, 'number', '<img src=x>'],
      [`c${id('x')}`, 'state', 'open'],
    ])
    const views = readCases(own).map((view) => ({ view, clocks: clocksOf(view, packs, TODAY) }))
    const [, list] = [...archiveFiles({ cases: views, lanes: own, words: words('ru'), today: TODAY })]
    const text = [...list!.parts].map(fromUtf8).join('')
    expect(text).toContain('&lt;img')
    expect(text).not.toContain('<img')
  })

  test('what is taken in again is what was there', () => {
    const packed = readArchive(filesOf()[0]!.text)
    expect(packed).toEqual(packCases(lanes, new Set(demo.map((each) => each.id))))
  })

  test('families’ files by path, only those that still lie somewhere', () => {
    const f = `f${id('photo')}`
    const own = lanesOf([
      [`c${id('x')}`, 'number', 'Т-1'],
      [f, 'case', id('x')],
      [f, 'title', 'фото'],
      [f, 'file', id('file')],
      [f, 'hash', 'h'.repeat(43)],
      [f, 'box', id('box')],
      [f, 'size', 5],
      [f, 'type', 'image/jpeg'],
      [`f${id('lost')}`, 'case', id('x')],
    ])
    const views = readCases(own).map((view) => ({ view, clocks: clocksOf(view, packs, TODAY) }))
    expect(attachmentsOf(views).map(({ name, file }) => [name, file])).toEqual([
      [expect.stringMatching(/^cases\/0001\/files\/0[12]\.jpg$/), id('file')],
    ])
    const [packed] = packCases(own, new Set([id('x')]))
    const text = JSON.stringify(withoutTies(packed!))
    expect(text).toContain('фото')
    expect(text).not.toContain(id('box'))
  })
})

describe('what is refused, whole', () => {
  const good = JSON.parse(filesOf()[0]!.text)
  const changed = (change: (archive: typeof good) => void) => {
    const copy = structuredClone(good)
    change(copy)
    return problem(JSON.stringify(copy))
  }

  test('not ours, cut, a later version, cases twice, odd rows, a field that no table knows', () => {
    expect(problem('')).toBe('damaged')
    expect(problem('[]')).toBe('damaged')
    expect(problem(JSON.stringify(good).slice(0, -2))).toBe('damaged')
    expect(
      changed((a) => {
        a.version = 2
      }),
    ).toBe('newer')
    expect(
      changed((a) => {
        a.version = '1'
      }),
    ).toBe('damaged')
    expect(
      changed((a) => {
        a.cases.push(a.cases[0])
      }),
    ).toBe('damaged')
    expect(
      changed((a) => {
        a.cases[3].id = '../../etc'
      }),
    ).toBe('damaged')
    expect(
      changed((a) => {
        a.cases[3].rows.facts = { length: 1 }
      }),
    ).toBe('damaged')
    expect(
      changed((a) => {
        a.cases[3].rows.facts[0][1] = 'from-the-future'
      }),
    ).toBe('damaged')
    expect(
      changed((a) => {
        a.cases[3].rows.facts[0] = ['c', 'number']
      }),
    ).toBe('damaged')
    expect(
      changed((a) => {
        a.cases[3].rows.intake = [['q', 'note', 'x', '']]
      }),
    ).not.toBe('newer')
    expect(changed(() => {})).toBeNull()
  })

  test('more cases than anyone has', () => {
    expect(problem(JSON.stringify({ ...good, cases: new Array(20_001).fill(null) }))).toBe('too-large')
  })

  test('a lane that no case has is not written', () => {
    const extra = structuredClone(good.cases[0])
    extra.rows.intake = [[`q${id('q')}`, 'note', 'x', '']]
    expect(operationsOf(extra).some(([entity]) => entity.startsWith('q'))).toBe(false)
  })

  test('assignees of another organisation stay there', () => {
    const rows = {
      facts: [
        [`c${id('x')}`, 'assignees', ['somebody'], ''],
        [`c${id('x')}`, 'number', '1', ''],
      ],
    }
    expect(withoutTies({ id: id('x'), rows } as never).rows.facts).toEqual([
      [`c${id('x')}`, 'number', '1', ''],
    ])
  })
})
