import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Deadline, Finding, SourceRef } from '../law/types.ts'
import { type CompiledArea, createTranslate } from '../ui/messages.ts'
import { articles, dueChip, severityChip } from './wording.ts'

const area = (name: string): CompiledArea =>
  JSON.parse(readFileSync(new URL(`../../build/content/messages-${name}-ru.json`, import.meta.url), 'utf8'))
const t = createTranslate('ru', area('ui'), area('law'), area('team'))
const source = (act: string, article: string): SourceRef => ({
  act,
  article,
  source: 'K',
  label: 'known',
  review: 'unsigned',
})
const finding = (kind: string, severity: Finding['severity']) => ({ kind, severity }) as Finding
const due = (lastDay: string | null) => ({ lastDay, range: null }) as Deadline

describe('words of the sheet', () => {
  test('articles of one act stand together, each once', () => {
    expect(
      articles(t, [
        source('koap', '28.2 ч.2'),
        source('plenum5', 'п.4'),
        source('koap', '26.1'),
        source('koap', '28.2 ч.2'),
      ]),
    ).toBe('КоАП РФ 28.2 ч.2, 26.1; Пленум ВС РФ № 5 от 24.03.2005 п.4')
  })

  test('severity has its colour and its word', () => {
    expect(severityChip(t, finding('defect', 'substantial'))).toEqual({
      tone: 'urgent',
      text: 'существенное',
    })
    expect(severityChip(t, finding('merits', 'substantial'))).toEqual({ tone: 'soon', text: 'по существу' })
    expect(severityChip(t, finding('detention', 'soon'))).toEqual({ tone: 'soon', text: 'отдельная жалоба' })
    expect(severityChip(t, finding('merits', 'context')).tone).toBe('plain')
    expect(severityChip(t, finding('context', 'context'))).toEqual({ tone: 'plain', text: 'к сведению' })
  })

  test.each([
    ['2026-01-13', 'urgent', 'прошёл 1 день назад'],
    ['2026-01-12', 'urgent', 'сегодня'],
    ['2026-01-11', 'urgent', 'завтра'],
    ['2026-01-09', 'urgent', 'осталось 3 дня'],
    ['2026-01-02', 'soon', 'осталось 10 дней'],
    ['2025-12-24', 'plain', 'осталось 19 дней'],
  ])('on %s the last day of 12 January is %s: %s', (today, tone, text) => {
    expect(dueChip(t, due('2026-01-12'), today)).toEqual({ tone, text })
  })

  test('a term never looks calm, and one without a day says so', () => {
    expect(dueChip(t, due(null), '2026-01-01')).toEqual({ tone: 'soon', text: 'день неизвестен' })
    expect(dueChip(t, due('2030-01-01'), '2026-01-01').tone).not.toBe('fine')
  })

  test('of a range the earlier day counts', () => {
    const range = { lastDay: null, range: { earliest: '2026-01-12', latest: '2026-02-09' } } as Deadline
    expect(dueChip(t, range, '2026-01-11').text).toBe('завтра')
  })
})
