/**
 * Compiles `content/messages/<lang>/<area>.yaml`: five languages, one file an area. Everything a translator can get
 * wrong without seeing it is refused here with file, line and reason. Format: docs/formats/messages.md.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative, sep } from 'node:path'
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import type { Lang } from '../../src/law/types.ts'
import { LANGUAGES } from '../../src/ui/languages.ts'
import type { Compiled, ReviewOfWords } from '../../src/ui/messages.ts'
import { type ArgType, mergeTypes, readMessage } from './icu.ts'
import { keysModule } from './keys.ts'
import { ownWords, scriptProblems } from './scripts.ts'

export type { ArgType } from './icu.ts'

/** `file` is relative to the folder that holds `content/`, `line` counts from 1. */
export interface Problem {
  file: string
  line: number
  reason: string
}

export interface CompiledMessage {
  args: Record<string, ArgType>
  compiled: Compiled
  file: string
  line: number
}

export interface Messages {
  problems: Problem[]
  areas: Map<string, Map<Lang, Map<string, CompiledMessage>>>
  reviews: Map<string, Map<Lang, ReviewOfWords>>
}

/** A message of one file before the languages are compared. */
interface Entry extends CompiledMessage {
  source: string
  /** The words between the arguments, branches included. */
  words: string
}

interface MessageFile {
  file: string
  /** Line of `messages:`; where a missing key is reported. */
  line: number
  area: string
  lang: Lang
  review: ReviewOfWords | null
  same: Set<string>
  entries: Map<string, Entry>
}

const TOP = ['area', 'review', 'same', 'messages']
const KEY = /^[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*$/
/** Texts in tg and ky of at least this many letters that equal the Russian one were not translated. */
const SHORTEST_TRANSLATION = 13

/** Reads every language and area under `contentDir`/messages. Never throws on bad content: see `problems`. */
export function compileMessages(contentDir: string): Messages {
  const problems: Problem[] = []
  const areas: Messages['areas'] = new Map()
  const reviews: Messages['reviews'] = new Map()
  const files = new Map<string, Map<Lang, MessageFile>>()

  const folder = join(contentDir, 'messages')
  const nameOf = (path: string) => relative(dirname(contentDir), path).split(sep).join('/')
  if (!existsSync(folder))
    return { problems: [{ file: nameOf(folder), line: 1, reason: 'folder is missing' }], areas, reviews }
  for (const name of readdirSync(folder).toSorted())
    if (!(LANGUAGES as readonly string[]).includes(name))
      problems.push({
        file: nameOf(join(folder, name)),
        line: 1,
        reason: `no such language; known: ${LANGUAGES.join(', ')}`,
      })

  for (const lang of LANGUAGES) {
    if (!existsSync(join(folder, lang))) continue
    for (const name of readdirSync(join(folder, lang)).toSorted()) {
      const path = join(folder, lang, name)
      if (!/^[a-z][a-z-]*\.yaml$/.test(name)) {
        problems.push({
          file: nameOf(path),
          line: 1,
          reason: 'name must be <area>.yaml, small Latin letters',
        })
        continue
      }
      const read = readFile(readFileSync(path, 'utf8'), nameOf(path), basename(name, '.yaml'), lang, problems)
      const byLang = files.get(read.area) ?? new Map<Lang, MessageFile>()
      files.set(read.area, byLang.set(lang, read))
    }
  }

  for (const [area, byLang] of files) {
    compareLanguages(area, byLang, nameOf(folder), problems)
    areas.set(area, new Map([...byLang].map(([lang, { entries }]) => [lang, withoutSource(entries)])))
    reviews.set(area, new Map([...byLang].map(([lang, { review }]) => [lang, review ?? 'unreviewed'])))
  }
  refuseSharedKeys(files, problems)
  problems.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line))
  return { problems, areas, reviews }
}

function withoutSource(entries: Map<string, Entry>): Map<string, CompiledMessage> {
  return new Map(
    [...entries].map(([key, { args, compiled, file, line }]) => [key, { args, compiled, file, line }]),
  )
}

