// Which Node runs the product. Plain JavaScript that any Node >= 20 can read, because it runs before set-up is done.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
export const NEEDED_MAJOR = 24

/** Path of a Node that is new enough: this one, or the packaged one. Throws with what to do when there is none. */
export function node24() {
  if (Number(process.versions.node.split('.')[0]) >= NEEDED_MAJOR) return process.execPath
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  const require = createRequire(join(root, 'package.json'))
  try {
    const home = dirname(require.resolve(`${name}/package.json`))
    const binary = join(home, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
    if (existsSync(binary)) return binary
  } catch {
    // Not packaged for this platform: the message below says what to do.
  }
  throw new Error(
    `Node ${NEEDED_MAJOR} is needed and this is Node ${process.versions.node}; no packaged Node exists for ${process.platform}-${process.arch}. ` +
      `Install Node ${NEEDED_MAJOR} or newer (https://nodejs.org), then run the same command again.`,
  )
}
