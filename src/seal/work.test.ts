import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { findWork, hasWork, MOST_BITS } from './work.ts'

const CHALLENGE = 'AAAAAAAAAAAAAAAAAAAAAA'
const zeroBits = (text: string) => {
  const bits = [...createHash('sha256').update(text).digest()].map((byte) =>
    byte.toString(2).padStart(8, '0'),
  )
  return bits.join('').indexOf('1')
}

describe('work in a flood', () => {
  test.each([1, 8, 12, 15])('%i bits, checked with another SHA-256', async (bits) => {
    const answer = await findWork(CHALLENGE, bits)
    expect(answer).toMatch(/^A{22}\.\d{1,12}$/)
    expect(zeroBits(answer)).toBeGreaterThanOrEqual(bits)
    expect(hasWork(answer, bits)).toBe(true)
    expect(hasWork(answer, zeroBits(answer) + 1)).toBe(false)
  })
  test('the first number that has the work is taken, none is passed over', async () => {
    const found = Number((await findWork(CHALLENGE, 6)).split('.')[1])
    for (let number = 0; number < found; number++) expect(zeroBits(`${CHALLENGE}.${number}`)).toBeLessThan(6)
  })
  test('absurd work and odd challenges are refused before the first hash', async () => {
    await expect(findWork(CHALLENGE, MOST_BITS + 1)).rejects.toMatchObject({ code: 'not-allowed' })
    await expect(findWork(CHALLENGE, 0)).rejects.toMatchObject({ code: 'not-allowed' })
    await expect(findWork(CHALLENGE, 1.5)).rejects.toMatchObject({ code: 'not-allowed' })
    await expect(findWork('x', 8)).rejects.toMatchObject({ code: 'bad-bytes' })
  })
})
