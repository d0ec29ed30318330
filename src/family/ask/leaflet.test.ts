import { expect, test } from 'vitest'
import { leafletIn } from './leaflet.ts'

test('the promise of a leaflet is read from the fragment, damaged ones too: they must match nothing, not be forgotten', () => {
  expect(leafletIn('#leaflet=abc')).toBe('abc')
  expect(leafletIn('#leaflet=')).toBe('')
  expect(leafletIn('#uz')).toBeNull()
  expect(leafletIn('')).toBeNull()
})
