import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { LANGUAGES, type Lang } from '../law/types.ts'
import type { Operation } from '../log/commit.ts'
import type { CompiledArea } from '../ui/messages.ts'
import { createTranslate } from '../ui/messages.ts'
import { readCases } from './cases.ts'
import { area, id, lanesOf, packs } from './casework.test-support.ts'
import { clocksOf } from './clocks.ts'
import { demoCases } from './demo.ts'
import { escapeHtml, exportCase } from './export.ts'
import { openCase } from './transitions.ts'

const TODAY = '2026-01-20'
const words = (lang: Lang) =>
  createTranslate(
    lang,
    ...['casework', 'law', 'ui', 'rulings', 'package', 'letters'].map(
      (name) => area(name, lang) as CompiledArea,
    ),
  )
const files = (lists: Operation[][], lang: Lang = 'ru', without: ('identity' | 'documents')[] = []) => {
  const lanes = lanesOf(...lists)
  for (const lane of without) delete lanes[lane]
  const view = readCases(lanes)[0]!
  const made = exportCase({ view, clocks: clocksOf(view, packs, TODAY), words: words(lang), today: TODAY })
  return new Map(
    made.map(({ name, bytes }) => [name, new TextDecoder('utf-8', { fatal: true }).decode(bytes)]),
  )
}
const page = (...args: Parameters<typeof files>) => files(...args).get('index.html')!
const demo = demoCases(TODAY)
const CASE = id('case')

describe('a case as files', () => {
  test('the page, the JSON, the letter and the message, each as it stands in the case', () => {
    const all = files([demo[10]!.operations])
    expect([...all.keys()]).toEqual(['index.html', 'case.json', 'letters/01-koap-complaint-2025-09-30.txt'])
    expect(all.get('letters/01-koap-complaint-2025-09-30.txt')).toMatch(/^Жалоба на постановление\n/)
    const json = JSON.parse(all.get('case.json')!)
    expect(json).toMatchObject({
      format: 'hamroh-case',
      version: 1,
      exported: TODAY,
      case: { number: 'Т-111' },
    })
    expect(json.terms.length).toBeGreaterThan(0)
    expect([...files([demo[4]!.operations]).keys()]).toContain('messages/01-2026-01-17.txt')
  })

  test('the page prints the figure that sha256sum gives for the file of a letter', () => {
    const all = files([demo[10]!.operations])
    const text = all.get('letters/01-koap-complaint-2025-09-30.txt')!
    expect(all.get('index.html')).toContain(createHash('sha256').update(text).digest('hex'))
  })

  test.each(LANGUAGES)('every demo case can be read in %s, with no key left untranslated', (lang) => {
    for (const { operations } of demo) {
      const html = page([operations], lang)
      expect(html).toContain(`<html lang="${lang}">`)
      // Strict translate throws for a missing key; a bare id would look like this.
      expect(html.replace(/<a [^>]*>.*?<\/a>/g, '')).not.toMatch(/\b(?:case|term|step)\.[a-z]+\.[a-z]/)
    }
  })

  test('no script, nothing loaded, nothing sent', () => {
    for (const { operations } of demo) {
      const html = page([operations])
      expect(html).toContain("default-src 'none'")
      expect(html).not.toMatch(
        /<script|\son[a-z]+=|javascript:|<(?:img|iframe|link|object|form|base)\b|https?:\/\//i,
      )
    }
  })

  test('what somebody wrote stays words, whatever it looks like', () => {
    const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>'&`
    const open = openCase({
      id: CASE,
      number: evil.slice(0, 24),
      kind: 'other',
      language: 'ru',
      day: '2026-01-01',
      tags: [evil],
    }).operations
    const html = page([
      open,
      [
        [`p${id('p')}`, 'case', CASE],
        [`p${id('p')}`, 'alias', evil],
        [`p${id('p')}`, 'name', evil],
        [`p${id('p')}`, 'contact', evil],
        [`t${id('t')}`, 'case', CASE],
        [`t${id('t')}`, 'title', evil],
        [`e${id('e')}`, 'case', CASE],
        [`e${id('e')}`, 'kind', 'talk'],
        [`e${id('e')}`, 'note', evil],
        [`n${id('n')}`, 'case', CASE],
        [`n${id('n')}`, 'text', evil],
        [`m${id('m')}`, 'case', CASE],
        [`m${id('m')}`, 'flow', 'rulings'],
        [`m${id('m')}`, 'f.protocol.narrative', evil],
        [`f${id('f')}`, 'case', CASE],
        [`f${id('f')}`, 'title', evil],
        [`l${id('l')}`, 'case', CASE],
        [`l${id('l')}`, 'kind', '../../etc'],
        [`c${CASE}`, 'plan', evil],
      ],
    ])
    expect(html.split(escapeHtml(evil)).length - 1).toBe(10)
    expect(html).not.toMatch(/<script|<img/)
  })

  test('file names are safe whatever a letter is called', () => {
    const open = openCase({
      id: CASE,
      number: '1',
      kind: 'other',
      language: 'ru',
      day: '2026-01-01',
    }).operations
    const version = `v${id('v')}`
    const all = files([
      open,
      [
        [`l${id('l')}`, 'case', CASE],
        [`l${id('l')}`, 'kind', '../..\\Ж/x'],
        [version, 'case', CASE],
        [version, 'letter', id('l')],
        [version, 'text.0', 'слова'],
      ],
    ])
    const names = [...all.keys()]
    expect(names[2]).toBe('letters/01-x-not-intact.txt')
    for (const name of names) expect(name).toMatch(/^(?:[a-z]+\/)?[a-z0-9-]+\.(?:html|json|txt)$/)
    expect(all.get('index.html')).toContain(words('ru')('case.export.not-intact'))
  })

  test('without the identity lane no name is in any file, and the page says what is missing', () => {
    const all = files([demo[0]!.operations], 'ru', ['identity'])
    expect([...all.values()].join('')).not.toContain('Кайрат')
    expect(all.get('index.html')).toContain(words('ru')('case.lane.identity'))
  })

  test('a masked case gives no names either', () => {
    const all = files([demo[11]!.operations], 'en')
    expect([...all.values()].join('')).not.toMatch(/Madeup|invented note/)
  })

  test('a term on paper has its day, its cautions and its count', () => {
    const html = page([demo[1]!.operations])
    expect(html).toContain(words('ru').dynamic('term.koap.appeal'))
    expect(html).toContain(words('ru').dynamic('caution.unsigned'))
    expect(html).toContain(escapeHtml(words('ru')('case.export.clocks', { day: { date: TODAY } })))
  })

  test('the same case on the same day gives the same bytes', () =>
    expect(files([demo[0]!.operations])).toEqual(files([demo[0]!.operations])))
})
