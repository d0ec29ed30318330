/**
 * The built apps as one table from address to bytes, read once.
 *
 * Requests are looked up in this table and never become file names, so no spelling of a path can reach another file.
 * A snapshot also keeps the pages and their hashed assets of one build together while a new build is being written.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Body, createBody } from './body.ts'
import { isHashed, mediaOf } from './media.ts'

export interface Entry {
  type: string
  cache: 'immutable' | 'revalidate'
  /** File name for `Content-Disposition: attachment`, or null when the browser shows the file itself. */
  download: string | null
  body: Body
}

export interface Site {
  /** From decoded path, e.g. `/team/index.html`, to what is sent. */
  entries: ReadonlyMap<string, Entry>
  /** What must be there before people may be sent here; empty = ready. Names, not paths. */
  missing: readonly string[]
}

/** Folder of the build → address below which its files are served. */
const FOLDERS = [
  { folder: ['web', 'family'], at: '/', only: null },
  { folder: ['web', 'team'], at: '/team/', only: null },
  { folder: ['one-file'], at: '/one-file/', only: /^(hamroh|trainer)-[a-z-]+\.html$/ },
  { folder: ['fonts'], at: '/fonts/', only: /\.(ttf|otf|woff2|txt)$/ },
] as const

const CONTENT = ['law-package.json', 'law-rulings.json', 'law-clocks.json']

/** Reads the build. Throws nothing: what cannot be read is `missing`. */
export function readSite(build: string): Site {
  const entries = new Map<string, Entry>()
  for (const { folder, at, only } of FOLDERS)
    for (const name of filesIn(join(build, ...folder))) {
      if (only && !only.test(name)) continue
      const path = at + name
      const media = mediaOf(name)
      // In a list of downloads they are a notebook and exercises, like the app's own neutral name.
      const download =
        folder[0] === 'one-file' ? name.replace(/^hamroh/, 'daftar').replace(/^trainer/, 'mashq') : null
      entries.set(path, {
        type: media.type,
        cache: isHashed(path) ? 'immutable' : 'revalidate',
        download,
        body: createBody(readFileSync(join(build, ...folder, ...name.split('/'))), media.text),
      })
    }
  for (const at of ['/', '/team/']) {
    const page = entries.get(`${at}index.html`)
    if (page) entries.set(at, page)
  }
  const missing = [
    ...(CONTENT.every((name) => isJson(join(build, 'content', name))) ? [] : ['content']),
    ...(entries.has('/') ? [] : ['family app']),
    ...(entries.has('/team/') ? [] : ['team app']),
  ]
  return { entries, missing }
}

/** Names below a folder with `/` between; links and hidden files are not followed. Empty when there is no such folder. */
function* filesIn(folder: string, below = ''): Generator<string> {
  let found: ReturnType<typeof list>
  try {
    found = list(folder)
  } catch {
    // Not built: readSite says what is missing.
    return
  }
  for (const item of found)
    if (item.name.startsWith('.')) continue
    else if (item.isDirectory()) yield* filesIn(join(folder, item.name), `${below}${item.name}/`)
    else if (item.isFile()) yield below + item.name
}

const list = (folder: string) => readdirSync(folder, { withFileTypes: true })

function isJson(file: string): boolean {
  try {
    JSON.parse(readFileSync(file, 'utf8'))
    return true
  } catch {
    return false
  }
}

/** The site in use. While it is not complete it is read again, at most once a second, so that a finished build is noticed. */
export function createSiteHolder(build: string, now: () => number = Date.now): () => Site {
  let site = readSite(build)
  let readAt = now()
  return () => {
    if (site.missing.length > 0 && now() - readAt >= 1000) {
      site = readSite(build)
      readAt = now()
    }
    return site
  }
}
