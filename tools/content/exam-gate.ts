/** Runs the validity gate over many seeds of every template of a band, at build time, with a second library of numerals. */
import numberToWords from 'number-to-words-ru'
import { faultsOf, type SecondSource } from '../../src/exam/gate.ts'
import { generateWithProof } from '../../src/exam/generate.ts'
import { paper } from '../../src/exam/paper.ts'
import { compilePack, type ExamPack, openPack, type Template } from '../../src/exam/tables.ts'
import type { Case, Gender } from '../../src/exam/types.ts'
import type { Cursor } from './yaml-source.ts'

/** Seeds of a template in a band. A table line is met by nearly all of them when there are fewer than 100 lines. */
const SEEDS = 200
const GRADE = { '1': 1, '2': 2, '3-5': 3, '6-9': 6, '10-11': 10 } as const

const DECLENSIONS = {
  nom: 'nominative',
  gen: 'genitive',
  dat: 'dative',
  acc: 'accusative',
  ins: 'instrumental',
  prep: 'prepositional',
} as const

/** number-to-words-ru (MIT): written by other people, used to check only. */
export const secondSource: SecondSource = {
  numeral(n: number, kase: Case, gender: Gender): string {
    const text = numberToWords.convert(String(n), {
      currency: {
        currencyNameCases: ['', '', ''],
        currencyNameDeclensions: {},
        fractionalPartNameCases: ['', '', ''],
        fractionalPartNameDeclensions: {},
        currencyNounGender: { integer: gender === 'm' ? 0 : gender === 'f' ? 1 : 2, fractionalPart: 0 },
        fractionalPartMinLength: 0,
      },
      declension: DECLENSIONS[kase],
      showNumberParts: { integer: true, fractional: false },
      showCurrency: { integer: false, fractional: false },
    })
    return text.trim().toLowerCase()
  },
}

/** Refuses at the template what the gate finds, each fault once. */
export function passGate(
  pack: ExamPack,
  grade: Cursor,
  templates: readonly { value: Template; at: Cursor }[],
): void {
  const tables = openPack(compilePack(pack), { version: 1, band: pack.band, texts: pack.texts })
  for (const { value, at } of templates) {
    if (!pack.templates.some(({ id }) => id === value.id)) continue
    if (value.id.endsWith('.practice') && !pack.stress.some(({ scored }) => !scored)) continue
    const told = new Set<string>()
    for (let seed = 0; seed < SEEDS; seed++)
      try {
        const { item, proof } = generateWithProof(value.id, tables, String(seed))
        for (const fault of faultsOf(item, proof, tables, secondSource)) told.add(`${item.skill}: ${fault}`)
      } catch (error) {
        if (!(error instanceof RangeError)) throw error
        told.add(error.message)
        break
      }
    for (const fault of told) at.refuse(`band '${pack.band}', template '${value.id}': ${fault}`)
  }
  try {
    const made = paper(GRADE[pack.band], 'gate', tables)
    if (made.points !== pack.grade.line.of)
      grade.refuse(`a paper of band '${pack.band}' has ${made.points} points, not ${pack.grade.line.of}`)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    grade.refuse(error.message)
  }
}
