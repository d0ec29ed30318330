import { expect, test } from 'vitest'
import { depthOf, placeFrom, placeToHash } from './place.ts'

test('only the language shows in the address', () => {
  expect(placeToHash({ page: 'check', lang: 'uz', screen: 'insurance' })).toBe('#uz')
  expect(placeToHash({ page: 'languages', lang: null, screen: null })).toBe('#')
})

test('the screen comes back from the history entry', () => {
  expect(placeFrom('#uz', { page: 'check', screen: 'grade', depth: 3 })).toEqual({
    page: 'check',
    lang: 'uz',
    screen: 'grade',
  })
})

test('anything unknown leads to a page that works', () => {
  expect(placeFrom('#xx', null).page).toBe('languages')
  expect(placeFrom('', { page: 'result' }).page).toBe('languages')
  expect(placeFrom('#tg', { page: 'nowhere', screen: 4 })).toEqual({ page: 'home', lang: 'tg', screen: null })
  expect(placeFrom('#tg', 'x').page).toBe('home')
  expect(placeFrom('#table', null).page).toBe('table')
})

test('the depth of foreign or broken state is nought', () => {
  for (const state of [null, undefined, 'x', { depth: -1 }, { depth: 1.5 }, { depth: '3' }])
    expect(depthOf(state)).toBe(0)
  expect(depthOf({ depth: 3 })).toBe(3)
})
