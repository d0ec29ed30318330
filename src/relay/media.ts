/** What a built file is on the wire, judged by the end of its name alone: the build decides names, nobody uploads. */

interface Media {
  type: string
  /** Text shrinks; pictures and woff2 are compressed already. */
  text: boolean
}

const MEDIA: Readonly<Record<string, Media>> = {
  html: { type: 'text/html; charset=utf-8', text: true },
  js: { type: 'text/javascript; charset=utf-8', text: true },
  mjs: { type: 'text/javascript; charset=utf-8', text: true },
  css: { type: 'text/css; charset=utf-8', text: true },
  json: { type: 'application/json; charset=utf-8', text: true },
  webmanifest: { type: 'application/manifest+json; charset=utf-8', text: true },
  txt: { type: 'text/plain; charset=utf-8', text: true },
  svg: { type: 'image/svg+xml; charset=utf-8', text: true },
  ttf: { type: 'font/ttf', text: true },
  otf: { type: 'font/otf', text: true },
  woff2: { type: 'font/woff2', text: false },
  png: { type: 'image/png', text: false },
  jpg: { type: 'image/jpeg', text: false },
  webp: { type: 'image/webp', text: false },
  ico: { type: 'image/x-icon', text: false },
  pdf: { type: 'application/pdf', text: false },
}

const UNKNOWN: Media = { type: 'application/octet-stream', text: false }

export function mediaOf(name: string): Media {
  const dot = name.lastIndexOf('.')
  return (dot >= 0 && MEDIA[name.slice(dot + 1).toLowerCase()]) || UNKNOWN
}

/** Vite puts the hash of the content into the name: `assets/name-DiwrgTda.js`. Such a file never changes under its name. */
const HASHED = /\/assets\/(?:[^/]*[-.])?[A-Za-z0-9_-]{8}\.[a-z0-9]+$/

export const isHashed = (path: string): boolean => HASHED.test(path)
