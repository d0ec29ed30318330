/**
 * The text of a letter: words with holes in braces → pieces. Knows nothing of files; faults are handed to `refuse`.
 *
 *   {person, gen}   a blank, with a case, `initials` or `quote`      {koap 28.2 ч.2; 25.10}   norms of one act
 *   {check: words}  a mark that the defender must clear              [ … ]  shown only if its blanks are filled
 */
import { nearest } from '../../src/law/nearest.ts'
import { type BlankSpec, CASES, type Case, type Citation, type Piece } from '../../src/letters/types.ts'

export interface Names {
  blanks: Record<string, BlankSpec>
  /** act → articles that may be cited. */
  articles: Map<string, Set<string>>
  /** act → its name in the genitive, as it follows an article. */
  acts: Record<string, string>
}

export interface ReadText {
  pieces: Piece[]
  blanks: string[]
  articles: Citation[]
}

/** A norm written by hand would escape the check of articles. */
const NORM_BY_HAND =
  /(?<!\p{L})(?:(?:ст|ч|п|гл)\.[\s\u00a0]*\d|(?:стать|част|глав|пункт)\p{L}*[\s\u00a0]+\d)/iu
const NBSP = '\u00a0'

/** "28.2 ч.2" → "ч. 2 ст. 28.2", "127.2 ч.2 п.а" → "п. «а» ч. 2 ст. 127.2", "гл. 30" and "п.4" as they are. */
export function articleWords(article: string): string {
  const parts = article.replace(/^гл\.\s+/, 'гл.').split(/\s+/)
  return parts
    .map((part) => {
      const found = /^(ч|п|гл)\.(.+)$/.exec(part)
      if (!found) return `ст.${NBSP}${part}`
      const [, kind, number] = found as unknown as [string, string, string]
      return `${kind}.${NBSP}${/^\d/.test(number) ? number : `«${number}»`}`
    })
    .reverse()
    .join(' ')
}

/** Several articles of one act: "ст. 26.1, 26.2, ч. 2 ст. 28.2 КоАП РФ". */
export function citationWords(articles: string[], actGenitive: string): string {
  let words = ''
  let bare = false
  for (const article of articles) {
    const one = articleWords(article)
    const isBare = !article.includes(' ') && one.startsWith(`ст.${NBSP}`)
    words += words === '' ? one : isBare && bare ? `, ${one.slice(4)}` : `, ${one}`
    bare = isBare
  }
  return `${words} ${actGenitive}`
}

/** Reads one text. Faults are reported through `refuse`, the rest is still read. */
export function readText(source: string, names: Names, refuse: (reason: string) => void): ReadText {
  const blanks = new Set<string>()
  const articles: Citation[] = []

  function hole(inside: string): Piece | null {
    const check = /^check:\s*(.*)$/s.exec(inside)
    if (check) {
      if (check[1]!.trim() === '') refuse('{check: } says nothing')
      return { check: check[1]!.trim() }
    }
    const cite = /^([a-z][\w-]*)\s+(\S.*)$/s.exec(inside)
    if (cite) return norms(cite[1]!, cite[2]!)
    const [, id, form] = /^([\w.-]+)\s*(?:,\s*([\w-]+)\s*)?$/.exec(inside) ?? []
    if (!id) {
      refuse(`{${inside}} cannot be read: a blank, a norm like {koap 28.2 ч.2}, or {check: …}`)
      return null
    }
    const spec = names.blanks[id]
    if (!spec) {
      const near = nearest(id, Object.keys(names.blanks))
      refuse(`unknown blank '${id}'${near ? `; did you mean '${near}'?` : ''}`)
      return null
    }
    blanks.add(id)
    if (!form) return { blank: id }
    const isCase = (CASES as readonly string[]).includes(form)
    if (isCase && spec.type !== 'name' && spec.type !== 'choice')
      refuse(`{${inside}}: only a name or a choice has cases, '${id}' is ${spec.type}`)
    else if (form === 'initials' && spec.type !== 'name')
      refuse(`{${inside}}: initials need a name, '${id}' is ${spec.type}`)
    else if (!isCase && form !== 'initials' && form !== 'quote')
      refuse(`{${inside}}: '${form}' is no form; one of ${CASES.join(', ')}, initials, quote`)
    return { blank: id, form: form as Case | 'initials' | 'quote' }
  }

  function norms(act: string, list: string): Piece | null {
    const known = names.articles.get(act)
    if (!known) {
      const near = nearest(act, [...names.articles.keys()])
      refuse(`unknown act '${act}'${near ? `; did you mean '${near}'?` : ''}`)
      return null
    }
    const genitive = names.acts[act]
    if (!genitive) {
      refuse(`act '${act}' has no name in citations.yaml`)
      return null
    }
    const wanted = list.split(';').map((article) => article.trim().replace(/\s+/g, ' '))
    for (const article of wanted) {
      if (known.has(article)) articles.push({ act, article, text: citationWords([article], genitive) })
      else {
        const near = nearest(article, [...known])
        refuse(
          `article '${article}' of '${act}' is not in acts.yaml${near ? `; did you mean '${near}'?` : ''}`,
        )
      }
    }
    return { cite: citationWords(wanted, genitive) }
  }

  function words(text: string): string {
    const byHand = NORM_BY_HAND.exec(text)
    if (byHand) refuse(`“${byHand[0]}” is a norm written by hand; cite it as {koap 28.2 ч.2}`)
    // `||` stands between what is set left and what is set right on one line, as in a line of date and signature.
    // A dash never begins a line.
    return text
      .replace(/№ /g, `№${NBSP}`)
      .replace(/ — /g, `${NBSP}— `)
      .replace(/ ?\|\| ?/g, '\t')
  }

  function read(text: string, inMaybe: boolean): Piece[] {
    const pieces: Piece[] = []
    let at = 0
    while (at < text.length) {
      const next = /[{}[\]]/.exec(text.slice(at))
      const end = next ? at + next.index : text.length
      if (end > at) pieces.push(words(text.slice(at, end)))
      if (!next) break
      const sign = text[end]!
      if (sign === '{') {
        const close = text.indexOf('}', end)
        if (close < 0) {
          refuse('a { is never closed')
          break
        }
        const piece = hole(text.slice(end + 1, close).trim())
        if (piece !== null) pieces.push(piece)
        at = close + 1
      } else if (sign === '[' && !inMaybe) {
        const close = text.indexOf(']', end)
        if (close < 0) {
          refuse('a [ is never closed')
          break
        }
        const maybe = read(text.slice(end + 1, close), true)
        if (!maybe.some((piece) => typeof piece !== 'string' && 'blank' in piece))
          refuse('[ … ] holds no blank: nothing decides whether it is shown')
        pieces.push({ maybe })
        at = close + 1
      } else {
        refuse(`a ${sign} stands alone`)
        at = end + 1
      }
    }
    return pieces
  }

  const pieces = read(source.replace(/\s+/g, ' ').trim(), false)
  return { pieces, blanks: [...blanks], articles }
}
