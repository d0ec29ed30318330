import { expect, test } from 'vitest'
import { fitted, PhotoRefused, smallEnough } from './photo.ts'

test('the longer side is at most 2000, the shape stays', () => {
  expect(fitted(4000, 3000)).toEqual({ width: 2000, height: 1500 })
  expect(fitted(1200, 6000)).toEqual({ width: 400, height: 2000 })
  expect(fitted(800, 600)).toEqual({ width: 800, height: 600 })
  expect(fitted(50_000, 3)).toEqual({ width: 2000, height: 1 })
})

test('quality is lowered first, then the picture is made smaller', async () => {
  const tried: [number, number][] = []
  const drawn = await smallEnough(async (scale, quality) => {
    tried.push([scale, quality])
    return { size: scale * scale * quality * 1000 }
  }, 300)
  expect(drawn.size).toBeLessThanOrEqual(300)
  expect(tried.slice(0, 6).map(([scale]) => scale)).toEqual([1, 1, 1, 1, 1, 0.75])
  expect(tried[4]![1]).toBeLessThan(tried[0]![1])
})

test('what never fits is refused and not sent in full', async () => {
  await expect(smallEnough(async () => ({ size: 1e9 }))).rejects.toThrow(PhotoRefused)
})
