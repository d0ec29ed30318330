import { fetchStyle } from '../style-sheet.ts'
import address from './diary.css?url'

export const looks = (): Promise<void> => fetchStyle(address)
