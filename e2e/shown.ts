/**
 * In which languages every screen is looked at. Each language has its own long words, so the long proof (`npm run test:long`) takes all five; the short one takes Kyrgyz,
 * whose words are the longest, and `languages.test.ts` holds words, plurals and dates of all five in any case.
 */
import { LANGUAGES, type Lang } from '../src/law/types.ts'

export const LONG = process.env.HAMROH_LONG === '1'
export const SHOWN: readonly Lang[] = LONG ? LANGUAGES : ['ky']
