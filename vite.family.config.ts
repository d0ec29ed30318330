/**
 * The family app's production build → build/web/family. One style sheet, one chunk a language and flow, a service worker
 * that knows every file of this build, and a first page that shows the five languages before any script has run.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig, type Plugin } from 'vite'
import { firstPage, retryWords } from './src/family/first-page.ts'
import { withoutNist } from './tools/without-nist.ts'

const app = join(import.meta.dirname, 'src/family')
const publicDir = join(app, 'public')

/** The day from which the 60 days of a copy are counted. */
export const builtOn = process.env.HAMROH_BUILD_DATE ?? new Date().toISOString().slice(0, 10)

/** Puts the languages and the no-script text into index.html, so that both are there before the first script. */
export function staticFirstPage(oneFile: boolean): Plugin {
  return {
    name: 'hamroh-first-page',
    transformIndexHtml: {
      order: 'pre',
      handler: (html) => html.replace('<!-- first page -->', firstPage(oneFile)),
    },
  }
}

/** The shared piece is fetched together with the first script, not after it has been read. */
function preloadBase(): Plugin {
  return {
    name: 'hamroh-preload-base',
    transformIndexHtml: {
      order: 'post',
      handler: (html, { bundle = {} }) => {
        const base = Object.keys(bundle).find((name) => name.startsWith('assets/base-'))
        if (!base) throw new Error('first page: the shared piece is not in the build')
        return html.replace('</head>', `<link rel="modulepreload" crossorigin href="./${base}">\n</head>`)
      },
    },
  }
}

/** Tells the service worker its files: those it needs at once and those it fetches later. */
function serviceWorkerFiles(): Plugin {
  return {
    name: 'hamroh-service-worker-files',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const worker = bundle['sw.js']
        if (worker?.type !== 'chunk') throw new Error('service worker: sw.js is not in the build')
        const files = Object.values(bundle).filter((file) => file !== worker)
        const entry = files.filter(
          (file) =>
            (file.type === 'asset' && !isOfAsking(file.fileName)) ||
            (file.type === 'chunk' && file.isEntry) ||
            isStaticOf(file, bundle),
        )
        const statics = readdirSync(publicDir)
        const names = (list: { fileName: string }[]) =>
          list.map((file) => (file.fileName === 'index.html' ? './' : file.fileName))
        const first = [...names(entry), ...statics].sort()
        const later = names(files)
          .filter((name) => !first.includes(name))
          .sort()
        const version = createHash('sha256')
        for (const file of files)
          version.update(file.fileName).update(file.type === 'chunk' ? file.code : file.source)
        for (const name of statics) version.update(readFileSync(join(publicDir, name)))
        worker.code = worker.code
          .replace('__VERSION__', version.digest('hex').slice(0, 12))
          .replace('"__FIRST__"', JSON.stringify(first))
          .replace('"__LATER__"', JSON.stringify(later))
          .replace('`__FIRST__`', JSON.stringify(first))
          .replace('`__LATER__`', JSON.stringify(later))
      },
    },
  }
}

/** The worker with the keys and the looks of the parts behind the first page: fetched only by those who go there. */
const isOfAsking = (name: string): boolean =>
  /^assets\/(seal-worker|ask|diary|rights|flows|practice)-/.test(name)

/** Side effects that matter: Svelte declares nothing about its own, and only its flags have any that we need. */
export const moduleSideEffects = (id: string): boolean =>
  !/node_modules\/svelte\/src\/(?!internal\/flags)/.test(id.replaceAll('\\', '/'))

/** What the first page and the check read before anybody taps: everything that they import without waiting. */
const early = new Set<string>()

/** Finds it in the finished module graph, before the graph is cut into chunks. */
function firstLoad(): Plugin {
  return {
    name: 'hamroh-first-load',
    buildEnd() {
      const walk = (id: string) => {
        if (early.has(id)) return
        early.add(id)
        for (const next of this.getModuleInfo(id)?.importedIds ?? []) walk(next)
      }
      for (const id of this.getModuleIds())
        if (/\/src\/family\/(index\.html|main\.ts|CheckFlow\.svelte)$/.test(id.replaceAll('\\', '/')))
          walk(id)
    },
  }
}

/** Of that, everything but content and words. What only later screens share must not weigh on the first. */
const isBase = (id: string): boolean =>
  early.has(id) &&
  !/\/(build\/content|family\/(words|ask|diary|rights|flows|practice))\/|\/(Fold|Badge)\.svelte|\.json$|\.css/.test(
    id.replaceAll('\\', '/'),
  )

/** How the worker with the keys is built, in both apps: a classic one, which older browsers start too. */
export const sealWorker = () => ({
  format: 'iife' as const,
  plugins: () => [withoutNist()],
  rolldownOptions: {
    treeshake: {
      moduleSideEffects: false,
      propertyReadSideEffects: false as const,
      unknownGlobalSideEffects: false,
      // These build key exchanges that nobody here uses; their authors marked most, not all, of such calls as free of effects.
      manualPureFunctions: ['QSF', 'ecdhKem', 'createKitchenSink', 'concreteHybridKem'],
    },
    output: { entryFileNames: 'assets/[name]-[hash].js' },
  },
})

/** Whether a chunk is loaded together with an entry, without a dynamic import. */
function isStaticOf(
  file: { type: string; fileName: string },
  bundle: Record<string, { type: string; fileName: string }>,
): boolean {
  return Object.values(bundle).some(
    (other) =>
      other.type === 'chunk' &&
      (other as unknown as { isEntry: boolean; imports: string[] }).isEntry &&
      (other as unknown as { imports: string[] }).imports.includes(file.fileName),
  )
}

export default defineConfig({
  root: app,
  base: './',
  publicDir,
  cacheDir: join(import.meta.dirname, 'node_modules/.vite-family'),
  plugins: [
    svelte({ configFile: join(import.meta.dirname, 'svelte.config.js') }),
    staticFirstPage(false),
    preloadBase(),
    firstLoad(),
    serviceWorkerFiles(),
  ],
  define: {
    __BUILT__: JSON.stringify(builtOn),
    __ONE_FILE__: 'false',
    __ROAD__: 'null',
    __RETRY__: JSON.stringify(retryWords()),
  },
  json: { stringify: true },
  worker: sealWorker(),
  build: {
    outDir: join(import.meta.dirname, 'build/web/family'),
    emptyOutDir: true,
    // Android 7 still gets Chrome 119; older phones get a little room.
    target: ['chrome90', 'firefox90', 'safari15'],
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    // Vite's own way of preloading costs 300 bytes of script; one line in the page does what is needed (preloadBase).
    modulePreload: false,
    rolldownOptions: {
      input: { index: join(app, 'index.html'), sw: join(app, 'service-worker.ts') },
      treeshake: { moduleSideEffects },
      output: {
        entryFileNames: (chunk) => (chunk.name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
        chunkFileNames: 'assets/[name]-[hash].js',
        assetFileNames: 'assets/[name]-[hash][extname]',
        // What the first page and the check share with the rest stays in one piece: torn apart by who else uses it, it weighs 2 KB more.
        codeSplitting: {
          groups: [{ name: 'base', test: isBase, minShareCount: 2 }],
        },
      },
    },
  },
})
