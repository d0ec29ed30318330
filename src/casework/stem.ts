/**
 * Russian word → stem, after the Snowball algorithm (M. F. Porter, snowballstem.org/algorithms/russian/stemmer.html). Both what is stored
 * and what is typed go through it, so "жалобу", "жалобой" and "жалобы" meet. Words of other languages pass unharmed or lose an ending
 * alike on both sides. Input: small letters, ё written as е.
 */

const VOWEL = /[аеиоуыэюя]/

const any = (...endings: string[]): string => endings.join('|')
/** Endings of the first group must follow а or я, which stays. */
const either = (first: string, second: string): RegExp =>
  new RegExp(`(?:(?<=[ая])(?:${first})|(?:${second}))$`)

const PERFECTIVE_GERUND = either(
  any('вшись', 'вши', 'в'),
  any('ывшись', 'ившись', 'ывши', 'ивши', 'ыв', 'ив'),
)
const REFLEXIVE = /(?:ся|сь)$/
const ADJECTIVE = /(?:ими|ыми|его|ого|ему|ому|ее|ие|ые|ое|ей|ий|ый|ой|ем|им|ым|ом|их|ых|ую|юю|ая|яя|ою|ею)$/
const PARTICIPLE = either(any('ем', 'нн', 'вш', 'ющ', 'щ'), any('ивш', 'ывш', 'ующ'))
const VERB = either(
  any('ете', 'йте', 'ешь', 'нно', 'ла', 'на', 'ли', 'ем', 'ло', 'но', 'ет', 'ют', 'ны', 'ть', 'й', 'л', 'н'),
  any(
    ...['ейте', 'уйте', 'ила', 'ыла', 'ена', 'ите', 'или', 'ыли', 'ило', 'ыло', 'ено', 'ует', 'уют', 'ены'],
    ...['ить', 'ыть', 'ишь', 'ей', 'уй', 'ил', 'ыл', 'им', 'ым', 'ен', 'ят', 'ит', 'ыт', 'ую', 'ю'],
  ),
)
const NOUN =
  /(?:иями|ями|ами|иях|иям|ием|ией|ев|ов|ие|ье|еи|ии|ей|ой|ий|ям|ем|ам|ом|ах|ях|ию|ью|ия|ья|а|е|и|й|о|у|ы|ь|ю|я)$/
const SUPERLATIVE = /(?:ейше|ейш)$/
const DERIVATIONAL = /(?:ость|ост)$/

/** Cuts the longest ending of the region that begins at `from`; null when none stands there. What it must follow lies in the region too. */
function cut(word: string, from: number, ending: RegExp): string | null {
  const match = ending.exec(word.slice(from))
  return match ? word.slice(0, from + match.index) : null
}

export function stem(word: string): string {
  const first = word.search(VOWEL)
  if (first < 0) return word
  /** RV: after the first vowel. */
  const rv = first + 1
  /** R1: after the first consonant that follows a vowel; R2: the same again within R1. */
  const r2 = regionAfter(word, regionAfter(word, 0))

  let now = cut(word, rv, PERFECTIVE_GERUND)
  if (now === null) {
    now = cut(word, rv, REFLEXIVE) ?? word
    const adjective = cut(now, rv, ADJECTIVE)
    if (adjective !== null) now = cut(adjective, rv, PARTICIPLE) ?? adjective
    else now = cut(now, rv, VERB) ?? cut(now, rv, NOUN) ?? now
  }
  if (now.length > rv && now.endsWith('и')) now = now.slice(0, -1)
  now = cut(now, r2, DERIVATIONAL) ?? now
  if (now.endsWith('нн') && now.length - 2 >= rv) return now.slice(0, -1)
  const superlative = cut(now, rv, SUPERLATIVE)
  if (superlative !== null)
    return superlative.endsWith('нн') && superlative.length - 2 >= rv ? superlative.slice(0, -1) : superlative
  return now.endsWith('ь') && now.length > rv ? now.slice(0, -1) : now
}

function regionAfter(word: string, from: number): number {
  for (let i = from + 1; i < word.length; i++)
    if (!VOWEL.test(word[i]!) && VOWEL.test(word[i - 1]!)) return i + 1
  return word.length
}
