/** The `hamroh` command, as a process. */

import type { Io } from './command.ts'
import { badInput } from './failure.ts'
import { run } from './run.ts'

// A reader that has seen enough (`hamroh law list | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))

const io: Io = {
  async readStdin(limit) {
    const chunks: Buffer[] = []
    let size = 0
    for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > limit)
        throw badInput(
          'standard input',
          `is longer than ${limit / 1_000_000} MB`,
          'send one record, not an archive',
        )
      chunks.push(chunk)
    }
    return Buffer.concat(chunks)
  },
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  today: () => new Date().toISOString().slice(0, 10),
}

process.exitCode = await run(process.argv.slice(2), io)
