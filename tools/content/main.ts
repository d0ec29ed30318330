/**
 * node tools/launch.mjs tools/content/main.ts [--unfinished]
 * Compiles content/ into build/content/, or says what is wrong, file by file, and leaves with exit code 1.
 * --unfinished writes what could be read in spite of problems, to look at it; the exit code stays 1.
 */
import { join } from 'node:path'
import { compileContent } from './compile.ts'
import { problemLine } from './report.ts'

const root = join(import.meta.dirname, '..', '..')
const unfinished = process.argv.includes('--unfinished')
const began = performance.now()
const { problems, warnings, written } = compileContent(
  join(root, 'content'),
  join(root, 'build', 'content'),
  {
    unfinished,
  },
)

for (const warning of warnings) console.error(`${problemLine(warning)} (only a warning)`)
for (const problem of problems) console.error(problemLine(problem))
if (problems.length > 0) {
  const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`
  console.error(`content: ${count}; ${unfinished ? 'unfinished files were' : 'nothing was'} written`)
  process.exitCode = 1
} else console.error(`content: ${written.length} files in ${Math.round(performance.now() - began)} ms`)
