import { expect, test } from 'vitest'
import { isSheetAddress, setupToken, sheetLanguage } from './address.ts'

test('the sheet has an address of its own, and old bookmarks still lead to it', () => {
  for (const hash of ['#/sheet', '#/sheet/ky', '#uz']) expect(isSheetAddress(hash), hash).toBe(true)
  for (const hash of ['', '#', '#/', '#xx', '#/sheets', '#setup=ru'])
    expect(isSheetAddress(hash), hash).toBe(false)
  expect([sheetLanguage('#/sheet/ky'), sheetLanguage('#uz'), sheetLanguage('#/sheet')]).toEqual([
    '#ky',
    '#uz',
    '',
  ])
})

test('a set-up token is 32 bytes and nothing else', () => {
  const token = 'A'.repeat(43)
  expect(setupToken(`#setup=${token}`)).toBe(token)
  for (const hash of ['#setup=', `#setup=${token}B`, `#setup=${token.slice(1)}&`, `#/setup=${token}`, ''])
    expect(setupToken(hash), hash).toBe('')
})
