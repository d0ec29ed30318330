/** Reads a QR code from a photo. The picture stays in this page's memory. */
import decodeQR from 'qr/decode.js'

/** Longest side in pixels: enough for a code that fills a third of the photo, little enough for an old phone. */
const LONGEST = 1600

/** The text of the code; null when there is none to be read. */
export async function readCode(photo: Blob): Promise<string | null> {
  try {
    const picture = await createImageBitmap(photo)
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height))
    const canvas = document.createElement('canvas')
    canvas.width = Math.max(1, Math.round(picture.width * scale))
    canvas.height = Math.max(1, Math.round(picture.height * scale))
    const paint = canvas.getContext('2d', { willReadFrequently: true })
    if (!paint) return null
    paint.drawImage(picture, 0, 0, canvas.width, canvas.height)
    picture.close()
    const { width, height, data } = paint.getImageData(0, 0, canvas.width, canvas.height)
    return decodeQR({ width, height, data })
  } catch {
    return null
  }
}
