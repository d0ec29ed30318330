/** The receipt as a picture among the phone's other pictures: six groups of digits on white, without a word about what they are. */
import { groupsOf } from './typed-receipt.ts'

const WIDTH = 900
const HEIGHT = 640

/** PNG. Throws when the browser has no canvas. */
export async function receiptPicture(receipt: string): Promise<Blob> {
  const canvas = document.createElement('canvas')
  canvas.width = WIDTH
  canvas.height = HEIGHT
  const paint = canvas.getContext('2d')
  if (!paint) throw new Error('no canvas')
  paint.fillStyle = '#fff'
  paint.fillRect(0, 0, WIDTH, HEIGHT)
  paint.fillStyle = '#222'
  paint.font = '600 84px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace'
  paint.textAlign = 'center'
  paint.textBaseline = 'middle'
  groupsOf(receipt).forEach((group, n) => {
    paint.fillText(group, WIDTH * (n % 2 === 0 ? 0.3 : 0.7), HEIGHT * (0.22 + 0.28 * Math.floor(n / 2)))
  })
  const png = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'))
  if (!png) throw new Error('no picture')
  return png
}

/** A name like any other picture of that day. */
export const pictureName = (day: string): string => `IMG_${day.replaceAll('-', '')}.png`
