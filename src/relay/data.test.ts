import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DataFolderRefused, openDataFolder } from './data.ts'

let parent: string
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'hamroh-data-'))
})
afterEach(() => rmSync(parent, { recursive: true, force: true }))

const mode = (path: string) => statSync(path).mode & 0o777

test.skipIf(process.platform === 'win32')('a new folder is closed to others, its parents included', () => {
  openDataFolder(join(parent, 'a', 'b'))
  expect([mode(join(parent, 'a')), mode(join(parent, 'a', 'b'))]).toEqual([0o700, 0o700])
})

test.skipIf(process.platform === 'win32')('an open folder is closed', () => {
  const path = join(parent, 'open')
  mkdirSync(path)
  chmodSync(path, 0o755)
  openDataFolder(path)
  expect(mode(path)).toBe(0o700)
})

test('a file, or a folder below a file, is refused with the reason', () => {
  const file = join(parent, 'file')
  writeFileSync(file, '')
  expect(() => openDataFolder(file)).toThrow(DataFolderRefused)
  expect(() => openDataFolder(join(file, 'below'))).toThrow(/is a file, or lies below one/)
})
