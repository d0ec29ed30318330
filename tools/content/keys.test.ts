import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ts from 'typescript'
import { afterEach, describe, expect, test } from 'vitest'
import type { ArgType } from './icu.ts'
import { keysModule } from './keys.ts'

const root = join(import.meta.dirname, '..', '..')

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hamroh-keys-'))
  folders.push(folder)
  return folder
}

describe('keys as types', () => {
  test('accept right calls and refuse wrong ones', () => {
    const out = newFolder()
    const keys = keysModule(
      new Map<string, Record<string, ArgType>>([
        ['greet', { who: 'text' }],
        ['n.days-left', { n: 'number', d: 'date' }],
        ['x.plain', {}],
        ['x.y', { z: 'select:a|other' }],
      ]),
    )
    writeFileSync(join(out, 'keys.ts'), keys)
    expect(keys).toContain("'n.days-left': { n: number; d: Day }")
    expect(keys).toContain('greet: { who: Text }')
    expect(keys).toContain("'x.plain': undefined")

    const errors = (lines: string[]) =>
      diagnose(
        out,
        `import type { Translate } from '${root}/src/ui/messages.ts'\ndeclare const t: Translate\n${lines.join('\n')}\n`,
      )
    expect(
      errors([
        `t('greet', { who: 'Ali' })`,
        `t('n.days-left', { n: 3, d: '2026-01-12' })`,
        `t('n.days-left', { n: 3, d: { from: '2026-01-12', to: '2026-01-13' } })`,
        `t('x.plain')`,
        `t('x.y', { z: 'a' })`,
        `t.dynamic('anything', { at: 'all' })`,
      ]),
    ).toEqual([])
    for (const bad of [
      `t('greet')`,
      `t('greet', { whom: 'Ali' })`,
      `t('n.days-left', { n: 'three', d: '2026-01-12' })`,
      `t('x.plain', { n: 1 })`,
      `t('no.such.key')`,
    ])
      expect([bad, errors([bad]).length]).toEqual([bad, 1])
  }, 60_000)

  test('thousands of keys are checked in little time', () => {
    const many = Array.from(
      { length: 5000 },
      (_, n) => `  'rule.r${n}.say': { ends: string | number; n: number }`,
    )
    const out = newFolder()
    writeFileSync(join(out, 'keys.ts'), `export interface MessageArgs {\n${many.join('\n')}\n}\n`)
    const calls = Array.from({ length: 200 }, (_, n) => `t('rule.r${n}.say', { ends: '', n: 1 })`)
    const began = performance.now()
    expect(
      diagnose(
        out,
        `import type { Translate } from '${root}/src/ui/messages.ts'\ndeclare const t: Translate\n${calls.join('\n')}\n`,
      ),
    ).toEqual([])
    expect(performance.now() - began).toBeLessThan(20_000)
  }, 60_000)
})

/** What TypeScript, with this project's settings, says about a file that uses the keys in `out`. */
function diagnose(out: string, source: string): string[] {
  const path = join(out, 'calls.ts')
  writeFileSync(path, source)
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile).config,
    ts.sys,
    root,
  )
  const program = ts.createProgram(
    [path, join(out, 'keys.ts'), join(root, 'node_modules/vite/client.d.ts')],
    {
      ...options,
      types: [],
      paths: { '#content/*': [join(out, '*')] },
    },
  )
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
}
