/** What diary-looks.ts is in the one-file app: part of its one style. */
import './diary.css'

export const looks = (): Promise<void> => Promise.resolve()
