/** The parts of the app behind the first page. Each is a chunk of its own, fetched when somebody goes there. */
import type { Component } from 'svelte'
import type { Translate } from '../ui/messages.ts'
import type { Page } from './place.ts'

export type Room = Component<{ t: Translate }>

const ROOMS = {
  check: () => import('./CheckFlow.svelte'),
  ask: () => import('./ask/Ask.svelte'),
  diary: () => import('./diary/Diary.svelte'),
  rights: () => import('./rights/Rights.svelte'),
  flows: () => import('./flows/Flows.svelte'),
  practice: () => import('./practice/Practice.svelte'),
  unseen: () => import('./Unseen.svelte'),
  keep: () => import('./Keep.svelte'),
}
export type RoomName = keyof typeof ROOMS

/** The part that a page belongs to; null for the pages of the frame itself. */
export const roomName = (page: Page): RoomName | null =>
  page === 'result' ? 'check' : page in ROOMS ? (page as RoomName) : null

/** Rejects without a connection, unless this phone keeps the part. */
export const roomOf = async (name: RoomName): Promise<Room> => (await ROOMS[name]()).default
