/**
 * Keeps the app's own files on the phone so that it opens without a connection, and nothing else: no answers, no
 * other addresses. The build writes the lists; a new build is a new cache and takes over on the next start.
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

async function keep(files: readonly string[]): Promise<void> {
  const cache = await caches.open(CACHE)
  const missing: string[] = []
  for (const file of files)
    if (!(await cache.match(new URL(file, self.registration.scope).href))) missing.push(file)
  await cache.addAll(missing.map((file) => new Request(file, { cache: 'no-cache' })))
}

self.addEventListener('install', (event) => event.waitUntil(keep(FIRST)))

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
  if (lang !== undefined) event.waitUntil(keepRest(lang, band))
  if (event.data === 'take-over') event.waitUntil(self.skipWaiting())
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
