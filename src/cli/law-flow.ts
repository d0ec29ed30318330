/** `hamroh law flow`: any flow → what to say first, what is wrong, where to turn, which terms run, what is left. */
import { FLOW_IDS, type FlowId } from '../law/flow-ids.ts'
import { findings } from '../law/flows.ts'
import { nearest } from '../law/nearest.ts'
import type { Finding } from '../law/types.ts'
import type { Call, Command, Io } from './command.ts'
import { badInput, EXIT } from './failure.ts'
import { readFlowInput } from './flow-input.ts'
import { deadlineJson, document, findingJson, missedJson } from './json-output.ts'
import { LANG, TODAY } from './options.ts'

export const lawFlow: Command = {
  name: 'law flow',
  summary: 'asks any flow: refusals, registry, amina, labour, expulsion …',
  about: `NAME is one of ${FLOW_IDS.join(', ')}. Reads the answers from FILE: nested objects or dotted keys, null for "I do not know", partial dates allowed; a fact that has a minute takes "2026-11-20T14:30". Facts and values: docs/formats/NAME.schema.json. No names, numbers or addresses are asked.

Prints one JSON object (docs/formats/finding.schema.json, "check"): "findings", most severe first; "tell_first", the ids of risks and of what a query or a filing tells the state; "wrong", "rights", "evidence", "routes", "windows", "context", "questions"; "deadlines"; "missed" with what is left; "letters" for hamroh letter. There is no result that says all is well.`,
  operands: [
    { name: 'NAME', about: 'the flow' },
    { name: 'FILE', about: 'JSON file, or - for standard input' },
  ],
  options: [LANG, TODAY],
  examples: [
    {
      line: 'hamroh law flow registry answers.json --lang uz',
      about: 'an entry in the registry, texts in Uzbek',
    },
    {
      line: `echo '{"decision": "court", "served.on": "2026-11-20"}' | hamroh law flow expulsion -`,
      about: 'two answers, from standard input',
    },
  ],
  run: runFlow,
}

async function runFlow(call: Call, io: Io): Promise<number> {
  const id = flowOf(call.operands[0]!)
  const { packs, words, facts, today } = await readFlowInput(call, io, id, call.operands[1]!)
  const result = findings(packs, facts, today)
  const ids = (list: readonly Finding[]) => list.map((finding) => finding.id)
  io.out(
    document({
      flow: id,
      on: today,
      edition_of: result.asOf,
      words: words.reviewOf(id),
      findings: result.findings.map((finding) => findingJson(finding, words)),
      tell_first: ids(result.tellFirst),
      wrong: ids(result.wrong),
      rights: ids(result.rights),
      evidence: ids(result.evidence),
      routes: ids(result.routes),
      windows: ids(result.windows),
      test: ids(result.test),
      context: ids(result.context),
      not_needed: ids(result.notNeeded),
      questions: ids(result.questions),
      deadlines: result.deadlines.map((deadline) => deadlineJson(deadline, words)),
      missed: result.missed.map((each) => missedJson(each, words)),
      letters: result.letterKinds,
    }),
  )
  return EXIT.done
}

function flowOf(name: string): FlowId {
  const id = FLOW_IDS.find((each) => each === name)
  if (id) return id
  const meant = nearest(name, FLOW_IDS)
  throw badInput(
    'NAME',
    `there is no flow "${name}"${meant ? `; did you mean ${meant}?` : ''}`,
    `flows: ${FLOW_IDS.join(', ')}`,
  )
}
