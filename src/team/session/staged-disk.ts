/** A profile made in memory that takes the place of what lies on a disk, in one transaction: either the old one is there or the new one. */
import type { Disk, StoreName, Write } from './disk.ts'

const STORES: StoreName[] = ['wrap', 'records', 'commits']

export interface StagedDisk extends Disk {
  /** Removes everything that `disk` holds and puts this in its place. */
  replace(disk: Disk): Promise<void>
}

export function stagedDisk(): StagedDisk {
  const kept = new Map<StoreName, Map<string, Uint8Array | string>>(STORES.map((store) => [store, new Map()]))
  return {
    get: async (store, key) => kept.get(store)!.get(key) ?? null,
    list: async (store, prefix) =>
      [...kept.get(store)!]
        .filter(([key]) => key.startsWith(prefix))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, value]) => ({ key, value })),
    write: async (writes: Write[]) => {
      for (const each of writes)
        if ('remove' in each) kept.get(each.store)!.delete(each.key)
        else kept.get(each.store)!.set(each.key, each.value)
    },
    destroy: async () => {
      for (const store of kept.values()) store.clear()
    },
    close: () => {},
    async replace(disk) {
      const writes: Write[] = []
      for (const store of STORES) {
        const own = kept.get(store)!
        for (const { key } of await disk.list(store, ''))
          if (!own.has(key)) writes.push({ store, key, remove: true })
        for (const [key, value] of own) writes.push({ store, key, value })
      }
      await disk.write(writes)
    },
  }
}
