import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { BadInput } from './failure.ts'
import { checkTarget, writeWhole } from './write-file.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hamroh-write-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const bytes = (text: string) => new TextEncoder().encode(text)

test('writes the whole file, for its owner alone, and leaves nothing else behind', () => {
  const path = join(folder, 'a.txt')
  writeWhole(path, bytes('letter'), false)
  expect(readFileSync(path, 'utf8')).toBe('letter')
  expect(readdirSync(folder)).toEqual(['a.txt'])
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('an existing file stays as it is unless it may be replaced', () => {
  const path = join(folder, 'a.txt')
  writeFileSync(path, 'old')
  expect(() => checkTarget(path, false)).toThrow(BadInput)
  expect(() => writeWhole(path, bytes('new'), false)).toThrow(/is there already/)
  expect(readFileSync(path, 'utf8')).toBe('old')
  expect(readdirSync(folder)).toEqual(['a.txt'])
  checkTarget(path, true)
  writeWhole(path, bytes('new'), true)
  expect(readFileSync(path, 'utf8')).toBe('new')
})

test('a folder that is not there is said before any work', () => {
  expect(() => checkTarget(join(folder, 'no', 'a.txt'), false)).toThrow(/there is no folder/)
})
