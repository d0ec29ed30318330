import { expect, test } from 'vitest'
import { newReceipt, showReceipt } from '../../seal/receipt.ts'
import { groupsOf, readTyped } from './typed-receipt.ts'

test('what seal prints is read back, with any spaces and dashes', () => {
  const receipt = newReceipt()
  for (const typed of [
    receipt,
    showReceipt(receipt),
    showReceipt(receipt).replaceAll(' ', '-'),
    ` ${showReceipt(receipt)}\n`,
  ])
    expect(readTyped(typed)).toMatchObject({ digits: receipt, state: 'whole', odd: [] })
  expect(groupsOf(receipt).join(' ')).toBe(showReceipt(receipt))
})

test('digits of other keyboards count', () => {
  expect(readTyped('١٢٣۴۵۶７８').digits).toBe('12345678')
})

test('letters are named and never guessed', () => {
  expect(readTyped('12З4 O5')).toEqual({ digits: '1245', groups: ['1245'], odd: ['З', 'O'], state: 'short' })
})

test('too few, too many, none', () => {
  expect(readTyped('').state).toBe('empty')
  expect(readTyped('1'.repeat(23)).state).toBe('short')
  expect(readTyped('1'.repeat(25))).toMatchObject({ state: 'long' })
  expect(readTyped('12345').groups).toEqual(['1234', '5'])
})
