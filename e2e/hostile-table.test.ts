/** The threat model names a test for every attack; a test that was renamed or dropped must not leave a promise behind. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const page = readFileSync(join(root, 'docs/threat-model.md'), 'utf8')
const section = page.slice(page.indexOf('## Every attack by name'), page.indexOf('## When it happens'))
const rows = section.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| attack'))

/** "name" behind `file`, as a row lists them. */
const named = rows.flatMap((row) => {
  let file = ''
  return [...row.matchAll(/`((?:src|e2e)\/[^`]+\.test\.ts)`|"((?:\\"|[^"])+)"/g)].flatMap(
    ([, path, name]) => {
      if (path) file = path
      return name ? [{ file, name: name.replaceAll('\\"', '"') }] : []
    },
  )
})
/** As the protocol's promise lists them. */
const ATTACKS = [
  ...[
    'forged',
    'replayed',
    'reordered',
    'withheld',
    'swapped replies',
    'boxes',
    'server-fed keys',
    'weakened KDF',
  ],
  ...[
    'swapped fields',
    'commits',
    'swapped attachments',
    'swapped recipients',
    'swapped lanes and spaces',
    'roll-back',
    'fork',
  ],
  ...[
    'junk as control head',
    'back-dates',
    'members invented',
    'one coerced admin',
    'key confusion',
    'mixed recipient kinds',
  ],
  ...[
    'far-future clocks',
    '`__proto__`',
    'commit bombs',
    'attachment and archive bombs',
    'impostor organisation',
    'impostor leaflet',
  ],
  ...[
    'doctored one-file app',
    'malicious rule pack',
    'vandalism',
    'cloned profile',
    'evicted storage',
    'withheld heartbeat',
  ],
  ...['blocked relay address', 'planted plaintext', 'stolen device without its passphrase'],
]

describe('attacks and their tests', () => {
  test('every attack has a line with a test', () => {
    const without = ATTACKS.filter((attack) => !rows.some((row) => row.split(' | ')[0]!.includes(attack)))
    expect(without).toEqual([])
    expect(rows.filter((row) => !row.includes('.test.ts`'))).toEqual([])
  })
  test('every test that is named is there', () => {
    const missing = named.filter(({ file, name }) => {
      const text = readFileSync(join(root, file), 'utf8')
      return !(text.includes(`'${name}'`) || text.includes(`test("${name}"`) || text.includes(`\`${name}\``))
    })
    expect(missing).toEqual([])
    expect(named.length).toBeGreaterThan(ATTACKS.length)
  })
})
