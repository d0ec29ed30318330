/**
 * Regular Russian inflection, only to check the frozen tables of content/exam: a form that departs from the rules must be
 * declared `odd` in its line, and a line may not declare what is regular. So a slip of the finger is found, and an
 * irregular form is irregular on purpose. Rules: the school grammar of declensions and conjugations.
 */

/** Six forms in the order nominative, genitive, dative, accusative, instrumental, prepositional. */
export type Row = readonly string[]

const HUSH = /[гкхжчшщ]$/
const VOWEL = /[аеёиоуыэюя]/
/** е and ё are one letter for these rules: stress decides, and stress is not known here. */
const plain = (text: string) => text.replaceAll('ё', 'е')
const cut = (text: string, letters = 1) => text.slice(0, text.length - letters)

/** Cells `sg.gen`, `pl.ins`, … whose form is not the regular one. */
export function oddNounForms(noun: {
  lemma: string
  gender: 'm' | 'f' | 'n' | null
  animate: boolean
  sg: Row | null
  pl: Row | null
}): string[] {
  const odd: string[] = []
  const names = ['nom', 'gen', 'dat', 'acc', 'ins', 'prep']
  const compare = (number: string, row: Row, expected: readonly (readonly string[])[]) =>
    row.forEach((form, at) => {
      if (!expected[at]?.some((each) => plain(each) === plain(form))) odd.push(`${number}.${names[at]}`)
    })
  if (noun.sg) compare('sg', noun.sg, singular(noun.lemma, noun.gender, noun.animate, noun.sg))
  if (noun.pl) compare('pl', noun.pl, plural(noun.lemma, noun.gender, noun.animate, noun.pl))
  return odd
}

function singular(lemma: string, gender: string | null, animate: boolean, row: Row): string[][] {
  const [, gen = ''] = row
  const last = lemma.at(-1) ?? ''
  const stem = cut(lemma)
  if (last === 'а')
    return [
      [lemma],
      [stem + (HUSH.test(stem) ? 'и' : 'ы')],
      [`${stem}е`],
      [`${stem}у`],
      [`${stem}ой`, `${stem}ей`],
      [`${stem}е`],
    ]
  if (last === 'я') {
    const e = stem.endsWith('и') ? 'и' : 'е'
    return [[lemma], [`${stem}и`], [stem + e], [`${stem}ю`], [`${stem}ей`], [stem + e]]
  }
  if (gender === 'f' && last === 'ь')
    return [[lemma], [`${stem}и`], [`${stem}и`], [lemma], [`${lemma}ю`], [`${stem}и`]]
  if (last === 'о') return [[lemma], [`${stem}а`], [`${stem}у`], [lemma], [`${lemma}м`], [`${stem}е`]]
  if (last === 'е') {
    const soft = !/[жчшщц]$/.test(stem)
    const prep = stem.endsWith('и') ? 'и' : 'е'
    return [
      [lemma],
      [stem + (soft ? 'я' : 'а')],
      [stem + (soft ? 'ю' : 'у')],
      [lemma],
      [`${lemma}м`],
      [stem + prep],
    ]
  }
  // Masculine: the genitive shows the stem, with its fleeting vowel gone or kept.
  const bases = last === 'ь' || last === 'й' ? [stem] : [lemma]
  const fleeting = bases.flatMap((base) => withoutFleeting(base))
  const end = last === 'ь' || last === 'й' ? 'я' : 'а'
  const base = cut(gen)
  const soft = end === 'я'
  return [
    [lemma],
    [...bases, ...fleeting].map((each) => each + end),
    [base + (soft ? 'ю' : 'у')],
    [animate ? gen : lemma],
    [base + (soft ? 'ем' : 'ом'), ...(/[жчшщц]$/.test(base) ? [`${base}ем`] : [])],
    [base + (base.endsWith('и') ? 'и' : 'е')],
  ]
}

/** звонок → звонк, день → дн, заяц → займ is none: only о, е, ё before the last consonant. */
function withoutFleeting(stem: string): string[] {
  const found = /^(.+)[оеё]([^аеёиоуыэюя])$/.exec(stem)
  if (!found) return []
  const [, head = '', tail = ''] = found
  const soft = /л$/.test(head) ? [`${head}ь${tail}`] : []
  return [head + tail, ...soft, `${head}й${tail}`].filter((each) => VOWEL.test(each) || each.length > 1)
}

function plural(lemma: string, gender: string | null, animate: boolean, row: Row): string[][] {
  const [nom = '', gen = '', dat = ''] = row
  const stem = cut(nom)
  const a = dat === `${stem}ям` ? 'я' : 'а'
  const expectedNom = pluralNominative(lemma, gender)
  return [
    expectedNom,
    pluralGenitive(lemma, gender, stem),
    [`${stem}ам`, `${stem}ям`],
    [animate ? gen : nom],
    [`${stem}${a}ми`],
    [`${stem}${a}х`],
  ]
}

function pluralNominative(lemma: string, gender: string | null): string[] {
  const last = lemma.at(-1) ?? ''
  const stem = cut(lemma)
  if (gender === null) return [lemma]
  if (last === 'о') return [`${stem}а`]
  if (last === 'е') return [stem + (/[жчшщц]$/.test(stem) ? 'а' : 'я')]
  if (last === 'а') return [stem + (HUSH.test(stem) ? 'и' : 'ы')]
  if (last === 'я' || last === 'ь' || last === 'й')
    return [`${stem}и`, ...withoutFleeting(stem).map((each) => `${each}и`)]
  return [lemma, ...withoutFleeting(lemma)].map((each) => each + (HUSH.test(each) ? 'и' : 'ы'))
}

