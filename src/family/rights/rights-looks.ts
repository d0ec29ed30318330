import { fetchStyle } from '../style-sheet.ts'
import address from './rights.css?url'

export const looks = (): Promise<void> => fetchStyle(address)
