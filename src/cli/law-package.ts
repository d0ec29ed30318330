/** `hamroh law package`: what a family says about its school papers → what to do first, what is open, what follows. */
import { checkPackage } from '../law/package.ts'
import type { Finding } from '../law/types.ts'
import type { Call, Command, Io } from './command.ts'
import { EXIT } from './failure.ts'
import { readFlowInput } from './flow-input.ts'
import { deadlineJson, document, findingJson } from './json-output.ts'
import { LANG, TODAY } from './options.ts'

export const lawPackage: Command = {
  name: 'law package',
  summary: 'checks the papers of a school application before it is filed',
  about: `Reads what a family says from FILE: an object such as {"grade": 3, "registration": {"ends": "2026-02-10"}}; nested objects or dotted keys, null for "I do not know", partial dates allowed. Facts and values: docs/formats/package.schema.json. No names, numbers or addresses are asked.

Prints one JSON object (docs/formats/finding.schema.json): "findings", most severe first; "first", the one thing to do first; the other groups as ids; "deadlines" of the school and the test; "papers" that end before the school has checked them. There is no result that says all is well: at most "statement" repeats that every listed item was marked present.`,
  operands: [{ name: 'FILE', about: 'JSON file, or - for standard input' }],
  options: [LANG, TODAY],
  examples: [
    { line: 'hamroh law package child.json --lang uz', about: 'one application, texts in Uzbek' },
    {
      line: `echo '{"grade": 1, "papers.untranslated": ["kinship"]}' | hamroh law package -`,
      about: 'a few answers, from standard input',
    },
  ],
  run: runPackage,
}

async function runPackage(call: Call, io: Io): Promise<number> {
  const { packs, words, facts, today } = await readFlowInput(call, io, 'package', call.operands[0]!)
  const check = checkPackage(packs, facts, today)
  const ids = (findings: readonly Finding[]) => findings.map(({ id }) => id)
  io.out(
    document({
      flow: packs.flow.flow,
      on: today,
      edition_of: check.asOf,
      words: words.reviewOf('package'),
      findings: check.findings.map((finding) => findingJson(finding, words)),
      first: check.first?.id ?? null,
      urgent: ids(check.urgent),
      rest: ids(check.rest),
      questions: ids(check.questions),
      test: ids(check.test),
      context: ids(check.context),
      not_needed: ids(check.notNeeded),
      disclosures: ids(check.disclosures),
      deadlines: check.terms.map((deadline) => deadlineJson(deadline, words)),
      papers: check.papers,
      statement: check.statement && words.dynamic(`package.statement.${check.statement}`),
    }),
  )
  return EXIT.done
}
