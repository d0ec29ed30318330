import { describe, expect, test } from 'vitest'
import { soundOf } from './card.ts'

describe('how a phrase sounds', () => {
  test.each([
    ['Мне нужен переводчик.', 'Mne nuzhen perevodchik.'],
    ['Ещё раз, пожалуйста!', 'Yeschyo raz, pozhaluysta!'],
    ['Моё заявление', 'Moyo zayavleniye'],
    ['Сообщите, где я нахожусь.', 'Soobschite, gde ya nakhozhus.'],
    ['объект, статья 51', 'obyekt, statya 51'],
  ])('%s', (phrase, sound) => {
    expect(soundOf(phrase)).toBe(sound)
  })
})
