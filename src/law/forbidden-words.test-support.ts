/** What no text may say in any language, for the tests of all flows. */
import type { Lang } from './types.ts'

export type Message = string | unknown[]

/** The literal words of a message, slots left out. */
export const wordsOf = (message: Message): string =>
  typeof message === 'string'
    ? message
    : message.map((part) => (typeof part === 'string' ? part : ' … ')).join('')

/** Promises, advice of a lawyer, orders to file, pay, leave or wait, verdicts on papers, ways around the state. */
export const FORBIDDEN: Record<Lang, RegExp[]> = {
  ru: [
    ...[/будут? принят/i, /примут/i, /гарант/i, /юридическ\S* (консультац|помощ)/i, /недействительн/i],
    ...[/заплат|оплатите|уплат/i, /уезжайте|выезжайте|покин/i, /подождите|ждите/i, /подавайте|подайте/i],
    ...[
      /всё в порядке|все в порядке|всё хорошо/i,
      /скрыть|обойти|спрятать/i,
      /успеете/i,
      /вид на жительство/i,
    ],
  ],
  uz: [
    ...[/qabul qilinadi/i, /kafolat/i, /yuridik maslahat/i, /haqiqiy emas/i, /hammasi joyida/i],
    ...[/toʻlang(?!an)/i, /chiqib keting|joʻnab/i, /kutib turing|kuting/i, /ariza bering/i, /yashir/i],
  ],
  tg: [
    ...[/қабул мешавад/i, /кафолат/i, /маслиҳати ҳуқуқӣ/i, /беэътибор аст/i, /ҳамааш хуб/i],
    ...[/пул диҳед|пардохт кунед/i, /равед|тарк кунед/i, /интизор шавед/i, /ариза диҳед/i, /пинҳон/i],
  ],
  ky: [
    ...[/кабыл алынат/i, /кепилд/i, /юридикалык кеңеш/i, /жараксыз/i, /баары жайында/i],
    ...[/төлөңүз/i, /чыгып кетиңиз|кетиңиз/i, /күтө туруңуз|күтүңүз/i, /арыз бериңиз/i, /жашыр/i],
  ],
  en: [
    ...[
      /will be accepted/i,
      /guarant/i,
      /legal advice/i,
      /\bvoid\b|\binvalid\b/i,
      /\beverything is (fine|in order)/i,
    ],
    ...[
      /\bpay (the|a|for|now)\b/i,
      /\bleave (russia|the country)\b/i,
      /\bwait\b/i,
      /\bfile (it|now|your)\b/i,
    ],
    ...[/\bhide\b|\bavoid the\b|\bbypass\b/i, /\bsafe\b/i, /\bapply for ВНЖ/i],
  ],
}
