import { fetchStyle } from '../style-sheet.ts'
import address from './practice.css?url'

export const looks = (): Promise<void> => fetchStyle(address)
