/** `hamroh backup`: one file that holds everything the relay keeps, taken while it runs. */
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { copyStore } from '../relay/restore.ts'
import { verifyFile } from '../relay/verify.ts'
import type { Call, Command, Io } from './command.ts'
import { EXIT } from './failure.ts'
import { document } from './json-output.ts'
import { countsJson, DATA, damaged, explainStore, storeOf } from './store-file.ts'
import { checkTarget, makeWhole } from './write-file.ts'

export const backup: Command = {
  name: 'backup',
  summary: 'copies what the relay keeps into one file, while it runs',
  about: `Writes a copy of one moment: the relay may go on receiving meanwhile. The file appears whole or not at all, readable by its owner only, and an existing one is never replaced. It is checked before it gets its name.

It holds only what the relay itself can see: sealed bytes, sizes, days, hashes of tokens. Keep it elsewhere; what a family erases stays in older backups until you delete those, so keep few and not for long.`,
  operands: [{ name: 'FILE', about: 'the file to write; it must not exist' }],
  options: [DATA],
  examples: [
    { line: 'hamroh backup hamroh-2026-11-22.db', about: 'of the folder that npm start uses' },
    { line: 'hamroh backup /mnt/stick/hamroh.db --data /srv/hamroh', about: 'of another folder' },
  ],
  run: runBackup,
}

async function runBackup(call: Call, io: Io): Promise<number> {
  const name = call.operands[0]!
  const target = resolve(name)
  checkTarget(target, false)
  const store = storeOf(call.option('data'))
  let checked: ReturnType<typeof verifyFile> | undefined
  makeWhole(target, false, (draft) => {
    try {
      copyStore(store, draft)
      checked = verifyFile(draft)
    } catch (error) {
      throw explainStore(error, store)
    }
    if (checked.problems.length > 0)
      throw damaged(
        store,
        checked.problems,
        'the store itself is damaged: restore the last backup that is whole',
      )
  })
  const { format, counts } = checked!
  io.out(document({ out: name, bytes: statSync(target).size, format, ...countsJson(counts) }))
  return EXIT.done
}
