/** The fold written a second time, without any of its code: keep every write, sort, walk. What the product's fold must equal. */
import type { Operation } from './commit.ts'

export interface Written {
  at: { ms: number; counter: number }
  device: string
  seq: number
  operations: Operation[]
}
interface OracleCell {
  value: unknown
  lost: unknown[]
}

/** @param kinds as the fold's · entities `u…` undo a device from a number on, whoever wrote them */
export function oracle(
  commits: readonly Written[],
  kinds: (type: string, field: string) => 'value' | 'text' | 'set',
): Map<string, OracleCell> {
  const writes = commits.flatMap(({ operations, ...commit }) =>
    operations.map(([entity, field, value, base], place) => ({
      ...commit,
      entity,
      field,
      value,
      base,
      place,
    })),
  )
  type Each = (typeof writes)[number]
  writes.sort(
    (a, b) =>
      a.at.ms - b.at.ms ||
      a.at.counter - b.at.counter ||
      (a.device < b.device ? -1 : a.device > b.device ? 1 : 0) ||
      a.seq - b.seq ||
      a.place - b.place,
  )
  const undone = new Map<string, number>()
  for (const { entity, value } of writes)
    if (entity.startsWith('u')) {
      undone.delete(entity.slice(1))
      if (typeof value === 'number') undone.set(entity.slice(1), value)
    }
  const fields = new Map<string, Each[]>()
  for (const write of writes) {
    if (!write.entity.startsWith('u') && write.seq >= (undone.get(write.device) ?? Infinity)) continue
    const key = `${write.entity} ${write.field}`
    fields.set(key, [...(fields.get(key) ?? []), write])
  }
  const out = new Map<string, OracleCell>()
  for (const [key, list] of fields) {
    const kind = kinds(key[0]!, key.slice(24))
    const winner = list.at(-1)!
    if (kind === 'set') {
      const now = new Set<string>()
      for (const { value } of list) {
        const change = value as { add?: string[]; remove?: string[] }
        for (const each of change.remove ?? []) now.delete(each)
        for (const each of change.add ?? []) now.add(each)
      }
      out.set(key, { value: [...now].sort(), lost: [] })
      continue
    }
    const settled = new Set(list.map(({ base }) => base))
    const lost: unknown[] = []
    if (kind === 'text')
      for (const { value, device, seq, place } of list.slice(0, -1).reverse())
        if (!settled.has(`${device}.${seq}.${place}`) && value !== winner.value && !lost.includes(value))
          lost.push(value)
    out.set(key, { value: winner.value, lost })
  }
  return out
}
