import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NAME_CASES } from './names.cases.ts'
import { declineName, fullName, genderOf, initialsOf } from './names.ts'
import { CASES, type PersonName } from './types.ts'

describe('parts of names', () => {
  test('the table is large and its rows are whole', () => {
    expect(NAME_CASES.length).toBeGreaterThanOrEqual(120)
    for (const { forms } of NAME_CASES) expect(forms).toHaveLength(6)
  })

  test.each(NAME_CASES)('$part, $gender: $forms.0', ({ part, gender, forms, sure }) => {
    const name: PersonName = { [part]: forms[0], gender }
    expect(CASES.map((form) => declineName(name, form).text)).toEqual(forms)
    expect(declineName(name, 'pre').sure).toBe(sure)
  })
})

describe('whole names', () => {
  const text = (name: PersonName, form: (typeof CASES)[number]) => declineName(name, form).text

  test('three parts', () => {
    const name: PersonName = { last: 'Каримов', first: 'Алишер', middle: 'Рустамович' }
    expect(CASES.map((form) => text(name, form))).toEqual([
      'Каримов Алишер Рустамович',
      'Каримова Алишера Рустамовича',
      'Каримову Алишеру Рустамовичу',
      'Каримова Алишера Рустамовича',
      'Каримовым Алишером Рустамовичем',
      'Каримове Алишере Рустамовиче',
    ])
    expect(declineName(name, 'gen')).toMatchObject({ sure: true, why: 'rules' })
  })

  test('a woman whose surname and name stay, whose patronymic shows the gender', () => {
    expect(text({ last: 'Ким', first: 'Айнур', middle: 'Рустамовна' }, 'dat')).toBe('Ким Айнур Рустамовне')
    expect(text({ last: 'Нурматова', first: 'Зарина', middle: 'Баходуровна' }, 'ins')).toBe(
      'Нурматовой Зариной Баходуровной',
    )
  })

  test('son and daughter of', () => {
    expect(text({ last: 'Мамедов', first: 'Вагиф', middle: 'Расул оглы' }, 'gen')).toBe(
      'Мамедова Вагифа Расул оглы',
    )
    expect(text({ last: 'Асан уулу', first: 'Бакыт' }, 'dat')).toBe('Асан уулу Бакыту')
    expect(text({ last: 'Юлдашева', first: 'Нигора', middle: 'Рустам кизи' }, 'dat')).toBe(
      'Юлдашевой Нигоре Рустам кизи',
    )
  })

  test('no patronymic: the surname shows the gender, or it must be given', () => {
    expect(text({ last: 'Каримова', first: 'Мадина' }, 'gen')).toBe('Каримовой Мадины')
    expect(declineName({ last: 'Хасан', first: 'Рахим' }, 'gen')).toEqual({
      ...{ text: 'Хасан Рахим', sure: false, why: 'gender' },
    })
    expect(text({ last: 'Хасан', first: 'Рахим', gender: 'male' }, 'gen')).toBe('Хасана Рахима')
  })

  test('initials stay', () => {
    expect(text({ last: 'Каримов', first: 'А.', middle: 'Р.' }, 'dat')).toBe('Каримову А. Р.')
    expect(text({ last: 'Каримов', first: 'А.Р.' }, 'dat')).toBe('Каримову А.Р.')
  })

  test('Latin script is left alone and says so', () => {
    expect(declineName({ last: 'Karimov', first: 'Alisher', gender: 'male' }, 'gen')).toEqual({
      ...{ text: 'Karimov Alisher', sure: false, why: 'latin' },
    })
    expect(declineName({ last: 'Каримов', first: 'Alisher', gender: 'male' }, 'gen').why).toBe('latin')
    expect(declineName({ last: '王', first: '小明', gender: 'male' }, 'gen').why).toBe('latin')
  })

  test('a form that was typed wins, also over an unknown script', () => {
    const name: PersonName = { last: 'Karimov', first: 'Alisher', cases: { gen: 'Каримова Алишера' } }
    expect(declineName(name, 'gen')).toEqual({ text: 'Каримова Алишера', sure: true, why: 'typed' })
    expect(declineName(name, 'dat').why).toBe('latin')
  })

  test('parts that disagree about the gender are doubtful', () => {
    expect(declineName({ last: 'Каримова', first: 'Алишер', middle: 'Рустамович' }, 'gen').sure).toBe(false)
    expect(
      declineName({ last: 'Каримов', first: 'Мадина', middle: 'Рустамовна', gender: 'male' }, 'gen').why,
    ).toBe('conflict')
  })

  test('initials before the surname', () => {
    expect(initialsOf({ last: 'Каримов', first: 'Алишер', middle: 'Рустамович' })).toBe(
      'А.\u00a0Р.\u00a0Каримов',
    )
    expect(initialsOf({ last: 'Каримов', first: 'Алишер' })).toBe('А.\u00a0Каримов')
    expect(initialsOf({ last: 'Ким' })).toBe('Ким')
    expect(initialsOf({})).toBe('')
  })

  test('spaces around and between are mended', () => {
    expect(fullName({ last: ' Каримов ', first: 'Алишер', middle: '' })).toBe('Каримов Алишер')
  })

  test('any text at all comes back without an error, and the nominative unchanged', () => {
    const part = fc.option(fc.string({ unit: 'binary', maxLength: 60 }), { nil: undefined })
    const cyrillic = fc.option(
      fc.string({ unit: fc.constantFrom(...'аеиояйьовинскхжшцАЕОВЙЬ- .оглы'), maxLength: 24 }),
      { nil: undefined },
    )
    const name = fc
      .tuple(fc.oneof(part, cyrillic), fc.oneof(part, cyrillic), fc.oneof(part, cyrillic))
      .map(([last, first, middle]) => ({
        ...(last === undefined ? {} : { last }),
        ...(first === undefined ? {} : { first }),
        ...(middle === undefined ? {} : { middle }),
      }))
    fc.assert(
      fc.property(
        name,
        fc.constantFrom(...CASES),
        fc.constantFrom('male', 'female', null),
        (who, form, gender) => {
          const { text: declined } = declineName({ ...who, gender: gender as 'male' | 'female' | null }, form)
          expect(typeof declined).toBe('string')
          if (form === 'nom') expect(declined).toBe(fullName(who))
          genderOf(who)
          initialsOf(who)
        },
      ),
      { numRuns: 2000 },
    )
  })
})
