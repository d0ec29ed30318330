/** `hamroh law ruling`: defects of a protocol and a ruling, the terms that run, where a complaint may go. */
import { checkRuling } from '../law/rulings.ts'
import type { Call, Command, Io } from './command.ts'
import { EXIT } from './failure.ts'
import { readFlowInput } from './flow-input.ts'
import { deadlineJson, document, findingJson } from './json-output.ts'
import { LANG, TODAY } from './options.ts'

export const lawRuling: Command = {
  name: 'law ruling',
  summary: 'finds the defects of a protocol and a ruling, counts the terms',
  about: `Reads the facts of one case from FILE: an object of marks such as {"protocol": {"event": "unclear"}, "copy": {"served": "2025-12-24"}}; nested objects or dotted keys, null for "I do not know", partial dates allowed. Facts and values: docs/formats/rulings.schema.json.

Prints one JSON object (docs/formats/finding.schema.json): "findings", most severe first, each with article, label, review state and what would change it; "deadlines"; "addressees"; "letters" that fit, for hamroh letter. It finds defects; it does not say that a paper is void, and it predicts nothing.`,
  operands: [{ name: 'FILE', about: 'JSON file, or - for standard input' }],
  options: [LANG, TODAY],
  examples: [
    { line: 'hamroh law ruling ruling.json --lang en', about: 'a ruling, texts in English' },
    {
      line: `echo '{"stage": "ruling", "protocol.event": "absent"}' | hamroh law ruling -`,
      about: 'one mark, from standard input',
    },
  ],
  run: runRuling,
}

async function runRuling(call: Call, io: Io): Promise<number> {
  const { packs, words, facts, today } = await readFlowInput(call, io, 'rulings', call.operands[0]!)
  const check = checkRuling(packs, facts, today)
  io.out(
    document({
      flow: packs.flow.flow,
      on: today,
      edition_of: check.asOf,
      words: words.reviewOf('rulings'),
      findings: check.findings.map((finding) => findingJson(finding, words)),
      deadlines: check.deadlines.map((deadline) => deadlineJson(deadline, words)),
      addressees: check.addressees.map((finding) => findingJson(finding, words)),
      letters: check.letters.map(({ kind, finding }) => ({ kind, because: finding.id })),
    }),
  )
  return EXIT.done
}
