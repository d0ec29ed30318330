// Runs a script on a Node that is new enough: node tools/launch.mjs SCRIPT [ARGUMENTS]
import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { node24, root } from './runtime.mjs'
import { ensureInstalled } from './setup.mjs'

const [script, ...args] = process.argv.slice(2)
if (!script) {
  console.error('usage: node tools/launch.mjs SCRIPT [ARGUMENTS]')
  process.exit(2)
}
try {
  await ensureInstalled()
  const child = spawn(node24(), ['--disable-warning=ExperimentalWarning', resolve(root, script), ...args], {
    stdio: 'inherit',
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
