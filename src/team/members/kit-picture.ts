/** The kit's lines as a QR and back. Lines are parted by colons: the compact alphabet of QR knows no new line. */

/** Modules with a quiet zone; empty when the lines are too many for one picture. */
export async function forCamera(lines: readonly string[]): Promise<boolean[][]> {
  const { default: encodeQR } = await import('qr')
  const text = lines.map((line) => line.replaceAll(' ', '')).join(':')
  try {
    return encodeQR(text, 'raw', { ecc: 'low', border: 4 })
  } catch {
    return []
  }
}

/** What a camera has read, as the lines that somebody would have typed. */
export const fromCamera = (text: string): string => text.split(':').join('\n')

/** Wide enough for the modules of a long code. */
const WIDTH = 1_600

/** The lines in a picture, or null when there is no code in it. The picture stays in this page's memory. */
export async function fromPicture(file: Blob): Promise<string | null> {
  const { decodeQR } = await import('qr/decode.js')
  try {
    const picture = await createImageBitmap(file)
    const scale = Math.min(1, WIDTH / picture.width)
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(picture.width * scale)
    canvas.height = Math.round(picture.height * scale)
    const pen = canvas.getContext('2d', { willReadFrequently: true })
    if (!pen) return null
    pen.fillStyle = '#fff'
    pen.fillRect(0, 0, canvas.width, canvas.height)
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height)
    picture.close()
    const { width, height, data } = pen.getImageData(0, 0, canvas.width, canvas.height)
    return fromCamera(decodeQR({ width, height, data }))
  } catch {
    return null
  }
}
