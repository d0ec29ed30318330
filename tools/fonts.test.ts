import { describe, expect, test } from 'vitest'
import { cutFace, FACES } from './fonts.ts'

/** Code points of a font's Unicode table (OpenType cmap, formats 4 and 12). */
function codePoints(font: Buffer): Set<number> {
  const found = new Set<number>()
  const tables = font.readUInt16BE(4)
  for (let index = 0; index < tables; index++) {
    const at = 12 + index * 16
    if (font.toString('latin1', at, at + 4) !== 'cmap') continue
    const cmap = font.readUInt32BE(at + 8)
    for (let table = 0; table < font.readUInt16BE(cmap + 2); table++) {
      const sub = cmap + font.readUInt32BE(cmap + 4 + table * 8 + 4)
      if (font.readUInt16BE(sub) === 4) {
        const count = font.readUInt16BE(sub + 6) / 2
        for (let segment = 0; segment < count; segment++) {
          const end = font.readUInt16BE(sub + 14 + segment * 2)
          const start = font.readUInt16BE(sub + 16 + count * 2 + segment * 2)
          for (let code = start; code <= end && code < 0xffff; code++) found.add(code)
        }
      } else if (font.readUInt16BE(sub) === 12)
        for (let group = 0; group < font.readUInt32BE(sub + 12); group++) {
          const from = sub + 16 + group * 12
          for (let code = font.readUInt32BE(from); code <= font.readUInt32BE(from + 4); code++)
            found.add(code)
        }
    }
  }
  return found
}

const RUSSIAN = 'АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя'
const TAJIK = 'ҒғӢӣҚқӮӯҲҳҶҷ'
const KYRGYZ = 'ҢңӨөҮү'
const UZBEK = 'ABCDEFGHIJKLMNOPQRSTUVXYZabcdefghijklmnopqrstuvxyzʻʼЎў'
const OTHERS = 'ІіҰұҺһӘәƏəŞşĞğİıÖöÜüÇç'
const SIGNS = '0123456789 \u00a0«»“”„’—–-№§…()[].,:;!?/+=%&@_"\'₽'

describe.each(Object.keys(FACES) as (keyof typeof FACES)[])('%s', (face) => {
  test('keeps the letters of all names and the signs of papers, and is small', async () => {
    const font = await cutFace(face)
    const has = codePoints(font)
    const missing = [...(RUSSIAN + TAJIK + KYRGYZ + UZBEK + OTHERS + SIGNS)].filter(
      (sign) => !has.has(sign.codePointAt(0)!),
    )
    expect(missing).toEqual([])
    expect(font.length).toBeLessThan(80_000)
  })

  test('keeps the note of its licence', async () => {
    const text = (await cutFace(face)).swap16().toString('utf16le')
    const shifted = (await cutFace(face)).subarray(1)
    const odd = shifted
      .subarray(0, shifted.length - (shifted.length % 2))
      .swap16()
      .toString('utf16le')
    expect(text + odd).toMatch(/Open Font License|openfontlicense|scripts\.sil\.org/i)
  })
})
