import { fetchStyle } from '../style-sheet.ts'
import address from './flows.css?url'

export const looks = (): Promise<void> => fetchStyle(address)
