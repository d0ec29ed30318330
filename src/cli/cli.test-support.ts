/** Runs a command line in this process with everything it would read and write. */
import { run } from './run.ts'

export interface Ran {
  code: number
  out: string
  err: string
}

export async function hamroh(args: readonly string[], stdin: string | Uint8Array = ''): Promise<Ran> {
  const ran: Ran = { code: -1, out: '', err: '' }
  ran.code = await run(args, {
    readStdin: async () => (typeof stdin === 'string' ? new TextEncoder().encode(stdin) : stdin),
    out: (text) => {
      ran.out += text
    },
    err: (text) => {
      ran.err += text
    },
    today: () => '2026-11-22',
  })
  return ran
}
