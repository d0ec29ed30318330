import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { LANGUAGES } from '../../law/types.ts'
import { diaryMark } from './diary-mark.ts'

const HASH = 'AbCdEfGhIjKlMnOpQrStUvWxYz0123456789_-AbCdE'
const words = (lang: string): string => {
  const yaml = readFileSync(
    join(import.meta.dirname, '../../..', `content/messages/${lang}/diary.yaml`),
    'utf8',
  )
  return JSON.parse(/diary\.mark\.text: (".*")/.exec(yaml)![1]!)
}

describe('a time mark in a message', () => {
  test.each([...LANGUAGES])('as the diary writes it in %s', (lang) => {
    expect(diaryMark(words(lang).replace('{n}', '17').replace('{hash}', HASH))).toEqual({ n: 17, hash: HASH })
  })
  test('a message without a hash, with two, with a longer word, or without a number is none', () => {
    expect(diaryMark('Здравствуйте')).toBeNull()
    expect(diaryMark(`Записей: 3. Хэш: ${HASH} ${HASH}`)).toBeNull()
    expect(diaryMark(`Записей: 3. Хэш: ${HASH}A`)).toBeNull()
    expect(diaryMark(`Хэш: ${HASH}`)).toBeNull()
    expect(diaryMark(`Записей: 0. Хэш: ${HASH}`)).toBeNull()
  })
})