function pluralGenitive(lemma: string, gender: string | null, stem: string): string[] {
  const last = lemma.at(-1) ?? ''
  if (gender === 'm' && !/[ая]$/.test(last))
    return /[жчшщ]$/.test(stem) || last === 'ь'
      ? [`${stem}ей`]
      : [`${stem}${last === 'й' || /ц$/.test(stem) ? 'ев' : 'ов'}`, `${stem}ов`]
  if (last === 'ь') return [`${stem}ей`]
  if (/и[ея]$/.test(lemma)) return [`${stem}й`]
  if (lemma === 'море' || lemma === 'поле') return [`${stem}ей`]
  const zero = last === 'я' || last === 'е' ? [`${stem}ь`, stem, `${cut(stem)}й`] : [stem]
  return [...zero, ...zero.flatMap(withFleeting)]
}

/** окн → окон, сестр → сестер, чаш(е)к, копе(й)к → копеек, свад(ь)б → свадеб. */
function withFleeting(stem: string): string[] {
  const found = /^(.*)([ьй]?)([^аеёиоуыэюяьй])(ь?)$/.exec(stem)
  if (!found) return /ь$/.test(stem) ? [`${cut(stem)}ей`] : []
  const head = stem.replace(/[^аеёиоуыэюяьй]ь?$/, '').replace(/[ьй]$/, '')
  const tail = /[^аеёиоуыэюяьй]ь?$/.exec(stem)?.[0] ?? ''
  return [`${head}о${tail}`, `${head}е${tail}`, `${head}ен`, `${head}о${tail.replace('ь', '')}ь`]
}

/** All 24 forms of a full adjective from its masculine nominative. */
export function adjectiveForms(lemma: string): Record<'m' | 'f' | 'n' | 'pl', string[]> {
  const ending = lemma.slice(-2)
  const stem = cut(lemma, 2)
  const make = (endings: readonly string[]) => endings.map((each) => stem + each)
  if (ending === 'ий' && !HUSH.test(stem))
    return {
      m: make(['ий', 'его', 'ему', 'ий', 'им', 'ем']),
      f: make(['яя', 'ей', 'ей', 'юю', 'ей', 'ей']),
      n: make(['ее', 'его', 'ему', 'ее', 'им', 'ем']),
      pl: make(['ие', 'их', 'им', 'ие', 'ими', 'их']),
    }
  const y = HUSH.test(stem) ? 'и' : 'ы'
  const o = /[жчшщ]$/.test(stem) && ending !== 'ой' ? 'е' : 'о'
  return {
    m: make([ending, `${o}го`, `${o}му`, ending, `${y}м`, `${o}м`]),
    f: make(['ая', `${o}й`, `${o}й`, 'ую', `${o}й`, `${o}й`]),
    n: make([`${o}е`, `${o}го`, `${o}му`, `${o}е`, `${y}м`, `${o}м`]),
    pl: make([`${y}е`, `${y}х`, `${y}м`, `${y}е`, `${y}ми`, `${y}х`]),
  }
}

/** What is wrong with the forms of a verb: six persons, four of the past, two of the imperative. Empty when nothing is. */
export function verbFaults(verb: { lemma: string; forms: Row; past: Row; imperative: Row }): string[] {
  const faults: string[] = []
  const reflexive = /(ся|сь)$/.test(verb.lemma)
  const bare = (form: string) => (reflexive ? form.replace(/(ся|сь)$/, '') : form)
  for (const form of [...verb.forms, ...verb.past, ...verb.imperative])
    if (reflexive !== /(ся|сь)$/.test(form)) faults.push(`${form}: -ся and the infinitive disagree`)
  const persons = verb.forms.map((form) => plain(bare(form)))
  const irregular = /^(вы|по|съ|за|про|от|пере|из)?(есть|дать|хотеть|бежать)$/.test(bare(verb.lemma))
  if (!irregular) {
    const [one = '', two = '', three = '', we = '', you = '', they = ''] = persons
    const kind = /ишь$/.test(two) ? 'и' : 'е'
    const stem = cut(two, 3)
    if (!/[ую]$/.test(one)) faults.push(`${verb.forms[0]}: the first person ends in -у or -ю`)
    if (two !== `${stem}${kind}шь`) faults.push(`${verb.forms[1]}: the second person ends in -ешь or -ишь`)
    if (three !== `${stem}${kind}т`) faults.push(`${verb.forms[2]}: expected ${stem}${kind}т`)
    if (we !== `${stem}${kind}м`) faults.push(`${verb.forms[3]}: expected ${stem}${kind}м`)
    if (you !== `${stem}${kind}те`) faults.push(`${verb.forms[4]}: expected ${stem}${kind}те`)
    if (!(kind === 'и' ? /[ая]т$/ : /[ую]т$/).test(they))
      faults.push(`${verb.forms[5]}: the third person plural does not fit ${verb.forms[1]}`)
  }
  const [he = '', she = '', it = '', many = ''] = verb.past.map((form) => plain(bare(form)))
  const root = cut(she)
  if (!/ла$/.test(she) || it !== `${root}о` || many !== `${root}и`)
    faults.push(`${verb.past.join(' ')}: the past does not agree with itself`)
  if (he !== root && `${he}л` !== root && !/[еo]л$/.test(he))
    faults.push(`${verb.past[0]}: does not fit ${she}`)
  const [thou = '', ye = ''] = verb.imperative.map(bare)
  if (ye !== `${thou}те`) faults.push(`${verb.imperative[1]}: expected ${thou}те`)
  return faults
}
