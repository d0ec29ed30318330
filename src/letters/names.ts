/**
 * Names in the six Russian cases. A guess is never hidden: `sure` is false wherever usage wavers or something is not
 * known, and the sheet shows the form beside a field that overrides it.
 * Why own rules and not a package: docs/decisions/names-are-declined-by-our-own-rules.md.
 */
import { type Choice, inflect } from './name-endings.ts'
import { CHILD_OF, firstName, isParticle, KIN, patronymic, surname } from './name-rules.ts'
import type { Case, Gender, PersonName } from './types.ts'

/**
 * typed = the defender's own form · rules = by the rules, nothing doubtful · latin = letters that are not Cyrillic, left
 * alone · gender = not given and not to be told from the name, left alone · conflict = the parts disagree about the
 * gender · doubtful = usage wavers.
 */
export type NameReason = 'typed' | 'rules' | 'latin' | 'gender' | 'conflict' | 'doubtful'

export interface Declined {
  text: string
  sure: boolean
  why: NameReason
}

const PARTS = ['last', 'first', 'middle'] as const
type Part = (typeof PARTS)[number]

/** Surname, given name, patronymic in the nominative, one space between. */
export const fullName = (name: PersonName): string =>
  PARTS.flatMap((part) => name[part]?.trim() || []).join(' ')

/** `name` in the case `form`. Never throws; what cannot be declined comes back as it was typed. */
export function declineName(name: PersonName, form: Case): Declined {
  const typed = name.cases?.[form]?.trim()
  if (typed) return { text: typed, sure: true, why: 'typed' }
  const whole = fullName(name)
  if (form === 'nom' || whole === '') return { text: whole, sure: true, why: 'rules' }
  if (!isCyrillic(whole)) return { text: whole, sure: false, why: 'latin' }
  const gender = name.gender ?? genderOf(name)
  if (gender === null) return { text: whole, sure: false, why: 'gender' }
  let sure = true
  const text = PARTS.flatMap((part) => {
    const words = name[part]?.trim()
    if (!words) return []
    const declined = declinePart(words, part, gender, form)
    if (!declined.sure) sure = false
    return [declined.text]
  }).join(' ')
  const guessed = genderOf(name)
  if (guessed !== null && guessed !== gender) return { text, sure: false, why: 'conflict' }
  return { text, sure, why: sure ? 'rules' : 'doubtful' }
}

/**
 * The gender that the patronymic shows, else the surname; null when they show none or contradict each other.
 */
export function genderOf({ last, first, middle }: PersonName): Gender | null {
  const patron = endingOf(middle)
  if (/(?:ич|оглы|оглу|огли|оғли|оғлы|ўғли|угли|уулу|улы|ұлы)$/u.test(patron)) return 'male'
  if (/(?:вна|чна|кызы|қызы|кизи|қизи|гызы|ғызы|духтар)$/u.test(patron)) return 'female'
  const family = endingOf(last)
  if (/[оеё]в$/u.test(family) && family.length > 3) return 'male'
  // Фомин and Белый are men, but Ширин and Ясин may be anybody's: the given name must not speak against it.
  if (
    /(?:[иы]н|[сц]кий|ый)$/u.test(family) &&
    family.length > 3 &&
    /[бвгджзйклмнпрстфхцчшщ]$/u.test(endingOf(first))
  )
    return 'male'
  if (/(?:[оеё]ва|[иы]на|[сц]кая|ая)$/u.test(family) && family.length > 4) return 'female'
  if (/уулу$/u.test(family)) return 'male'
  if (/[кқ]ызы$/u.test(family)) return 'female'
  return null
}

const endingOf = (text: string | undefined) => (text ?? '').trim().toLowerCase()

/** «А. Р. Каримов»; parts that are missing are left out, a given name that is one initial already stays. */
export function initialsOf(name: PersonName): string {
  const initial = (part: string | undefined) => {
    const letter = [...(part ?? '').trim()][0]
    if (!letter) return []
    // «Вагиф Расул оглы»: the word for "son" has no initial of its own.
    return [`${letter.toUpperCase()}.`]
  }
  return [
    ...initial(name.first),
    ...initial(name.middle),
    ...(name.last?.trim() ? [name.last.trim()] : []),
  ].join('\u00a0')
}

/** Cyrillic letters with the signs that stand in names; a name of no letters is left alone, too. */
const isCyrillic = (text: string): boolean =>
  /\p{Script=Cyrillic}/u.test(text) && !/(?!\p{Script=Cyrillic})\p{L}/u.test(text.replace(/[ʻʼ]/g, ''))

// ── parts ────────────────────────────────────────────────────────────────────────────────────────────────

const RULE: Record<Part, (word: string, gender: Gender) => Choice> = {
  last: surname,
  first: firstName,
  middle: patronymic,
}

/** One part, which may be several words or joined by hyphens. */
function declinePart(
  text: string,
  part: Part,
  gender: Gender,
  form: Exclude<Case, 'nom'>,
): { text: string; sure: boolean } {
  // «Расул оглы», «Асан уулу»: father's name and word for "son" stay together, unchanged.
  if (/[\s-]/.test(text) && KIN.test(text.toLowerCase())) return { text, sure: true }
  if (/\s/.test(text) && CHILD_OF.test(text.toLowerCase())) return { text, sure: false }
  const words = text.split(' ')
  let sure = words.length === 1 || part === 'last'
  const declined = words.map((word) => {
    const pieces = word.split('-')
    return pieces
      .map((piece, index) => {
        // Initials and abbreviations stay.
        if (piece.includes('.') || piece === '') return piece
        const isLast = index === pieces.length - 1
        const small = piece.toLowerCase()
        const choice = RULE[part](small, gender)
        if (!isLast && !isParticle(small)) {
          if (part === 'first' && !/[ая]$/u.test(small)) {
            // Мухаммад-Амин: usage declines the second name only.
            sure = false
            return piece
          }
          // Гулак-Артемовский against Мамин-Сибиряк: the first of two surnames wavers unless its ending is Russian.
          if (part === 'last' && !/(?:[оеё]ва?|[иы]на?|[сц]к(?:ий|ая)|ый|ая)$/u.test(small)) sure = false
        }
        if (!choice.sure) sure = false
        return inflect(piece, choice, form)
      })
      .join('-')
  })
  return { text: declined.join(' '), sure }
}
