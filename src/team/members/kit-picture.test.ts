import { randomBytes } from 'node:crypto'
import { decodeQR } from 'qr/decode.js'
import { expect, test } from 'vitest'
import { bytesOf, linesOf } from '../../seal/typed-lines.ts'
import { forCamera, fromCamera } from './kit-picture.ts'

/** As a camera sees it: each module some pixels wide. */
function photo(cells: boolean[][], scale = 4) {
  const side = cells.length * scale
  const data = new Uint8ClampedArray(side * side * 4).fill(255)
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++)
      if (cells[Math.floor(y / scale)]![Math.floor(x / scale)])
        data.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3)
  return { width: side, height: side, data }
}

test('what a camera reads is what somebody would have typed', async () => {
  const secret = Uint8Array.from(randomBytes(820))
  const lines = fromCamera(decodeQR(photo(await forCamera(linesOf(secret)))))
  expect(bytesOf(lines)).toEqual(secret)
})

test('more lines than one picture holds: no picture, the lines stay', async () => {
  expect(await forCamera(linesOf(Uint8Array.from(randomBytes(4_000))))).toEqual([])
})
