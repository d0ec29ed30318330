/** The open diary while the page is open. Leaving the page forgets the key and everything that was read with it. */
import { forgetting } from '../session.svelte.ts'
import { type Diary, emptyDiary } from './entries.ts'
import type { OpenDiary } from './store.ts'

/** What is being written and not yet saved. */
export interface Draft {
  kind: '' | Diary['entries'][number]['kind']
  signs: string[]
  text: string
  day: string
  time: string
  pictures: { id: string; sha: string; jpeg: Uint8Array }[]
}

const blank = (): Draft => ({ kind: '', signs: [], text: '', day: '', time: '', pictures: [] })

export const held = $state({
  open: false,
  diary: emptyDiary() as Diary,
  draft: blank(),
  /** A picture that was chosen and is being cut. */
  raw: null as { jpeg: Blob; width: number; height: number } | null,
})

let kept: OpenDiary | null = null

export const theDiary = (): OpenDiary => {
  if (!kept) throw new Error('the diary is closed')
  return kept
}

export function hold(open: OpenDiary): void {
  kept = open
  held.open = true
  held.diary = open.diary
  held.draft = blank()
}

export function newDraft(): void {
  held.draft = blank()
}

/** Saves a diary with the pictures of its newest entry. Throws `DiaryRefused`; then everything is as it was. */
export async function save(diary: Diary, pictures: Draft['pictures'] = []): Promise<void> {
  await theDiary().save(
    $state.snapshot(diary) as Diary,
    pictures.map(({ id, jpeg }) => ({ id, jpeg })),
  )
  held.diary = diary
}

export function letGo(): void {
  kept?.close()
  kept = null
  held.open = false
  held.diary = emptyDiary()
  held.draft = blank()
  held.raw = null
}

forgetting.add(letGo)
