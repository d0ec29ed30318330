/** What backup, restore and verify share: where the store lies, what is said of it, how trouble with it is told. */
import { existsSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Counts } from '../relay/counts.ts'
import { DataFolderInUse, DataFolderRefused } from '../relay/data.ts'
import { storeIn } from '../relay/kept.ts'
import { NoStore } from '../relay/schema.ts'
import type { Option } from './command.ts'
import { BadInput, badInput, CannotGoOn } from './failure.ts'

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

export const DATA: Option = {
  name: 'data',
  value: 'DIR',
  about: 'data folder of the relay (default: data, beside the program, where npm start puts it)',
}

/** The store of a data folder. Throws `BadInput` when there is none. */
export function storeOf(data: string | undefined): string {
  const folder = resolve(data ?? join(root, 'data'))
  const file = storeIn(folder)
  if (!existsSync(file))
    throw badInput(
      '--data',
      `${folder} holds no store (relay.db)`,
      'name the folder that hamroh serve was given with --data',
    )
  return file
}

/** A file that was named on the command line. */
export function givenFile(name: string): string {
  const file = resolve(name)
  if (!existsSync(file))
    throw badInput(name, 'there is no such file', 'name a file that hamroh backup has made')
  if (!statSync(file).isFile()) throw badInput(name, 'is no file', 'name a file that hamroh backup has made')
  return file
}

export const damaged = (where: string, problems: readonly string[], todo: string): BadInput =>
  new BadInput(
    problems.map((what) => ({ where, what })),
    todo,
  )

/** Trouble with a store as sentences; anything else is returned as it is. */
export function explainStore(error: unknown, where: string): unknown {
  if (error instanceof NoStore)
    return badInput(
      where,
      error.message,
      'name relay.db or a backup of it; a damaged store is replaced by hamroh restore',
    )
  if (error instanceof DataFolderRefused)
    return badInput(
      '--data',
      error.message,
      'name a folder that this user may write, or one that can be made',
    )
  if (error instanceof DataFolderInUse)
    return new CannotGoOn(
      error.message,
      'stop that relay first (Ctrl+C, or your service manager), then run this again',
    )
  const { code, errcode, errstr } = error as { code?: string; errcode?: number; errstr?: string }
  if (code !== 'ERR_SQLITE_ERROR') return error
  if (errcode !== undefined && errcode % 256 === 13)
    return new CannotGoOn(
      'the disk is full',
      'free some space; nothing was lost and nothing was half-written',
    )
  return new CannotGoOn(
    `${where} cannot be opened (${errstr ?? 'SQLite'})`,
    'check its rights; for damage: hamroh restore',
  )
}

export const countsJson = ({ bytes: _, ...counts }: Counts) => counts
