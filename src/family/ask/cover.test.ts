import fc from 'fast-check'
import { expect, test } from 'vitest'
import { coverBetween, LEAST, type Move, middleCover, moved, moveOf } from './cover.ts'

const MOVES: Move[] = ['left', 'right', 'up', 'down', 'wider', 'narrower', 'taller', 'lower']

test('a cover is drawn between any two corners and cut at the photo’s edge', () => {
  expect(coverBetween({ x: 0.8, y: 0.9 }, { x: 0.2, y: 0.5 })).toEqual({
    x: 0.2,
    y: 0.5,
    width: expect.closeTo(0.6),
    height: expect.closeTo(0.4),
  })
  expect(coverBetween({ x: -3, y: 0.5 }, { x: 9, y: 2 })).toEqual({ x: 0, y: 0.5, width: 1, height: 0.5 })
})

test('a tap is no cover', () => {
  expect(coverBetween({ x: 0.5, y: 0.5 }, { x: 0.505, y: 0.9 })).toBeNull()
  expect(coverBetween({ x: 2, y: 0.5 }, { x: 3, y: 0.9 })).toBeNull()
})

test('however it is moved, it stays on the photo and never vanishes', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...MOVES), { maxLength: 120 }), (moves) => {
      let cover = middleCover()
      for (const move of moves) cover = moved(cover, move)
      const slack = 1e-9
      expect(cover.x).toBeGreaterThanOrEqual(0)
      expect(cover.y).toBeGreaterThanOrEqual(0)
      expect(cover.x + cover.width).toBeLessThanOrEqual(1 + slack)
      expect(cover.y + cover.height).toBeLessThanOrEqual(1 + slack)
      expect(Math.min(cover.width, cover.height)).toBeGreaterThanOrEqual(LEAST)
    }),
  )
})

test('arrows move, with shift they resize, other keys do nothing', () => {
  expect(moveOf('ArrowUp', false)).toBe('up')
  expect(moveOf('ArrowUp', true)).toBe('lower')
  expect(moveOf('ArrowRight', true)).toBe('wider')
  expect(moveOf('a', false)).toBeNull()
})
