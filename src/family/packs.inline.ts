/** What packs.ts is in the one-file app. */
import { embedded } from './embedded.ts'

export const { flow, clocks } = embedded().law
