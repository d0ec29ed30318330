/** A photo without what a camera writes into it: drawn anew, so that place, time and device stay behind. */

/** Longest side in pixels; enough to read a page. */
const LONGEST = 3_000
const QUALITY = 0.86

/** Throws when the browser cannot read the picture. */
export async function plainPhoto(file: Blob): Promise<Uint8Array> {
  const picture = await createImageBitmap(file)
  const shrink = Math.min(1, LONGEST / Math.max(picture.width, picture.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(picture.width * shrink))
  canvas.height = Math.max(1, Math.round(picture.height * shrink))
  const context = canvas.getContext('2d')
  if (!context) throw new Error('no canvas')
  // What is see-through would become black.
  context.fillStyle = '#fff'
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.drawImage(picture, 0, 0, canvas.width, canvas.height)
  picture.close()
  const jpeg = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', QUALITY))
  if (!jpeg) throw new Error('no picture')
  return new Uint8Array(await jpeg.arrayBuffer())
}
