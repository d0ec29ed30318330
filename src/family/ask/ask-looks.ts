import { fetchStyle } from '../style-sheet.ts'
import address from './ask.css?url'

export const looks = (): Promise<void> => fetchStyle(address)
