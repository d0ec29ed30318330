/** Made-up requests for the inbox of `hamroh demo`: all languages, most kinds, and one message that three families handed on. */
import { dayNumber, plainDate } from '../law/dates.ts'
import type { PlainDate } from '../law/types.ts'
import type { RequestContent } from '../seal/conversation.ts'

const PASSED_ON =
  'Здравствуйте. Это выдуманное сообщение для показа. Мой счёт закрыли, в банке говорят, что я в реестре, а у меня патент и регистрация. Что мне делать и куда писать?'

const MADE: readonly (Pick<RequestContent, 'lang' | 'kind' | 'text'> & {
  ago: number
  facts?: RequestContent['facts']
  days?: Record<string, number>
})[] = [
  { ago: 6, lang: 'ru', kind: 'registry', text: PASSED_ON },
  { ago: 5, lang: 'ru', kind: 'registry', text: PASSED_ON.replace('у меня патент', 'у меня есть патент') },
  { ago: 5, lang: 'ru', kind: 'registry', text: `${PASSED_ON} Помогите, пожалуйста.` },
  {
    ago: 3,
    lang: 'uz',
    kind: 'school',
    text: 'Assalomu alaykum. Bu koʻrsatish uchun toʻqima xabar. Qizim Xayoliy Azizani maktabga bermoqchimiz, javoblarni qoʻshdim.',
    facts: { 'applying.to': 'school' },
    days: { 'registration.ends': 9 },
  },
  {
    ago: 2,
    lang: 'tg',
    kind: 'ruling',
    text: 'Салом. Ин хабари сохта барои намоиш аст. Ба ман қарор доданд, тарҷумон набуд, чизе нафаҳмидам.',
  },
  {
    ago: 1,
    lang: 'ky',
    kind: 'refusal',
    text: 'Саламатсызбы. Бул көрсөтүү үчүн ойдон чыгарылган билдирүү. Баламды мектепке алышкан жок, кагаз беришкен жок.',
  },
  {
    ago: 0,
    lang: 'en',
    kind: 'work',
    text: 'Hello. This is an invented message for the demonstration. They keep our passports and say we must work off a debt.',
  },
]

/** What each family would have sealed, oldest first; one box each. @param today complete UTC day */
export function demoRequests(today: PlainDate): RequestContent[] {
  const day = (offset: number): PlainDate => plainDate(dayNumber(today) + offset)
  return MADE.map(({ ago, lang, kind, text, facts = {}, days = {} }) => ({
    ...{ day: day(-ago), lang, kind, text, attachments: [] },
    facts: {
      ...facts,
      ...Object.fromEntries(Object.entries(days).map(([fact, offset]) => [fact, day(offset)])),
    },
  }))
}