function readFile(text: string, file: string, area: string, lang: Lang, problems: Problem[]): MessageFile {
  const result: MessageFile = { file, line: 1, area, lang, review: null, same: new Set(), entries: new Map() }
  const lines = new LineCounter()
  const refuse = (line: number, reason: string) => problems.push({ file, line, reason })
  const lineOf = (node: unknown) => lines.linePos((node as Node | null)?.range?.[0] ?? 0).line || 1

  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  for (const error of [...document.errors, ...document.warnings])
    refuse(lines.linePos(error.pos[0]).line || 1, error.message)
  if (document.errors.length) return result
  if (!isMap(document.contents)) {
    refuse(1, 'file must have the keys area, review, messages')
    return result
  }

  for (const { key, value } of document.contents.items) {
    const name = isScalar(key) ? String(key.value) : ''
    if (!TOP.includes(name)) {
      refuse(lineOf(key), `unknown key “${name}”; known: ${TOP.join(', ')}`)
    } else if (name === 'area') {
      if (!isScalar(value) || value.value !== area)
        refuse(lineOf(key), `area must be “${area}”, like the file's name`)
    } else if (name === 'review') {
      if (isScalar(value) && (value.value === 'unreviewed' || value.value === 'reviewed'))
        result.review = value.value
      else refuse(lineOf(key), 'review must be unreviewed or reviewed')
    } else if (name === 'same') {
      if (isSeq(value))
        for (const item of value.items) result.same.add(String(isScalar(item) ? item.value : ''))
      else refuse(lineOf(key), 'same must be a list of keys')
    } else if (!isMap(value)) {
      refuse(lineOf(key), 'messages must hold keys with their texts')
    } else {
      result.line = lineOf(key)
      for (const pair of value.items) readEntry(pair.key, pair.value, lineOf(pair.key), result, refuse)
    }
  }
  for (const name of ['area', 'review', 'messages'])
    if (!document.contents.has(name)) refuse(1, `${name} is missing`)
  for (const key of result.same)
    if (!result.entries.has(key)) refuse(1, `same: there is no message “${key}” in this file`)
  return result
}

function readEntry(
  keyNode: unknown,
  valueNode: unknown,
  line: number,
  into: MessageFile,
  refuse: (line: number, reason: string) => void,
): void {
  const key = isScalar(keyNode) ? String(keyNode.value) : ''
  if (!KEY.test(key))
    return void refuse(line, `bad key “${key}”: Latin letters, digits, - and _, parts joined by dots`)
  const source = isScalar(valueNode) ? valueNode.value : null
  if (typeof source !== 'string')
    return void refuse(line, `${key}: the text must be one string; put it in quotes`)
  if (!source.trim()) return void refuse(line, `${key}: the text is empty`)

  const { compiled, args, texts, problems } = readMessage(source, into.lang)
  if (source !== source.trim()) problems.push('space at the beginning or the end')
  for (const text of texts) problems.push(...scriptProblems(text, into.lang))
  if (source.includes("'")) problems.push('straight apostrophe: in Uzbek ʻ or ʼ, in English ’')
  for (const problem of new Set(problems)) refuse(line, `${key}: ${problem}`)
  into.entries.set(key, { args, compiled, file: into.file, line, source, words: texts.join(' ') })
}

