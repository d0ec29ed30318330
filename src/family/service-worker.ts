/**
 * Keeps the app's own files on the phone so that it opens without a connection, and nothing else: no answers, no
 * other addresses. The build writes the lists; a new build is a new cache, and the next page that opens is of it.
 */
declare const self: {
  addEventListener(type: 'install' | 'activate', listener: (event: LifeEvent) => void): void
  addEventListener(type: 'fetch', listener: (event: FetchLike) => void): void
  addEventListener(type: 'message', listener: (event: LifeEvent & { data: unknown }) => void): void
  skipWaiting(): Promise<void>
  clients: { claim(): Promise<void> }
  registration: { scope: string }
}
interface LifeEvent {
  waitUntil(work: Promise<unknown>): void
}
interface FetchLike {
  request: Request
  respondWith(answer: Promise<Response>): void
}

const CACHE = 'pages-__VERSION__'
const FIRST = '__FIRST__' as unknown as string[]
const LATER = '__LATER__' as unknown as string[]

const own = new Set([...FIRST, ...LATER].map((file) => new URL(file, self.registration.scope).href))
const start = self.registration.scope
/** Names here carry a hash of what is inside, so a file of an older version is never a wrong one. */
const hashed = new URL('assets/', start).href

/** How many files are on their way at once: enough for a slow line, few enough to be whole one after the other. */
const AT_ONCE = 4

/**
 * Fetches what is missing, each file for itself: what has come stays when the line breaks, and the next try goes on from
 * there. (`cache.addAll` takes back everything on the first failure, also what another call had put in before.)
 */
async function keep(files: readonly string[]): Promise<void> {
  const cache = await caches.open(CACHE)
  const left = [...files]
  const one = async (): Promise<void> => {
    for (let file = left.shift(); file !== undefined; file = left.shift()) {
      const address = new URL(file, start).href
      if (await cache.match(address)) continue
      const fresh = await fetch(new Request(address, { cache: 'no-cache' }))
      if (!fresh.ok) throw new Error(`${file}: ${fresh.status}`)
      await cache.put(address, fresh)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, one))
}

// A page of the version before goes on with its own files: they keep their names, and their cache stays one round longer.
self.addEventListener('install', (event) => event.waitUntil(keep(FIRST).then(() => self.skipWaiting())))

self.addEventListener('activate', (event) =>
  event.waitUntil(
    (async () => {
      // The version before stays one round longer: a page that is still open may ask for its own chunks.
      const older = (await caches.keys()).filter((name) => name.startsWith('pages-') && name !== CACHE)
      for (const name of older.slice(0, -1)) await caches.delete(name)
      await self.clients.claim()
    })(),
  ),
)

/** Words of a part are kept in the language that is spoken; the others come when they are asked for. */
const inLanguage = (file: string, lang: string): boolean =>
  (/\/messages-.+-(ru|uz|tg|ky|en)-/.exec(file)?.[1] ?? lang) === lang
/** The frame and the card of rights are what must not be missing when the line is gone: they are whole before the rest begins. */
const comesFirst = (file: string, lang: string): boolean =>
  /rights|guides|style-sheet|part-words/i.test(file) ||
  file.includes(`/shell.${lang}-`) ||
  file.includes(`/check.${lang}-`)

/** Tables of the trainer are long: a band is kept when somebody practises in it. */
const ofOtherBand = (file: string, band: string): boolean =>
  file.includes('/exam-') && !file.includes(`/exam-${band}-`) && !file.includes(`/exam-texts-${band}-`)

/** One after the other: two that run at once would fetch everything twice. */
let turn: Promise<void> = Promise.resolve()

async function keepRest(lang: string, band: string): Promise<void> {
  const files = LATER.filter((file) => inLanguage(file, lang) && !ofOtherBand(file, band))
  await keep(files.filter((file) => comesFirst(file, lang)))
  // Then the app whole; last the rules, words and tables of its parts, which are most of the bytes.
  await keep(files.filter((file) => !/\/(messages|law|exam)-/.test(file)))
  await keep(files)
}

self.addEventListener('message', (event) => {
  // The page asks for the rest only after the person has begun, so that the first tap never waits for it.
  const { keep: lang, band = '' } = (event.data ?? {}) as { keep?: string; band?: string }
  if (lang === undefined) return
  turn = turn
    .then(() => keepRest(lang, band))
    .catch((error) => console.warn('Not everything could be kept.', error))
  event.waitUntil(turn)
})

self.addEventListener('fetch', (event) => {
  if (event.request.method !== 'GET') return
  const address = new URL(event.request.url)
  address.hash = ''
  address.search = ''
  const wanted = address.href === `${start}index.html` ? start : address.href
  // Other pages of the same server (the team's, a download) go their own way.
  if (!own.has(wanted) && !wanted.startsWith(hashed)) return
  event.respondWith(
    (async () => {
      const cache = await caches.open(CACHE)
      const kept =
        (await cache.match(wanted, { ignoreVary: true })) ??
        (await caches.match(wanted, { ignoreVary: true }))
      if (kept) return kept
      const fresh = await fetch(event.request)
      if (fresh.ok && fresh.type === 'basic' && own.has(wanted)) await cache.put(wanted, fresh.clone())
      return fresh
    })(),
  )
})

export {}
