/** `hamroh restore`: a backup in place of the store, checked first, nothing thrown away. */
import { resolve } from 'node:path'
import { DamagedBackup, type Restored, restoreStore } from '../relay/restore.ts'
import type { Call, Command, Io } from './command.ts'
import { EXIT } from './failure.ts'
import { document } from './json-output.ts'
import { countsJson, damaged, explainStore, givenFile } from './store-file.ts'

export const restore: Command = {
  name: 'restore',
  summary: 'puts a backup in place of what the relay keeps',
  about: `Copies the backup into the data folder, checks the copy as hamroh verify does, and only then puts it in place. The store that was there stays beside it under another name; delete that yourself once all is well. Refused while a relay runs on the folder.

What came after the backup is missing at the relay. Members' devices notice and upload again what they have; a family whose request is newer than the backup has to send it again. Set-up links from before are no longer valid.`,
  operands: [{ name: 'FILE', about: 'a file that hamroh backup has made' }],
  options: [
    { name: 'data', value: 'DIR', required: true, about: 'data folder of the relay; made when missing' },
  ],
  examples: [{ line: 'hamroh restore hamroh-2026-11-22.db --data data', about: 'after stopping the relay' }],
  run: runRestore,
}

async function runRestore(call: Call, io: Io): Promise<number> {
  const name = call.operands[0]!
  const file = givenFile(name)
  const folder = resolve(call.option('data')!)
  let restored: Restored
  try {
    restored = restoreStore(file, folder, io.today())
  } catch (error) {
    if (error instanceof DamagedBackup)
      throw damaged(name, error.problems, 'nothing was changed; try an older backup')
    throw explainStore(error, name)
  }
  const { verified, keptAs } = restored
  io.out(
    document({
      restored: name,
      data: folder,
      before: keptAs,
      format: verified.format,
      ...countsJson(verified.counts),
    }),
  )
  return EXIT.done
}
