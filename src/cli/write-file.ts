/** Writes a result so that nobody ever sees half of it, and nothing is overwritten by mistake. */
import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { BadInput, badInput, CannotGoOn } from './failure.ts'

const TAKEN = 'is there already'
const TAKEN_TODO = 'choose another name, or add --force to replace it'

/** Throws early what `writeWhole` would throw late: an existing file, a missing folder. */
export function checkTarget(path: string, force: boolean): void {
  if (!existsSync(dirname(path)))
    throw badInput(path, `there is no folder ${dirname(path)}`, 'make the folder first')
  if (!force && existsSync(path)) throw badInput(path, TAKEN, TAKEN_TODO)
}

/**
 * Writes all bytes under a temporary name in the same folder, then gives them the name. Readable by its owner alone:
 * a letter names people. Throws `BadInput` when the file exists and may not be replaced.
 */
export function writeWhole(path: string, bytes: Uint8Array, force: boolean): void {
  makeWhole(path, force, (draft) => {
    const handle = openSync(draft, 'r+')
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at)
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
  })
}

/**
 * The same for what writes its file itself: `fill` gets the name of an empty file, mode 0600, and leaves it on the disk. `BadInput` that it throws
 * goes on as it is; an error of the system becomes a sentence.
 */
export function makeWhole(path: string, force: boolean, fill: (draft: string) => void): void {
  const draft = join(dirname(path), `.${basename(path)}.${randomBytes(4).toString('hex')}.part`)
  try {
    closeSync(openSync(draft, 'wx', 0o600))
    fill(draft)
    if (force) renameSync(draft, path)
    else give(draft, path)
  } catch (error) {
    if (error instanceof BadInput) throw error
    const { code, errstr } = error as NodeJS.ErrnoException & { errstr?: string }
    throw new CannotGoOn(
      `${path} could not be written (${errstr ?? code ?? error})`,
      'check the folder, its rights and the free space',
    )
  } finally {
    rmSync(draft, { force: true })
  }
}

/** A link fails when the name is taken, even by a file made a moment ago; a rename would replace it. */
function give(draft: string, path: string): void {
  try {
    linkSync(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw badInput(path, TAKEN, TAKEN_TODO)
    // A memory stick without hard links.
    if (existsSync(path)) throw badInput(path, TAKEN, TAKEN_TODO)
    renameSync(draft, path)
  }
}
