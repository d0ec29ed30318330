/** Where a one-file app sends to: all of it or nothing, and only what is named can be reached. */
import { expect, test } from 'vitest'
import { onePage, roadFrom } from './onefile.ts'

const whole = {
  HAMROH_RELAYS: 'https://one.example, https://two.example:8443/',
  HAMROH_DESK: 'd'.repeat(22),
  HAMROH_FINGERPRINT: 'f'.repeat(43),
}
const parts = { script: 'void 0', style: 'a{}' }

test('nothing is built in unless it is said, and then all of it', () => {
  expect(roadFrom({})).toBeNull()
  expect(roadFrom(whole)).toEqual({
    relays: ['https://one.example', 'https://two.example:8443'],
    desk: 'd'.repeat(22),
    fingerprint: 'f'.repeat(43),
  })
  for (const name of Object.keys(whole))
    expect(() => roadFrom({ ...whole, [name]: undefined })).toThrow('one file')
})

test.each([
  'http://one.example',
  'javascript:alert(1)',
  'https://one.example/path',
  'https://one.example; script-src *',
  '',
])('an address like %j stops the build', (relay) => {
  expect(() => roadFrom({ ...whole, HAMROH_RELAYS: relay })).toThrow('HAMROH_RELAYS')
})

test('the policy lets the file reach its relays and nothing else; without a road nothing at all', () => {
  const policy = (page: string) =>
    /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1] ?? ''
  const open = policy(onePage(parts, ['ru'], roadFrom(whole)))
  expect(open).toContain('connect-src https://one.example https://two.example:8443;')
  expect(open).toContain('worker-src blob:')
  expect(open).toContain("default-src 'none'")
  const closed = policy(onePage(parts, ['ru']))
  expect(closed).not.toMatch(/connect-src|worker-src/)
})
