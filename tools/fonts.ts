/**
 * Cuts the fonts of printed letters down to the letters that names and papers need: Tinos (SIL OFL 1.1), which has the
 * measures of Times New Roman, so that a letter breaks its lines alike in a word processor and on paper.
 * node tools/launch.mjs tools/fonts.ts → build/fonts/tinos-{regular,bold,italic}.ttf and the licence beside them.
 */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import subsetFont from 'subset-font'

const root = join(import.meta.dirname, '..')
const source = join(root, 'node_modules', '@expo-google-fonts', 'tinos')
const target = join(root, 'build', 'fonts')

export const FACES = {
  regular: '400Regular/Tinos_400Regular.ttf',
  bold: '700Bold/Tinos_700Bold.ttf',
  italic: '400Regular_Italic/Tinos_400Regular_Italic.ttf',
} as const

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => String.fromCodePoint(from + index)).join('')

/** Whole blocks rather than lists: a name typed tomorrow must print, too. */
export const LETTERS = [
  range(0x20, 0x7e), // Latin, digits, signs
  range(0xa0, 0x17f), // Latin of Europe and Turkey: ə excepted, see below
  'ƏəȘșȚț',
  range(0x2b0, 0x2ff), // ʻ ʼ and their kin
  range(0x300, 0x36f), // accents that stand alone
  range(0x400, 0x4ff), // Cyrillic with ҷ ҳ қ ғ ӣ ӯ ң ө ү һ і ў
  range(0x2010, 0x2027), // dashes, quotes, bullet, ellipsis
  '\u202f\u2030\u2032\u2033\u2039\u203a\u2044\u20ac\u20bd\u2116\u2122\u2212\ufffd',
].join('')

/** One face, cut; without what paper does not need: hinting serves screens of low resolution. */
export async function cutFace(face: keyof typeof FACES): Promise<Buffer> {
  return subsetFont(readFileSync(join(source, FACES[face])), LETTERS, {
    targetFormat: 'sfnt',
    noHinting: true,
    // No kerning, as word processors set Times by default; reading these tables took most of a PDF's time.
    keepFeatures: [],
    dropTables: ['GPOS', 'GSUB', 'GDEF', 'kern'],
    // The names of the licence must travel with the font.
    preserveNameIds: [0, 1, 2, 4, 6, 13, 14],
  })
}

if (process.argv[1] && import.meta.filename === process.argv[1]) {
  mkdirSync(target, { recursive: true })
  for (const face of Object.keys(FACES) as (keyof typeof FACES)[])
    writeFileSync(join(target, `tinos-${face}.ttf`), await cutFace(face))
  copyFileSync(join(source, 'LICENSE_FONT'), join(target, 'tinos-LICENSE.txt'))
}
