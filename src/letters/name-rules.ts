/**
 * Which pattern a surname, a given name or a patronymic takes. Words come in small letters, without spaces and hyphens.
 * Russian grammar of 1980 (§§ 1140–1230) in outline, with the endings of Central Asian, Caucasian and Korean names; where
 * usage wavers the answer is "not sure", so that a person looks at it.
 */
import * as end from './name-endings.ts'
import { by, type Choice, endsInConsonant, nounInA, UNCHANGED, UNCHANGED_PERHAPS } from './name-endings.ts'
import type { Gender } from './types.ts'

/** Son, daughter, child, of: they and what stands with them stay as they are. */
export const KIN =
  /(?:^|[\s-]|\p{L})(?:оглы|оглу|огли|оғлы|оғли|ўғли|ўғлы|угли|угл|уулу|улы|ұлы|кызы|қызы|кизи|қизи|гызы|ғызы|келини|тегин)$/u
/** Child of, in Tajik and Persian: usage wavers whether Russian declines it. */
export const CHILD_OF = /(?:зода|заде|заді|духтар|пур|пӯр)$/u
/** Particles of Arabic, Romance and German names. */
const PARTICLES = new Set(
  'аль эль ал ад ас аш ат аз ан ар абд абдул абу ибн бин бинт бен фон ван дер де да ди дель дос ла ле ох'.split(
    ' ',
  ),
)

export const isParticle = (word: string): boolean => PARTICLES.has(word)

/** What is the same for every part of a name. Null when the part's own rules decide. */
function everywhere(word: string): Choice | null {
  if (word.length < 2 || PARTICLES.has(word)) return UNCHANGED
  if (CHILD_OF.test(word)) return UNCHANGED_PERHAPS
  if (KIN.test(word)) return UNCHANGED
  if (/[оуыиеэюёӯӣүөіұў]$/u.test(word)) return UNCHANGED
  return null
}

// ── given names ──────────────────────────────────────────────────────────────────────────────────────────

const LOST_VOWEL: Record<string, string> = { павел: 'павл', лев: 'льв', пётр: 'петр' }
/** Stress on the stem, so the dative is surely -ии; of names like Зульфия usage wavers. */
const SURELY_IYA = new Set(
  'мария анастасия виктория ксения евгения юлия валерия лидия наталия софия лилия эмилия евдокия антония аврелия лия'.split(
    ' ',
  ),
)
/** Masculine in -о that Ukrainian and old Russian decline. */
const MAY_DECLINE = new Set(['павло', 'данило', 'михайло', 'гаврило', 'кирило', 'марко', 'петро'])

export function firstName(word: string, gender: Gender): Choice {
  if (MAY_DECLINE.has(word)) return UNCHANGED_PERHAPS
  const shared = everywhere(word)
  if (shared) return shared
  if (word.endsWith('ия')) return by(end.IYA, gender === 'male' || SURELY_IYA.has(word))
  if (word === 'илья') return by(end.YA_STRESSED)
  if (/[ая]$/u.test(word)) {
    const pattern = nounInA(word)
    return pattern ? by(pattern) : UNCHANGED
  }
  if (gender === 'female') {
    if (word.endsWith('ь')) return by(end.THIRD, word === 'любовь' || word === 'нинель')
    return UNCHANGED
  }
  const lost = Object.hasOwn(LOST_VOWEL, word) ? LOST_VOWEL[word] : undefined
  if (lost !== undefined) return { pattern: { ...end.HARD, cut: 0 }, stem: lost, sure: true }
  if (word.endsWith('ь')) return by(end.SOFT)
  if (word.endsWith('ий')) return by(end.SHORT_II)
  if (word.endsWith('й')) return by(end.SHORT_I)
  if (/[жшщчцҷ]$/u.test(word)) return by(end.HUSHING, false)
  return endsInConsonant(word) ? by(end.HARD) : UNCHANGED_PERHAPS
}

// ── patronymics ──────────────────────────────────────────────────────────────────────────────────────────

/** Stress on the ending: Ильичом, but Никитичем. */
const STRESSED_ICH = new Set(['ильич', 'кузьмич', 'лукич', 'фомич'])

export function patronymic(word: string, gender: Gender): Choice {
  const shared = everywhere(word)
  if (shared) return shared
  if (gender === 'male' && word.endsWith('ич')) return by(STRESSED_ICH.has(word) ? end.HARD : end.HUSHING)
  if (gender === 'female' && /(?:вна|чна|шна)$/u.test(word)) return by(end.A_HARD)
  if (/(?:ов|ев|ёв)$/u.test(word) && gender === 'male') return by(end.POSSESSIVE, false)
  if (/(?:ова|ева|ёва)$/u.test(word) && gender === 'female') return by(end.FEMALE_POSSESSIVE, false)
  return UNCHANGED_PERHAPS
}

