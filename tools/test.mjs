// npm test: sets up, builds, then every check. Last line: "N passed, N failed". --only types,lint,unit,e2e --long: every screen in all five languages, long proofs
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from './build.mjs'
import { node24, root } from './runtime.mjs'
import { ensureBrowser, ensureInstalled } from './setup.mjs'

const after = process.argv.indexOf('--only')
const wanted = after > 0 ? process.argv[after + 1].split(',') : ['types', 'lint', 'unit', 'e2e']
if (process.argv.includes('--long')) process.env.HAMROH_LONG = '1'
const began = Date.now()
let passed = 0
let failed = 0

const say = (text) => process.stderr.write(`hamroh: ${text}\n`)

function node(args, env = {}) {
  return new Promise((done) => {
    const child = spawn(node24(), ['--disable-warning=ExperimentalWarning', ...args], {
      cwd: root,
      stdio: ['ignore', 2, 2],
      env: { ...process.env, ...env },
    })
    child.on('exit', (code) => done(code ?? 1))
  })
}

async function check(name, args) {
  const from = Date.now()
  const code = await node(args)
  say(`${name}: ${code === 0 ? 'passed' : 'FAILED'} in ${((Date.now() - from) / 1000).toFixed(1)} s`)
  if (code === 0) passed++
  else failed++
}

async function vitest(project, env) {
  const from = Date.now()
  const report = join(root, 'build', 'test', `${project}.json`)
  mkdirSync(join(root, 'build', 'test'), { recursive: true })
  rmSync(report, { force: true })
  const code = await node(
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--project',
      project,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    env,
  )
  const result = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : null
  const bad = result
    ? result.numFailedTests +
      result.testResults.filter(
        (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
      ).length
    : 1
  passed += result?.numPassedTests ?? 0
  // A runner that failed without a failing test (an unhandled error, a file that did not load) is a failure too.
  failed += code !== 0 && bad === 0 ? 1 : bad
  say(
    `${project}: ${result?.numPassedTests ?? 0} passed, ${bad} failed in ${((Date.now() - from) / 1000).toFixed(1)} s`,
  )
}

try {
  await ensureInstalled()
  const env = wanted.includes('e2e') ? { CHROMIUM: await ensureBrowser() } : {}
  await build()
  if (wanted.includes('types'))
    await check('types', [
      'node_modules/svelte-check/bin/svelte-check',
      '--tsconfig',
      './tsconfig.json',
      '--output',
      'human',
      '--fail-on-warnings',
    ])
  if (wanted.includes('lint'))
    await check('lint', ['node_modules/@biomejs/biome/bin/biome', 'ci', '--error-on-warnings', '.'])
  if (wanted.includes('unit')) await vitest('unit', env)
  if (wanted.includes('e2e')) await vitest('e2e', env)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  failed++
}
say(`${((Date.now() - began) / 1000).toFixed(0)} s in all`)
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 && passed > 0 ? 0 : 1)
