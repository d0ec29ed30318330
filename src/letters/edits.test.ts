import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyEdits, editableText } from './edits.ts'
import { bare, letter, linesOf, story } from './letters.test-support.ts'
import { toText } from './text.ts'
import { type LetterModel, SECTION_IDS, STYLES } from './types.ts'

const model = letter('koap-complaint', story())
const paragraph = (of: LetterModel, id: string) =>
  of.sections.flatMap(({ paragraphs }) => paragraphs).find((each) => each.id === id)

describe('edits of a letter', () => {
  test('no edits change nothing', () => {
    expect(applyEdits(model, {})).toEqual({ model, lost: {} })
  })

  test('own words stand instead, the number stays, the rest is untouched', () => {
    const { model: edited } = applyEdits(model, {
      paragraphs: { 'grounds.rights.1': { text: 'Своими словами.' } },
    })
    expect(linesOf(edited, 'grounds')).toContain('6. Своими словами.')
    expect(paragraph(edited, 'grounds.rights.1')).toMatchObject({ edited: true, number: 6 })
    expect(linesOf(edited, 'request')).toEqual(linesOf(model, 'request'))
  })

  test('a removed ground leaves no gap in the numbers, a removed request none in the signs', () => {
    const { model: edited } = applyEdits(model, {
      paragraphs: {
        'grounds.police-report.1': { removed: true },
        'grounds.police-report.2': { removed: true },
        'request.notice': { removed: true },
      },
    })
    expect(
      linesOf(edited, 'grounds')
        .filter((line) => /^\d\. /.test(line))
        .map((line) => line[0]),
    ).toEqual([...['1', '2', '3', '4', '5']])
    expect(linesOf(edited, 'request').at(-1)).toMatch(/КоАП РФ\)\.$/)
  })

  test('a mark that was checked goes, and leaves no gap before the stop', () => {
    const { model: edited } = applyEdits(model, { paragraphs: { 'context.editions': { cleared: true } } })
    expect(edited.checks).toBe(0)
    expect(linesOf(edited, 'context').at(-1)).toMatch(/действий по делу\.$/)
  })

  test('an edit whose paragraph is gone comes back, so that its words are not lost', () => {
    const { lost } = applyEdits(letter('koap-complaint', bare()), {
      paragraphs: { 'grounds.rights.1': { text: 'Своими словами.' } },
    })
    expect(lost).toEqual({ 'grounds.rights.1': { text: 'Своими словами.' } })
  })

  test('words that changed below an edit are told', () => {
    const base = editableText(paragraph(model, 'act.1')!)
    const edit = { paragraphs: { 'act.1': { text: 'Своими словами.', base } } }
    expect(paragraph(applyEdits(model, edit).model, 'act.1')?.outdated).toBeUndefined()
    const later = letter('koap-complaint', { ...story(), blanks: { 'ruling.number': '000999' } })
    expect(paragraph(applyEdits(later, edit).model, 'act.1')?.outdated).toBe(true)
  })

  test('an own paragraph stands where it was put, a ground is numbered on', () => {
    const { model: edited } = applyEdits(model, {
      added: [
        { id: 'own.1', after: 'grounds.witnesses.1', section: 'grounds', style: 'ground', text: 'Ещё одно.' },
        { id: 'own.2', after: 'gone', section: 'facts', style: 'body', text: 'В конце.' },
      ],
    })
    expect(linesOf(edited, 'grounds')).toContain('4. Ещё одно.')
    expect(linesOf(edited, 'facts').at(-1)).toBe('В конце.')
  })

  test('editing twice is editing once, and nothing throws', () => {
    const ids = model.sections.flatMap(({ paragraphs }) => paragraphs.map(({ id }) => id))
    const text = fc.string({ unit: 'binary', maxLength: 60 })
    const edit = fc.record(
      { text, base: text, removed: fc.boolean(), cleared: fc.boolean() },
      { requiredKeys: [] },
    )
    const added = fc.record({
      ...{ id: fc.uuid(), after: fc.constantFrom(...ids, 'gone'), text },
      ...{ section: fc.constantFrom(...SECTION_IDS), style: fc.constantFrom(...STYLES) },
    })
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...ids, '__proto__'), edit),
        fc.array(added, { maxLength: 3 }),
        (paragraphs, own) => {
          const once = applyEdits(model, { paragraphs, added: own })
          expect(applyEdits(model, { paragraphs, added: own })).toEqual(once)
          expect(applyEdits(once.model, {}).model).toEqual(once.model)
          toText(once.model)
        },
      ),
      { numRuns: 300 },
    )
  })
})
