import { describe, expect, test } from 'vitest'
import clocks from '#content/law-clocks.json' with { type: 'json' }
import flow from '#content/law-package.json' with { type: 'json' }
import familyRu from '#content/messages-family-ru.json' with { type: 'json' }
import familyUz from '#content/messages-family-uz.json' with { type: 'json' }
import lawRu from '#content/messages-law-ru.json' with { type: 'json' }
import lawUz from '#content/messages-law-uz.json' with { type: 'json' }
import packageRu from '#content/messages-package-ru.json' with { type: 'json' }
import packageUz from '#content/messages-package-uz.json' with { type: 'json' }
import uiRu from '#content/messages-ui-ru.json' with { type: 'json' }
import uiUz from '#content/messages-ui-uz.json' with { type: 'json' }
import { checkPackage, type PackagePacks } from '../law/package.ts'
import type { Facts, Lang } from '../law/types.ts'
import { findingWords } from '../ui/finding.ts'
import { type CompiledArea, createTranslate } from '../ui/messages.ts'
import { escapeHtml } from './markup.ts'
import { sheetBody, sheetFile } from './sheet.ts'

const packs = { flow, clocks } as unknown as PackagePacks
const words = (lang: Lang, areas: unknown[]) => createTranslate(lang, ...(areas as CompiledArea[]))
const uz = words('uz', [uiUz, familyUz, lawUz, packageUz])
const russian = words('ru', [uiRu, familyRu, lawRu, packageRu])
const today = '2026-11-23'

const facts: Facts = {
  'applying.to': 'school',
  'child.citizenship': 'other',
  grade: 3,
  'filer.status': 'patent',
  'filing.on': '2026-12',
  'papers.untranslated': ['kinship'],
  'names.child': 'differ',
  'spelling.one': '<b>"Тестова"</b> & Ҳакимова',
}

const input = (t = uz) => ({
  t,
  russian,
  result: checkPackage(packs, facts, today),
  specs: packs.flow.facts,
  facts,
  today,
})

describe('the sheet', () => {
  test('holds every finding that the result holds, once', () => {
    const body = sheetBody(input())
    const { findings } = input().result
    expect(findings.length).toBeGreaterThan(5)
    for (const finding of findings) {
      const say = escapeHtml(findingWords(uz, finding).say)
      expect(body.split(`<h3>${say}</h3>`).length - 1, finding.id).toBeGreaterThanOrEqual(1)
    }
    expect(body.match(/<h3>/g)).toHaveLength(findings.length + input().result.terms.length)
  })

  test('says each thing in Russian too, but not twice in a Russian sheet', () => {
    expect(sheetBody(input()).match(/class="twin" lang="ru"/g)).toHaveLength(input().result.findings.length)
    expect(sheetBody(input(russian))).not.toContain('class="twin"')
  })

  test('a partial date gives terms as a range, never a single day', () => {
    const complete = input().result.terms.find(({ rule }) => rule === 'school.complete')
    expect(complete?.lastDay).toBeNull()
    expect(complete?.range).not.toBeNull()
  })

  test('what a person wrote stays text, and the file asks for nothing', () => {
    const file = sheetFile(input())
    expect(file).toContain('&lt;b&gt;&quot;Тестова&quot;&lt;/b&gt; &amp; Ҳакимова')
    expect(file).not.toMatch(/<script|<img|<link|https?:|src=|url\(/)
    expect(file).toContain('<html lang="uz">')
  })
})
