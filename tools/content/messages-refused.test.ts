import { describe, expect, test } from 'vitest'
import type { Lang } from '../../src/law/types.ts'
import { LANGUAGES as LANGS } from '../../src/ui/languages.ts'
import { content, file, list, problemsOf } from './messages.test-support.ts'

describe('refused in a message', () => {
  test.each([
    ['ru', '{n, plural, one {# день} other {# дней}}', '{n, plural} lacks few, many'],
    ['uz', '{n, plural, other {# kun}}', '{n, plural} lacks one'],
    ['ky', '{n, plural, other {# күн}}', '{n, plural} lacks one'],
    ['en', '{n, plural, one {#} few {#} other {#}}', 'en has no category few'],
    ['tg', '{n, plural, many {#} other {#}}', 'tg has no category many'],
    ['en', '{n, plural, one {#}}', 'cannot be read: missing other clause'],
    ['en', 'Hello {', 'cannot be read'],
    ['ru', 'Привет, {имя}', '{имя}: an argument is named in small Latin letters'],
    ['en', 'Hello {0}', '{0}: an argument is named'],
    ['en', 'Hello {constructor}', '{constructor}: an argument is named'],
    ['en', 'Hello {d, date, medium}', '{d, date, medium}: only short'],
    ['ru', '{d, date, to}', '{d, date, to}: only short'],
    ['en', '{t, time}', 'not supported'],
    ['en', '{n, number, percent}', 'styles are not supported'],
    ['en', '{n, selectordinal, one {#} other {#}}', 'selectordinal}: not supported'],
    ['en', '{n, plural, offset:1 one {#} other {#}}', 'offset is not supported'],
    ['en', '{d} or {d, date}', '{d} is both text and date'],
    ['ky', '{d, date} чейин', 'write {d, date, to}'],
    ['ky', '{d, date} баштап', 'write {d, date, from}'],
    ['ky', '{d, date}на', 'write {d, date, to, from or on}'],
    ['en', 'A <b>bold</b> word', 'HTML'],
    ['en', 'Fish &amp; chips', 'HTML'],
    ['en', 'It is "so"', 'straight quotes'],
    ['en', "Don't", 'straight apostrophe'],
    ['en', ' Hello', 'space at the beginning or the end'],
    ['en', 'Hello ', 'space at the beginning or the end'],
    ['en', 'Two  spaces', 'two spaces'],
    ['en', 'Soft\u00adhyphen', 'invisible sign U+00ad'],
    ['ru', 'Докyмент', '“Докyмент” mixes Latin and Cyrillic'],
    ['en', 'Рassport', 'mixes Latin and Cyrillic'],
    ['uz', '«Докyмент»', 'mixes Latin and Cyrillic'],
    ['ru', 'Ҳуҷҷат', '“ҳ” (U+04B3) is no letter of ru'],
    ['tg', 'Щит', '“щ” (U+0449) is no letter of tg'],
    ['tg', 'Полицияи', '“ц” (U+0446) is no letter of tg'],
    ['ky', 'Ҳужжат', '“ҳ” (U+04B3) is no letter of ky'],
    ['uz', 'Ҳужжат', 'is no letter of uz'],
    ['uz', "O'zbek", 'not U+0027'],
    ['uz', 'O‘zbek', 'not U+2018'],
    ['uz', 'Maʻlumot', 'ʻ (U+02BB) only after o and g'],
    ['uz', 'Oʼzbek', 'after o and g write ʻ'],
    ['uz', 'Maʼlumot Oʻzbek cement', 'c only in ch'],
    ['uz', 'Windows', 'is no letter of uz'],
    ['ru', 'Паспорт \u0438\u0306од', 'written in two parts'],
    ['ru', 'Это «паспорт', '« without »'],
    ['ru', 'Это »паспорт«', '« without »'],
    ['ru', 'Это ««паспорт»»', '« without »'],
    ['uz', 'Isʻhoq', 'ʻ (U+02BB) only after o and g'],
    ['en', 'One \nTwo', 'a space at the end or beginning of a line'],
    ['en', 'One\n Two', 'a space at the end or beginning of a line'],
  ] as [Lang, string, string][])('%s: %s', (lang, text, expected) => {
    const own = list(content({ [lang]: file(`greet: ${JSON.stringify(text)}`) })).filter((problem) =>
      problem.startsWith(`${lang}:4 greet: `),
    )
    expect(own.filter((problem) => problem.includes(expected))).not.toEqual([])
  })

  test('a Kyrgyz date with the right ending, or in figures, passes', () => {
    const dates = '{d, date, to} чейин, {d, date, from} баштап, {d, date, short} чейин, # {d, date}.'
    const rest = Object.fromEntries(LANGS.map((lang) => [lang, '{d, date}']))
    expect(problemsOf({ ...rest, ky: dates })).toEqual([])
  })

  test('good Uzbek, Kyrgyz and Tajik passes', () => {
    expect(
      problemsOf({
        uz: 'Maʼlumotnoma, oʻgʻlim, choy, sanʼat, tongda',
        ky: 'Өкмөт үйү, таң, цирк, щётка',
        tg: 'Ҳуҷҷати ӯ, қонуни ҷорӣ, ғайр, баъд',
        en: 'Don’t lose “it”',
      }),
    ).toEqual([])
  })
})
