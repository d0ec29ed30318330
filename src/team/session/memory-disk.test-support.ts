/** A disk in memory that can be told to fail, to lose everything (evicted storage) or to be copied (a cloned profile). */
import type { Disk, StoreName, Write } from './disk.ts'

export interface MemoryDisk extends Disk {
  /** The next write fails and leaves nothing. */
  failNext(): void
  evict(): void
  copy(): MemoryDisk
  /** Everything that stands on the disk, for searching planted plaintext. */
  bytes(): Uint8Array
}

export function memoryDisk(start: Map<string, Uint8Array | string> = new Map()): MemoryDisk {
  const kept = new Map(start)
  let failing = false
  const at = (store: StoreName, key: string) => `${store}/${key}`
  return {
    get: async (store, key) => kept.get(at(store, key)) ?? null,
    list: async (store, prefix, from = prefix) =>
      [...kept]
        .filter(([key]) => key.startsWith(at(store, prefix)) && key >= at(store, from))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, value]) => ({ key: key.slice(store.length + 1), value })),
    write: async (writes: Write[]) => {
      if (failing) {
        failing = false
        throw new DOMException('disk full', 'QuotaExceededError')
      }
      for (const each of writes)
        if ('remove' in each) kept.delete(at(each.store, each.key))
        else
          kept.set(at(each.store, each.key), typeof each.value === 'string' ? each.value : each.value.slice())
    },
    destroy: async () => kept.clear(),
    close: () => {},
    failNext: () => {
      failing = true
    },
    evict: () => kept.clear(),
    copy: () => memoryDisk(kept),
    bytes: () =>
      new TextEncoder().encode(
        [...kept]
          .map(
            ([key, value]) =>
              `${key}\n${typeof value === 'string' ? value : new TextDecoder('latin1').decode(value)}`,
          )
          .join('\n'),
      ),
  }
}