// ── surnames ─────────────────────────────────────────────────────────────────────────────────────────────

/** In -ин without the Russian suffix: Амином, not Аминым. */
const PLAIN_IN =
  /(?:[уиеаэ]ддин|[еи]тдин|^(?:амин|эмин|ясин|юсин|муин|мартин|чаплин|дарвин|грин|валентин|константин|августин|шахин|хан|насредин))$/u
const SOFT_ADJECTIVE = new Set(
  'крайний зимний летний осенний весенний средний нижний верхний задний поздний ранний последний синий давний дальний ближний'.split(
    ' ',
  ),
)
const NAMED_IN_OI = /(?:бой|той|гой|хой|мой)$/u
const ADJECTIVES_IN_OI = new Set([
  'рябой',
  'толстой',
  'святой',
  'золотой',
  'простой',
  'крутой',
  'нагой',
  'тугой',
  'другой',
  'глухой',
  'сухой',
  'лихой',
  'плохой',
  'прямой',
  'немой',
  'хромой',
  'седой',
  'живой',
])

const syllables = (word: string) => word.match(/[аеёиоуыэюяөүӯӣіұәў]/gu)?.length ?? 0

export function surname(word: string, gender: Gender): Choice {
  const shared = everywhere(word)
  if (shared) return shared
  return gender === 'male' ? maleSurname(word) : femaleSurname(word)
}

function femaleSurname(word: string): Choice {
  if (/(?:[оеё]ва|[иы]на)$/u.test(word)) return by(end.FEMALE_POSSESSIVE)
  if (word.endsWith('яя')) return by(end.FEMALE_ADJECTIVE_SOFT)
  if (/[жшчщ]ая$/u.test(word)) return by(end.FEMALE_ADJECTIVE_HUSHING)
  if (word.endsWith('ая')) return by(end.FEMALE_ADJECTIVE)
  if (/[ая]$/u.test(word)) {
    const pattern = nounInA(word)
    return pattern ? by(pattern) : UNCHANGED
  }
  // Каримов on a woman: right as it stands, but more often a slip.
  return { ...UNCHANGED, sure: !/(?:[оеё]в|[сц]кий)$/u.test(word) }
}

function maleSurname(word: string): Choice {
  if (/[гкхжшчщ]их$/u.test(word) || word.endsWith('ых')) return UNCHANGED
  if (PLAIN_IN.test(word)) return by(end.HARD)
  if (/(?:[оеё]в|[иы]н)$/u.test(word)) return by(end.POSSESSIVE, syllables(word) > 1)
  if (/(?:[оеё]ва|[иы]на)$/u.test(word)) return by(end.A_HARD, false)
  if (word.endsWith('й')) return inShortI(word)
  if (word.endsWith('ь')) return by(end.SOFT, !/[ое]нь$/u.test(word))
  if (/[ая]$/u.test(word)) {
    const pattern = nounInA(word)
    return pattern ? by(pattern, !word.endsWith('ая')) : UNCHANGED
  }
  if (word.endsWith('иец')) return { pattern: end.HUSHING, stem: `${word.slice(0, -2)}йц`, sure: false }
  if (/[^аеёиоуыэюя]ец$/u.test(word) && syllables(word) > 1)
    return { pattern: end.HUSHING, stem: `${word.slice(0, -2)}ц`, sure: false }
  if (word.endsWith('ич')) return by(end.HUSHING)
  if (/[жшщчцҷ]$/u.test(word)) return by(end.HUSHING, false)
  if (!endsInConsonant(word)) return UNCHANGED_PERHAPS
  // Песок, Заяц, Телок: whether the vowel is lost, only the family knows.
  return by(end.HARD, !(/[^аеёиоуыэюя](?:ок|ёк|(?<!б)ек|ел|ёл)$/u.test(word) && syllables(word) > 1))
}

function inShortI(word: string): Choice {
  if (/[сцк]кий$/u.test(word) || /[гхк]ий$/u.test(word)) return by(end.ADJECTIVE_VELAR)
  if (/[жшчщ]ий$/u.test(word)) return by(end.ADJECTIVE_SOFT, word === 'рыжий' || word === 'горячий')
  if (SOFT_ADJECTIVE.has(word)) return by(end.ADJECTIVE_SOFT)
  if (word.endsWith('ый')) return by(end.ADJECTIVE)
  if (word.endsWith('ий')) return by(end.SHORT_II, false)
  if (word.endsWith('ой') && syllables(word) > 1) {
    if (NAMED_IN_OI.test(word) && !ADJECTIVES_IN_OI.has(word)) return by(end.SHORT_I, false)
    return by(/[гкхжшчщ]ой$/u.test(word) ? end.ADJECTIVE_VELAR : end.ADJECTIVE)
  }
  return by(end.SHORT_I, !/(?:вей|бей)$/u.test(word))
}