/** Every language has every key, with the same arguments, and is translated. */
function compareLanguages(
  area: string,
  byLang: Map<Lang, MessageFile>,
  folder: string,
  problems: Problem[],
): void {
  const refuse = (at: { file: string; line: number }, key: string, reason: string) =>
    problems.push({ file: at.file, line: at.line, reason: `${key}: ${reason}` })
  for (const lang of LANGUAGES)
    if (!byLang.has(lang))
      problems.push({
        file: `${folder}/${lang}/${area}.yaml`,
        line: 1,
        reason: `area ${area} is missing in ${lang}`,
      })

  const first = new Map<string, Entry>()
  for (const { entries } of byLang.values())
    for (const [key, entry] of entries) if (!first.has(key)) first.set(key, entry)

  for (const [key, model] of first)
    for (const [lang, own] of byLang) {
      const entry = own.entries.get(key)
      if (!entry) {
        refuse(own, key, `missing in ${lang} (stands in ${model.file}:${model.line})`)
        continue
      }
      for (const reason of differingArguments(model, entry))
        refuse(entry, key, `${reason} (${model.file}:${model.line})`)
      const other = byLang.get(lang === 'uz' ? 'en' : 'ru')?.entries.get(key)
      if (lang !== 'ru' && lang !== 'en' && other && !own.same.has(key) && isUntranslated(entry, other, lang))
        refuse(
          entry,
          key,
          `same as in ${other.file}:${other.line}: not translated? If it must be, list the key under same:`,
        )
    }
}

function differingArguments(model: CompiledMessage, entry: CompiledMessage): string[] {
  const names = new Set([...Object.keys(model.args), ...Object.keys(entry.args)])
  return [...names].flatMap((name) => {
    const [a, b] = [model.args[name], entry.args[name]]
    if (!b) return [`argument {${name}} is missing`]
    if (!a) return [`argument {${name}} does not stand in the other languages`]
    return mergeTypes(a, b) ? [] : [`argument {${name}} is ${b}, elsewhere ${a}`]
  })
}

/** Equal to the language it was probably copied from, quoted Russian terms aside. Short words may well be equal. */
function isUntranslated(entry: Entry, other: Entry, lang: Lang): boolean {
  if (entry.source !== other.source) return false
  const letters = ownWords(entry.words).match(/\p{L}/gu)?.length ?? 0
  return letters >= (lang === 'uz' ? 1 : SHORTEST_TRANSLATION)
}

/** A page loads several areas into one table, so a key may stand in one area only. */
function refuseSharedKeys(files: Map<string, Map<Lang, MessageFile>>, problems: Problem[]): void {
  const seen = new Map<string, Entry & { area: string }>()
  for (const [area, byLang] of files)
    for (const [key, entry] of byLang.get('ru')?.entries ?? []) {
      const before = seen.get(key)
      if (before)
        problems.push({
          file: entry.file,
          line: entry.line,
          reason: `${key}: already stands in area ${before.area} (${before.file}:${before.line})`,
        })
      else seen.set(key, { ...entry, area })
    }
}

/**
 * Writes `messages-<area>-<lang>.json` and `keys.ts` into `outDir`, which is made when it is not there. Files of areas
 * that no longer exist are removed.
 */
export function writeMessages(messages: Messages, outDir: string): void {
  mkdirSync(outDir, { recursive: true })
  for (const name of readdirSync(outDir)) {
    const [, area, lang] = /^messages-(.+)-(\w\w)\.json$/.exec(name) ?? []
    if (area && !messages.areas.get(area)?.has(lang as Lang)) rmSync(join(outDir, name))
  }
  const args = new Map<string, Record<string, ArgType>>()
  for (const [area, byLang] of messages.areas)
    for (const [lang, entries] of byLang) {
      const texts: Record<string, Compiled> = {}
      for (const [key, entry] of entries) {
        texts[key] = entry.compiled
        args.set(key, strongest(args.get(key), entry.args))
      }
      const review = messages.reviews.get(area)?.get(lang) ?? 'unreviewed'
      write(
        join(outDir, `messages-${area}-${lang}.json`),
        JSON.stringify({ area, lang, review, messages: texts }),
      )
    }
  write(join(outDir, 'keys.ts'), keysModule(args))
}

/** An unchanged file keeps its time, so that a build or a watcher that looks at it has nothing to do. */
function write(path: string, text: string): void {
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text)
}

function strongest(a: Record<string, ArgType> = {}, b: Record<string, ArgType>): Record<string, ArgType> {
  const merged = { ...a }
  for (const [name, type] of Object.entries(b)) merged[name] = mergeTypes(merged[name] ?? type, type) ?? type
  return merged
}
