/** What practice-looks.ts is in the one-file trainer: part of its one style. */
import './practice.css'

export const looks = (): Promise<void> => Promise.resolve()
