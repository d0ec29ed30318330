// npm start: sets up what is missing, builds what is stale, runs the product.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { build } from './build.mjs'
import { node24, root } from './runtime.mjs'

try {
  await build()
  const args = [
    '--disable-warning=ExperimentalWarning',
    join(root, 'src/cli/main.ts'),
    'serve',
    '--data',
    join(root, 'data'),
    ...process.argv.slice(2),
  ]
  const child = spawn(node24(), args, { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
