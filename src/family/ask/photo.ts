/**
 * Photos as they leave the phone: decoded and drawn anew, so that nothing of the file but its pixels remains (no place, no time, no name of the
 * phone), no side longer than 2000 px, at most 600 KB, as JPEG.
 */
import type { Cover } from './cover.ts'
import { fitted, type Photo } from './photo-size.ts'

export { fitted, type Photo }

export const MOST_PHOTOS = 5
export const MOST_PHOTO_BYTES = 600 * 1024
/** A file beyond this is not decoded: a phone would run out of memory. */
export const MOST_FILE_BYTES = 60 * 1024 * 1024

const QUALITIES = [0.86, 0.76, 0.66, 0.56, 0.46]
/** How much smaller the sides become when even the lowest quality is too large. */
const SHRINK = 0.75

/** `not-a-photo`: nothing that this browser can decode as a picture. */
export class PhotoRefused extends Error {
  readonly problem: 'not-a-photo' | 'too-large' | 'no-memory'

  constructor(problem: PhotoRefused['problem']) {
    super(problem)
    this.name = 'PhotoRefused'
    this.problem = problem
  }
}

/** The first of the qualities, then of smaller pictures, that fits. `draw` gives the bytes at a scale and quality. */
export async function smallEnough<T extends { size: number }>(
  draw: (scale: number, quality: number) => Promise<T>,
  most = MOST_PHOTO_BYTES,
): Promise<T> {
  for (let scale = 1; scale > 0.05; scale *= SHRINK)
    for (const quality of QUALITIES) {
      const drawn = await draw(scale, quality)
      if (drawn.size <= most) return drawn
    }
  throw new PhotoRefused('too-large')
}

let count = 0

/** Throws `PhotoRefused`. */
export async function takePhoto(file: Blob): Promise<Photo> {
  if (file.size > MOST_FILE_BYTES) throw new PhotoRefused('too-large')
  return redraw(file, [], count++)
}

/** Draws a photo again with parts covered: the pixels below are not in the result. */
export async function coverPhoto(photo: Photo, covers: readonly Cover[]): Promise<Photo> {
  const drawn = await redraw(photo.jpeg, covers, photo.id)
  return { ...drawn, covers: photo.covers + covers.length }
}

/** Draws only one part of a picture (in shares of its sides): what lies outside is not in the result. Throws `PhotoRefused`. */
export const cropPhoto = (file: Blob, part: Cover): Promise<Photo> => redraw(file, [], count++, part)

const WHOLE: Cover = { x: 0, y: 0, width: 1, height: 1 }

async function redraw(file: Blob, covers: readonly Cover[], id: number, part = WHOLE): Promise<Photo> {
  const picture = await decode(file)
  try {
    const sides = fitted(picture.width * part.width, picture.height * part.height)
    let last = sides
    const jpeg = await smallEnough((scale, quality) => {
      last = fitted(sides.width, sides.height, Math.max(sides.width, sides.height) * scale)
      return encode(picture, part, last, covers, quality)
    })
    return { id, jpeg, ...last, covers: 0 }
  } finally {
    picture.close()
  }
}

export async function decode(file: Blob): Promise<ImageBitmap> {
  try {
    const picture = await createImageBitmap(file)
    if (picture.width > 0 && picture.height > 0) return picture
  } catch {
    // Not a picture, or one of a kind that this browser does not know.
  }
  throw new PhotoRefused('not-a-photo')
}

async function encode(
  picture: ImageBitmap,
  part: Cover,
  { width, height }: { width: number; height: number },
  covers: readonly Cover[],
  quality: number,
): Promise<Blob> {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const paint = canvas.getContext('2d')
  if (!paint) throw new PhotoRefused('no-memory')
  // JPEG has no transparency; what shines through must not become black.
  paint.fillStyle = '#fff'
  paint.fillRect(0, 0, width, height)
  const { width: w, height: h } = picture
  paint.drawImage(picture, part.x * w, part.y * h, part.width * w, part.height * h, 0, 0, width, height)
  paint.fillStyle = '#000'
  for (const cover of covers) {
    const left = Math.floor(cover.x * width)
    const top = Math.floor(cover.y * height)
    paint.fillRect(
      left,
      top,
      Math.ceil((cover.x + cover.width) * width) - left,
      Math.ceil((cover.y + cover.height) * height) - top,
    )
  }
  const jpeg = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', quality))
  canvas.width = 0
  if (!jpeg) throw new PhotoRefused('no-memory')
  return jpeg
}
