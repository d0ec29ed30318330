import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  brokenAt,
  type Diary,
  type Entry,
  emptyDiary,
  hashOfEntry,
  MOST_ENTRIES,
  markOf,
  momentText,
  readDiary,
  setBack,
  withEntry,
} from './entries.ts'

const NOW = '2026-11-22T14:05+03:00'
const contact = { at: NOW, kind: 'contact' as const, signs: ['sent' as const], text: '', pictures: [] }

function add(diary: Diary, said: Parameters<typeof withEntry>[1] = contact, now = NOW): Diary {
  const added = withEntry(diary, said, now)
  if ('refused' in added) throw new Error(added.refused)
  return added.diary
}

describe('entries', () => {
  test('each carries the hash of the one before', () => {
    const two = add(add(emptyDiary()), {
      ...contact,
      kind: 'failure',
      signs: ['no-line'],
      text: ' no signal ',
    })
    expect(two.entries.map(({ n, prev, text }) => [n, prev === '' ? '' : 'hash', text])).toEqual([
      [1, '', ''],
      [2, 'hash', 'no signal'],
    ])
    expect(two.entries[1]?.prev).toBe(hashOfEntry(two.entries[0] as Entry))
    expect(brokenAt(two.entries)).toBeNull()
    expect(markOf(two)).toEqual({ n: 2, hash: hashOfEntry(two.entries[1] as Entry) })
    expect(markOf(emptyDiary())).toBeNull()
  })

  test('a stored hash stays what it is: computed once by another program', () => {
    const [entry] = add(emptyDiary(), { ...contact, text: 'ошибка 7' }).entries
    expect(hashOfEntry(entry as Entry)).toBe('mbK9O89FVmc-N033SL-vjkaLnqf4TzUgycitNU6XgYY')
  })

  test('any change of any value shows', () => {
    let diary = emptyDiary()
    for (let i = 0; i < 5; i++) diary = add(diary, { ...contact, text: `line ${i}` })
    fc.assert(
      fc.property(
        fc.nat({ max: 3 }),
        fc.constantFrom('at', 'made', 'kind', 'signs', 'text', 'pictures', 'remove', 'swap'),
        (place, what) => {
          const entries = structuredClone(diary.entries)
          const entry = entries[place] as Entry
          if (what === 'at' || what === 'made') entry[what] = '2026-11-21T10:00+03:00'
          else if (what === 'kind') entry.kind = 'note'
          else if (what === 'signs') entry.signs = ['push']
          else if (what === 'text') entry.text += '.'
          else if (what === 'pictures') entry.pictures = [{ id: 'a'.repeat(22), sha: 'b'.repeat(43) }]
          else if (what === 'remove') entries.splice(place, 1)
          else [entries[place], entries[place + 1]] = [entries[place + 1] as Entry, entry]
          expect(brokenAt(entries)).not.toBeNull()
        },
      ),
    )
  })

  test('what is refused, and that nothing changes by it', () => {
    const nothing = { ...contact, kind: 'note' as const, signs: [] }
    expect(withEntry(emptyDiary(), nothing, NOW)).toEqual({ refused: 'empty' })
    expect(withEntry(emptyDiary(), { ...contact, at: '2026-11-22T14:07+03:00' }, NOW)).toEqual({
      refused: 'future',
    })
    expect(withEntry(emptyDiary(), { ...contact, at: '2026-11-22T11:05+00:00' }, NOW)).toHaveProperty('diary')
    for (const at of ['', '2026-11-22', '2026-13-40T14:05+03:00'])
      expect(withEntry(emptyDiary(), { ...contact, at }, NOW), at).toEqual({ refused: 'bad-moment' })
    expect(withEntry(emptyDiary(), { ...contact, text: 'x'.repeat(2001) }, NOW)).toEqual({ refused: 'long' })
    const full: Diary = { ...emptyDiary(), entries: Array(MOST_ENTRIES).fill(add(emptyDiary()).entries[0]) }
    expect(withEntry(full, contact, NOW)).toEqual({ refused: 'full' })
  })

  test('a clock that was set back is marked, an event told later is not', () => {
    const diary = add(
      add(add(emptyDiary()), { ...contact, at: '2026-11-20T08:00+03:00' }),
      { ...contact, at: '2026-11-19T08:00+03:00' },
      '2026-11-19T09:00+03:00',
    )
    expect(setBack(diary.entries)).toEqual([3])
  })

  test('reading: what was written comes back; other versions, unknown keys and places are no diary', () => {
    const diary = add(emptyDiary())
    expect(readDiary(JSON.stringify(diary))).toEqual(diary)
    expect(readDiary('{')).toBeNull()
    expect(readDiary(JSON.stringify({ ...diary, v: 2 }))).toBeNull()
    const placed = { ...diary.entries[0], latitude: 1 }
    expect(readDiary(JSON.stringify({ ...diary, entries: [placed] }))).toBeNull()
  })

  test('moments carry their zone', () => {
    const date = new Date('2026-11-22T21:30:00Z')
    expect(momentText(date, 180)).toBe('2026-11-23T00:30+03:00')
    expect(momentText(date, -210)).toBe('2026-11-22T18:00-03:30')
  })
})
