/**
 * Lets the members' app open without a connection: keeps the app's own files and nothing else, no data and no other address. It is asked for only by a
 * device that has been unlocked once; the sheet without an account stores nothing. The page itself comes from the server whenever there is one.
 */
declare const self: {
  addEventListener(type: 'install' | 'activate', listener: (event: LifeEvent) => void): void
  addEventListener(type: 'fetch', listener: (event: FetchLike) => void): void
  skipWaiting(): Promise<void>
  registration: { scope: string }
}
interface LifeEvent {
  waitUntil(work: Promise<unknown>): void
}
interface FetchLike {
  request: Request
  respondWith(answer: Promise<Response>): void
}

const CACHE = 'team-__VERSION__'
const FILES = '__FILES__' as unknown as string[]
const start = self.registration.scope
const page = new URL('./', start).href
const own = new Set(FILES.map((file) => new URL(file, start).href))

self.addEventListener('install', (event) =>
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE)
      await cache.addAll(FILES.map((file) => new Request(file, { cache: 'no-cache' })))
      await self.skipWaiting()
    })(),
  ),
)

self.addEventListener('activate', (event) =>
  event.waitUntil(
    (async () => {
      // The version before stays one round longer: an open page may ask for its own chunks.
      const older = (await caches.keys()).filter((name) => name.startsWith('team-') && name !== CACHE)
      for (const name of older.slice(0, -1)) await caches.delete(name)
    })(),
  ),
)

self.addEventListener('fetch', (event) => {
  if (event.request.method !== 'GET') return
  const address = new URL(event.request.url)
  address.hash = ''
  const wanted = address.href
  if (!own.has(wanted) && !wanted.startsWith(`${page}assets/`)) return
  event.respondWith(
    (async () => {
      const kept = () => caches.match(wanted, { ignoreVary: true })
      if (wanted !== page) return (await kept()) ?? fetch(event.request)
      try {
        return await fetch(event.request)
      } catch (error) {
        const last = await kept()
        if (last) return last
        throw error
      }
    })(),
  )
})

export {}
