/** The members' app (today the defender's sheet) → build/web/team, served under /team/. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig, type Plugin } from 'vite'

const app = join(import.meta.dirname, 'src/team')
const fonts = join(import.meta.dirname, 'build/fonts')

/** The letter's fonts, from our own origin: a PDF carries them, the preview shows them. */
function letterFonts(): Plugin {
  const files = () => readdirSync(fonts).filter((name) => name.endsWith('.ttf'))
  return {
    name: 'hamroh-letter-fonts',
    generateBundle() {
      for (const name of files())
        this.emitFile({ type: 'asset', fileName: `fonts/${name}`, source: readFileSync(join(fonts, name)) })
    },
    configureServer(server) {
      server.middlewares.use('/team/fonts', (request, response, next) => {
        const name = files().find((file) => request.url === `/${file}`)
        return name ? response.end(readFileSync(join(fonts, name))) : next()
      })
    },
  }
}

/** Tells the service worker its files: all of this build. */
function serviceWorkerFiles(): Plugin {
  return {
    name: 'hamroh-team-service-worker',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const worker = bundle['sw.js']
        if (worker?.type !== 'chunk') throw new Error('service worker: sw.js is not in the build')
        const files = Object.values(bundle).filter((file) => file !== worker)
        const version = createHash('sha256')
        for (const file of files)
          version.update(file.fileName).update(file.type === 'chunk' ? file.code : file.source)
        const names = files.map(({ fileName }) => (fileName === 'index.html' ? './' : fileName)).sort()
        worker.code = worker.code
          .replace('__VERSION__', version.digest('hex').slice(0, 12))
          .replace(/["`']__FILES__["`']/, JSON.stringify([...names, 'icon.svg']))
      },
    },
  }
}

export default defineConfig({
  root: app,
  base: '/team/',
  publicDir: join(app, 'public'),
  cacheDir: join(import.meta.dirname, 'node_modules/.vite-team'),
  plugins: [
    svelte({ configFile: join(import.meta.dirname, 'svelte.config.js') }),
    letterFonts(),
    serviceWorkerFiles(),
  ],
  json: { stringify: true },
  build: {
    outDir: join(import.meta.dirname, 'build/web/team'),
    emptyOutDir: true,
    target: ['chrome111', 'firefox115', 'safari16.4'],
    cssCodeSplit: false,
    chunkSizeWarningLimit: 700, // pdfkit, loaded when a PDF is asked for
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: join(app, 'index.html'), sw: join(app, 'members/service-worker.ts') },
      output: {
        entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
        chunkFileNames: 'assets/[name]-[hash].js',
        assetFileNames: 'assets/[name]-[hash][extname]',
      },
    },
  },
})
