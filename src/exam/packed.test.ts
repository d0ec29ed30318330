import { expect, test } from 'vitest'
import {
  idOfLemma,
  inPairs,
  openAdjectives,
  openNouns,
  openVerbs,
  packAdjectives,
  packNouns,
  packVerbs,
} from './packed.ts'
import { tablesOf } from './tables.test-support.ts'

test('folding and opening give back the very same words', () => {
  const { nouns, adjectives, verbs } = tablesOf('10-11')
  expect(nouns.length + adjectives.length + verbs.length).toBeGreaterThan(600)
  expect(openNouns(packNouns(nouns))).toEqual(nouns)
  expect(openAdjectives(packAdjectives(adjectives))).toEqual(adjectives)
  expect(openVerbs(packVerbs(inPairs(verbs)))).toEqual(verbs)
})

test('forms with nothing in common, no singular, an id of its own', () => {
  const row = (text: string) => text.split(' ')
  const child = {
    id: 'child',
    lemma: 'ребёнок',
    gender: 'm' as const,
    animate: true,
    sg: row('ребёнок ребёнка ребёнку ребёнка ребёнком ребёнке'),
    pl: row('дети детей детям детей детьми детях'),
  }
  const clock = {
    ...child,
    id: 'chasy',
    lemma: 'часы',
    gender: null,
    sg: null,
    pl: row('часы часов часам часы часами часах'),
  }
  expect(openNouns(packNouns([child, clock]))).toEqual([child, clock])
  expect(openNouns(packNouns([]))).toEqual([])
})

test('ids in Latin letters', () => {
  expect(['щенок', 'семья', 'ёлка', 'эхо', 'подъезд'].map(idOfLemma)).toEqual([
    'shchenok',
    'semya',
    'yolka',
    'ehho',
    'podezd',
  ])
})
