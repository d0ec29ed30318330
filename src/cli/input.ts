/** Reads what a command is given: a file or standard input, text, JSON, with a clear word for everything that is not. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { Io } from './command.ts'
import { BadInput, badInput, type Problem } from './failure.ts'
import { type Json, JsonError, type ParsedJson, parseJson } from './json.ts'

/** Bytes. A very long narrative with every fact stays far below. */
export const INPUT_LIMIT = 5_000_000

export interface Input extends ParsedJson {
  /** Name for messages: the file as it was given, or "standard input". */
  name: string
}

export interface JsonObject extends Input {
  value: { [name: string]: Json }
}

/** Reads a JSON object from a file, or from standard input for `-`. Throws `BadInput`. */
export async function readJsonObject(file: string, io: Io): Promise<JsonObject> {
  const parsed = await readJson(file, io)
  const { value, name } = parsed
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw badInput(name, 'is no JSON object', 'the whole must stand in { }')
  return { ...parsed, value }
}

/** Reads any JSON of at most `limit` bytes. Throws `BadInput`. */
export async function readJson(file: string, io: Io, limit = INPUT_LIMIT): Promise<Input> {
  const name = file === '-' ? 'standard input' : file
  const text = decode(file === '-' ? await io.readStdin(limit) : readFile(file, limit), name, limit)
  if (text.trim() === '') throw badInput(name, 'is empty', 'give a JSON object, at least {}')
  let parsed: ParsedJson
  try {
    parsed = parseJson(text)
  } catch (error) {
    if (!(error instanceof JsonError)) throw error
    const { line, column } = error.place
    throw badInput(`${name}:${line}:${column}`, error.message, 'correct the JSON there and run it again')
  }
  return { ...parsed, name }
}

/** Problems that a domain found in the input, each with its path and its line. */
export function problemsIn(
  input: Input,
  found: readonly { path: string; reason: string }[],
  todo: string,
): BadInput {
  return new BadInput(
    found.map(({ path, reason }): Problem => {
      const place = placeOf(input, path)
      return {
        where: `${input.name}${place ? `:${place.line}:${place.column}` : ''}`,
        what: `${path || 'the whole'}: ${reason}`,
      }
    }),
    todo,
  )
}

/** The place of a path, or of the closest thing around it: a missing value stands nowhere, its parent does. */
function placeOf(input: Input, path: string) {
  for (let at = path; at; at = at.replace(/(^|\.|\[)[^.[]*$/, '')) {
    const place = input.places.get(at)
    if (place) return place
  }
  return input.places.get('')
}

function readFile(file: string, limit: number): Uint8Array {
  const todo = 'name a JSON file, or - for standard input'
  let handle: number
  try {
    handle = openSync(file, 'r')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    const why =
      code === 'ENOENT'
        ? 'there is no such file'
        : code === 'EACCES'
          ? 'this user may not read it'
          : `cannot be read (${code})`
    throw badInput(file, why, todo)
  }
  try {
    if (fstatSync(handle).isDirectory()) throw badInput(file, 'is a folder', todo)
    // The size is not asked beforehand: a pipe or a device has none, and some never end.
    const bytes = Buffer.alloc(limit + 1)
    let size = 0
    for (let read = -1; read !== 0 && size < bytes.length; size += read)
      read = readSync(handle, bytes, size, bytes.length - size, null)
    if (size > limit) throw tooLong(file, limit)
    return bytes.subarray(0, size)
  } catch (error) {
    if (error instanceof BadInput) throw error
    throw badInput(file, `cannot be read (${(error as NodeJS.ErrnoException).code})`, todo)
  } finally {
    closeSync(handle)
  }
}

const tooLong = (name: string, limit: number) =>
  badInput(
    name,
    `is longer than ${limit / 1_000_000} MB`,
    limit === INPUT_LIMIT ? 'give the facts of one case only' : 'give fewer or shorter texts',
  )

function decode(bytes: Uint8Array, name: string, limit: number): string {
  if (bytes.length > limit) throw tooLong(name, limit)
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
  if (utf16) throw badInput(name, 'is UTF-16 text', 'save it as UTF-8')
  if (bytes.includes(0))
    throw badInput(name, 'is no text file: it holds zero bytes', 'give a JSON file in UTF-8')
  try {
    // Without ignoreBOM a byte order mark, which Windows editors write, is dropped.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw badInput(
      name,
      'is not UTF-8 text',
      'save it as UTF-8 (an old Windows encoding spoils Cyrillic letters)',
    )
  }
}
