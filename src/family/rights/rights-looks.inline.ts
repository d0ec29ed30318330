/** What rights-looks.ts is in the one-file app: part of its one style. */
import './rights.css'

export const looks = (): Promise<void> => Promise.resolve()
