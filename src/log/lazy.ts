/** A map of which some values are still lines of a snapshot, read when somebody asks: a desk looks at few of its twenty thousand cases in a day. */
export class LazyMap<V> extends Map<string, V> {
  readonly #lines: Map<string, string>
  readonly #read: (key: string, line: string) => V

  /** @param lines taken over, and emptied as they are read */
  constructor(lines: Map<string, string>, read: (key: string, line: string) => V) {
    super()
    this.#lines = lines
    this.#read = read
  }
  override get(key: string): V | undefined {
    const known = super.get(key)
    if (known !== undefined) return known
    const line = this.#lines.get(key)
    if (line === undefined) return undefined
    this.#lines.delete(key)
    const value = this.#read(key, line)
    super.set(key, value)
    return value
  }
  override set(key: string, value: V): this {
    this.#lines.delete(key)
    return super.set(key, value)
  }
  override has(key: string): boolean {
    return super.has(key) || this.#lines.has(key)
  }
  override delete(key: string): boolean {
    return this.#lines.delete(key) || super.delete(key)
  }
  override get size(): number {
    return super.size + this.#lines.size
  }
  /** The line that was never read: what it says is what it said. */
  line(key: string): string | undefined {
    return this.#lines.get(key)
  }
  override *keys(): MapIterator<string> {
    yield* super.keys()
    yield* this.#lines.keys()
  }
  override entries(): MapIterator<[string, V]> {
    this.readAll()
    return super.entries()
  }
  override values(): MapIterator<V> {
    this.readAll()
    return super.values()
  }
  override [Symbol.iterator](): MapIterator<[string, V]> {
    return this.entries()
  }
  override forEach(each: (value: V, key: string, all: Map<string, V>) => void): void {
    for (const [key, value] of this.entries()) each(value, key, this)
  }
  readAll(): void {
    for (const key of [...this.#lines.keys()]) this.get(key)
  }
}
