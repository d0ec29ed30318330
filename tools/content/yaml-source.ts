/**
 * Reads YAML so that every value knows its file and line. A Cursor stands on one value; its readers return null
 * after reporting what is wrong, so that one pass finds every problem of a file.
 */
import { readFileSync } from 'node:fs'
import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import { nearest } from '../../src/law/nearest.ts'
import { isRealDay } from './days.ts'
import type { Report } from './report.ts'

interface Sheet {
  file: string
  report: Report
  document: Document
  lines: LineCounter
}

/** Opens a YAML file; `file` is the name in reports. Null when it cannot be read as YAML at all. */
export function openYaml(path: string, file: string, report: Report): Cursor | null {
  const lines = new LineCounter()
  const document = parseDocument(readFileSync(path, 'utf8'), { lineCounter: lines, prettyErrors: false })
  for (const error of [...document.errors, ...document.warnings])
    report.problem(file, lines.linePos(error.pos[0]).line || 1, `not valid YAML: ${error.message}`)
  if (document.errors.length > 0) return null
  return new Cursor({ file, report, document, lines }, document.contents, 1, '')
}

export class Cursor {
  readonly line: number
  /** The key this value stands under; names the value in reasons. */
  readonly name: string
  private readonly sheet: Sheet
  private readonly node: unknown

  constructor(sheet: Sheet, node: unknown, line: number, name: string) {
    this.sheet = sheet
    this.line = line
    this.name = name
    this.node = isAlias(node) ? node.resolve(sheet.document) : node
  }

  get file(): string {
    return this.sheet.file
  }

  get isMap(): boolean {
    return isMap(this.node)
  }

  has(key: string): boolean {
    return isMap(this.node) && this.node.has(key)
  }

  refuse(reason: string): null {
    this.sheet.report.problem(this.sheet.file, this.line, reason)
    return null
  }

  warn(reason: string): void {
    this.sheet.report.warning(this.sheet.file, this.line, reason)
  }

  private at(node: unknown, name: string, fallback: number): Cursor {
    const start = (node as { range?: [number, number, number] } | null)?.range?.[0]
    return new Cursor(
      this.sheet,
      node,
      start === undefined ? fallback : this.sheet.lines.linePos(start).line,
      name,
    )
  }

  /** The values of a map with known keys. Unknown and missing keys are reported; null when it is no map. */
  fields<R extends string, O extends string = never>(
    required: readonly R[],
    optional: readonly O[] = [],
  ): ({ [K in R]?: Cursor } & { [K in O]?: Cursor }) | null {
    const entries = this.entries()
    if (!entries) return null
    const known: string[] = [...required, ...optional]
    const found: Record<string, Cursor> = {}
    for (const [key, value, keyLine] of entries) {
      if (known.includes(key)) found[key] = value
      else {
        const near = nearest(key, known)
        this.sheet.report.problem(
          this.file,
          keyLine,
          `unknown key '${key}'${near ? `; did you mean '${near}'?` : `; known: ${known.join(', ')}`}`,
        )
      }
    }
    for (const key of required) if (!found[key]) this.refuse(`${this.label()}'${key}' is missing`)
    return found as { [K in R]?: Cursor } & { [K in O]?: Cursor }
  }

  /** Key, value and the line of the key, in the file's order. */
  entries(): [string, Cursor, number][] | null {
    if (!isMap(this.node)) return this.refuse(`${this.label()}keys with values are expected`)
    return this.node.items.map(({ key, value }) => {
      const keyCursor = this.at(key, '', this.line)
      const name = isScalar(key) ? String(key.value) : '?'
      return [name, this.at(value, name, keyCursor.line), keyCursor.line]
    })
  }

  items(): Cursor[] {
    if (!isSeq(this.node)) {
      this.refuse(`${this.label()}a list is expected`)
      return []
    }
    return this.node.items.map((item) => this.at(item, this.name, this.line))
  }

  /** Texts at `list[*].key`, without reporting anything: for names that must be known before the values are read. */
  peek(list: string, key: string): string[] {
    const plain = isMap(this.node) ? this.sheet.document.toJS({ maxAliasCount: -1 })?.[list] : null
    if (!Array.isArray(plain)) return []
    return plain.flatMap((item) => (typeof item?.[key] === 'string' ? [item[key]] : []))
  }

  get isNull(): boolean {
    return this.node == null || (isScalar(this.node) && this.node.value === null)
  }

  private scalar(): unknown {
    return isScalar(this.node) ? this.node.value : undefined
  }

  /** A text that is not empty. */
  text(): string | null {
    const value = this.scalar()
    if (typeof value === 'number' || typeof value === 'boolean')
      return this.refuse(`${this.label()}put ${String(value)} in quotes, it is a text here`)
    if (typeof value !== 'string' || value.trim() === '')
      return this.refuse(`${this.label()}a text is expected`)
    return value
  }

  /** A name that code and messages can carry: letters, digits, - and _, parts joined by dots. */
  id(): string | null {
    const value = this.text()
    if (value === null) return null
    if (/^[A-Za-z][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*$/.test(value)) return value
    return this.refuse(
      `${this.label()}'${value}' is no id: Latin letters, digits, - and _, parts joined by dots`,
    )
  }

  integer(min = -Infinity, max = Infinity): number | null {
    const value = this.scalar()
    if (typeof value !== 'number' || !Number.isInteger(value))
      return this.refuse(`${this.label()}a whole number is expected`)
    if (value < min || value > max)
      return this.refuse(`${this.label()}${value} is outside ${min}…${max === Infinity ? '' : max}`)
    return value
  }

  boolean(): boolean | null {
    const value = this.scalar()
    return typeof value === 'boolean' ? value : this.refuse(`${this.label()}true or false is expected`)
  }

  /** A day `YYYY-MM-DD` that exists. */
  day(): string | null {
    const value = this.scalar()
    if (typeof value === 'string' && isRealDay(value)) return value
    return this.refuse(
      `${this.label()}${typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? `${value} is not a day of the calendar` : 'a day like 2025-04-01 is expected'}`,
    )
  }

  oneOf<T extends string>(values: readonly T[]): T | null {
    const value = this.scalar()
    const found = values.find((each) => each === value)
    if (found !== undefined) return found
    const near = typeof value === 'string' ? nearest(value, values) : null
    const shown = isScalar(this.node) ? `'${String(value)}'` : 'this'
    return this.refuse(
      `${this.label()}${shown} is not allowed${near ? `; did you mean '${near}'?` : `; one of ${values.join(', ')}`}`,
    )
  }

  private label(): string {
    return this.name ? `${this.name}: ` : ''
  }
}
