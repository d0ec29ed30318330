/** The folder that holds what the relay keeps. Only its owner may look into it. */
import { accessSync, chmodSync, constants, mkdirSync, statSync } from 'node:fs'

export class DataFolderRefused extends Error {
  override name = 'DataFolderRefused'
}

/** Another process holds the folder. */
export class DataFolderInUse extends Error {
  override name = 'DataFolderInUse'
}

/**
 * Makes the folder, mode 0700, and closes an existing one to others. Throws `DataFolderRefused` with the reason.
 * Windows has no such modes; there the folder keeps the rights of the folder it lies in.
 */
export function openDataFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new DataFolderRefused(reasonOf(error, path))
  }
  if (!statSync(path).isDirectory()) throw new DataFolderRefused(`${path} is a file, not a folder`)
  try {
    if (process.platform !== 'win32') chmodSync(path, 0o700)
    accessSync(path, constants.R_OK | constants.W_OK)
  } catch (error) {
    throw new DataFolderRefused(reasonOf(error, path))
  }
}

function reasonOf(error: unknown, path: string): string {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'EEXIST' || code === 'ENOTDIR') return `${path} is a file, or lies below one`
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return `${path} may not be written by this user`
  return `${path} cannot be made (${code ?? 'unknown reason'})`
}
