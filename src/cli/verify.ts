/** `hamroh verify`: whether a store or a backup is whole. */
import { statSync } from 'node:fs'
import { verifyFile } from '../relay/verify.ts'
import type { Call, Command, Io } from './command.ts'
import { badInput, EXIT } from './failure.ts'
import { document } from './json-output.ts'
import { countsJson, DATA, damaged, explainStore, givenFile, storeOf } from './store-file.ts'

export const verify: Command = {
  name: 'verify',
  summary: 'checks that a store or a backup is whole',
  about: `Checks the database (SQLite's integrity check), that every sealed message, commit, log entry and attachment still has the bytes that were acknowledged, that no log has a gap and that everything belongs to something. Reads only, also while the relay runs.

Exit code 0 when whole. Whether the sealed bytes are true only the members' devices can tell: they verify every signature themselves.`,
  operands: [{ name: 'FILE', about: 'a backup (default: the store of the data folder)', optional: true }],
  options: [DATA],
  examples: [
    { line: 'hamroh verify', about: 'the store of the folder that npm start uses' },
    { line: 'hamroh verify hamroh-2026-11-22.db', about: 'a backup' },
  ],
  run: runVerify,
}

async function runVerify(call: Call, io: Io): Promise<number> {
  const [name] = call.operands
  if (name !== undefined && call.given('data'))
    throw badInput('--data', 'stands beside a file', 'name either a backup or a data folder')
  const file = name === undefined ? storeOf(call.option('data')) : givenFile(name)
  let checked: ReturnType<typeof verifyFile>
  try {
    checked = verifyFile(file)
  } catch (error) {
    throw explainStore(error, name ?? file)
  }
  const { format, counts, problems } = checked
  if (problems.length > 0)
    throw damaged(
      name ?? file,
      problems,
      'restore the last backup that is whole: hamroh restore FILE --data DIR',
    )
  io.out(
    document({ file: name ?? file, whole: true, bytes: statSync(file).size, format, ...countsJson(counts) }),
  )
  return EXIT.done
}
