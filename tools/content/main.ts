/**
 * node tools/launch.mjs tools/content/main.ts [--warnings] [--unfinished]
 * Compiles content/ into build/content/, or says what is wrong, file by file, and leaves with exit code 1.
 * --warnings prints what stops nothing but deserves a look.
 * --unfinished writes what could be read in spite of problems, to look at it; the exit code stays 1.
 */
import { join } from 'node:path'
import { compileContent } from './compile.ts'
import { spoken } from './report.ts'

const root = join(import.meta.dirname, '..', '..')
const unfinished = process.argv.includes('--unfinished')
const result = compileContent(join(root, 'content'), join(root, 'build', 'content'), { unfinished })
for (const line of spoken(result, { warningsToo: process.argv.includes('--warnings') })) console.error(line)
if (result.problems.length > 0) process.exitCode = 1
