import { describe, expect, test } from 'vitest'
import { cleaned, sequenceOf, tokensOf } from './patterns-words.ts'

const words = (text: string, names?: string[]) => sequenceOf(tokensOf(text, names)).words.join(' ')

describe('what differs between two papers is one and the same sign', () => {
  test.each([
    [
      'Гр. Каримов А.Р. 12.03.2026 года в 21 час 40 мин. у д. 5 по ул. Садовая выражался нецензурной бранью',
      'Гр. Нурматова З. Б. 1 апреля 2025 г. в 09:15 у дома 17 корп. 2 по улице Вымышленной выражалась нецензурной бранью',
    ],
    [
      'совершил правонарушение, предусмотренное ст. 20.1 ч. 1 КоАП РФ, размахивал руками',
      'совершила правонарушение, предусмотренное частью 2 статьи 18.8 КоАП РФ, размахивая руками',
    ],
    ['находился на станции метро Вымышленная и кричал', 'находился на рынке «Небылица» и кричал'],
    ['остановлен сотрудниками ОМВД Эннска для проверки', 'остановлен сотрудниками УВД Небылицы для проверки'],
  ])('%s', (one, two) => {
    const same = (text: string) => words(text).replace(/(выража|соверш|размахив)\S*/g, '$1')
    expect(same(one)).toBe(same(two))
    expect(one).not.toBe(two)
  })

  test('a name at the beginning of a sentence, with initials or by its ending', () => {
    expect(words('Каримов А. Р. кричал. Рахмонова Мадина молчала. Затем ушли домой')).toBe(
      '# крича # молча зат ушл дом',
    )
  })

  test('names that are given are hidden in every case, wherever they stand', () => {
    expect(words('пришёл мухиддин и позвал мухиддина', ['Мухиддин'])).toBe('пришел # и позва #')
  })

  test('a text without capitals: only the words before a name tell', () => {
    expect(words('гр. каримов а.р. стоял на ул. ленина и ждал')).toBe('# стоя на # и ждал')
  })

  test('small words stay words', () => {
    expect(words('шёл с братом к дому, год не виделись')).toBe('шел с брат к дом год не видел')
  })
})

test('ё, soft hyphens, two-part letters and Latin look-alikes do not hide a repetition', () => {
  expect(words('pазмаxивал pукaми, вёл себя')).toBe(words('размахивал руками, вел себя'))
  expect(words('раз\u00adмахивал и\u0306')).toBe(words('размахивал й'))
  expect(words('Hello world')).toBe('hello world')
})

test('places of the words lie in the cleaned text', () => {
  const text = 'Шёл по ул. Са\u00adдовой, 5 — кричал'
  const clean = cleaned(text)
  const tokens = tokensOf(text)
  expect(tokens.map(({ from, to }) => clean.slice(from, to))).toEqual([
    ...['Шёл', 'по', 'ул', 'Садовой', '5', 'кричал'],
  ])
})

test('texts of every kind are read: empty, signs only, 100 kB', () => {
  expect(tokensOf('')).toEqual([])
  expect(tokensOf('… — !!! \n')).toEqual([])
  expect(tokensOf('размахивал руками, '.repeat(3000)).length).toBe(6000)
})
