/** `hamroh exam simulate`: the trainer in an invented world, beside other ways to practise and to place. */
import { calibrate } from '../exam/learn/simulate/calibrate.ts'
import { place } from '../exam/learn/simulate/place.ts'
import { practise } from '../exam/learn/simulate/practice.ts'
import { readWorld } from '../exam/learn/simulate/read-world.ts'
import type { Call, Command, Io } from './command.ts'
import { badInput, EXIT } from './failure.ts'
import { problemsIn, readJsonObject } from './input.ts'
import { document } from './json-output.ts'
import { shapeReasons } from './shape-refused.ts'

const PARTS = ['practice', 'placement', 'readiness'] as const

export const examSimulate: Command = {
  name: 'exam simulate',
  summary: 'measures practice, placement and readiness in an invented world',
  about: `Reads a world (docs/formats/world.schema.json; some stand in bench/worlds) and prints one JSON object (docs/formats/simulation.schema.json) with 95 % intervals. The same file gives the same output.

Worlds are invented: only comparisons inside one count. The trainer sees the answers and nothing of the world.`,
  operands: [],
  options: [
    { name: 'world', value: 'FILE', required: true, about: 'the world, or - for standard input' },
    { name: 'part', value: 'PART', of: PARTS, about: 'only practice, placement or readiness' },
    {
      name: 'children',
      value: 'N',
      about: 'other number of children than the world says: fewer are quicker, intervals wider',
    },
  ],
  examples: [
    {
      line: 'hamroh exam simulate --world bench/worlds/fsrs.json',
      about: 'everything; takes a minute or two',
    },
    { line: 'hamroh exam simulate --world world.json --part practice --children 3', about: 'a quick look' },
  ],
  run: runSimulate,
}

async function runSimulate(call: Call, io: Io): Promise<number> {
  const input = await readJsonObject(call.option('world')!, io)
  const read = readWorld(input.value)
  if (!read.ok)
    throw problemsIn(
      input,
      shapeReasons(read.problems, 'world (format "hamroh-world")'),
      'format: docs/formats/world.schema.json',
    )
  const asked = call.option('children')
  const children = asked === undefined ? undefined : Number(asked)
  if (children !== undefined && !(Number.isInteger(children) && children >= 1 && children <= 20_000))
    throw badInput(
      '--children',
      `"${asked}" is no whole number from 1 to 20000`,
      'leave it out for the number of the world',
    )
  const { world } = read
  const part = call.option('part')
  const wanted = (name: (typeof PARTS)[number]) => part === undefined || part === name
  io.out(
    document({
      world: world.name,
      model: world.memory.model,
      seed: world.seed,
      practice: wanted('practice')
        ? world.practice.answers.map((answers) => practise(world, answers, children))
        : null,
      placement: wanted('placement') ? place(world, children) : null,
      readiness: wanted('readiness') ? calibrate(world, children) : null,
    }),
  )
  return EXIT.done
}
