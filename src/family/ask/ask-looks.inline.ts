/** What ask-looks.ts is in the one-file app: part of its one style. */
import './ask.css'

export const looks = (): Promise<void> => Promise.resolve()
