import { expect, test } from 'vitest'
import { KitSlip } from '../seal/kit.ts'
import { foundOrganisation } from './founding.ts'
import { makeKit, readKit } from './kit.ts'

const founded = await foundOrganisation({
  name: 'Вымышленный дом',
  alias: 'К.',
  relays: ['http://127.0.0.1:1'],
  today: '2026-11-22',
})
const kit = makeKit(founded.secrets)

test('the block and the code together give the secrets back, however they were typed', () => {
  const { device, ...rest } = founded.secrets
  const expected = { ...rest, device: { id: device.id, seed: device.seed } }
  expect(readKit(kit.code, kit.lines.join('\n'))).toEqual(expected)
  const sloppy = kit.lines.map(
    (line) => ` ${line.toLowerCase().replaceAll('1', 'l').replaceAll('0', 'o').replaceAll(' ', '-')} `,
  )
  expect(readKit(kit.code.replaceAll(' ', ''), `\n${sloppy.join('\n\n')}\n`)).toEqual(expected)
})

test('a slip is found in its line, swapped lines too', () => {
  const change = (line: string) => (line.startsWith('7') ? '8' : '7') + line.slice(1)
  const caught = (lines: string[], code = kit.code) => {
    try {
      readKit(code, lines.join('\n'))
      return null
    } catch (error) {
      return error instanceof KitSlip ? error.line : String(error)
    }
  }
  expect(caught(kit.lines.map((line, i) => (i === 4 ? change(line) : line)))).toBe(5)
  expect(caught([kit.lines[1]!, kit.lines[0]!, ...kit.lines.slice(2)])).toBe(1)
  expect(caught(kit.lines, change(kit.code))).toBe(0)
  expect(caught([])).toBe(1)
  expect(caught(kit.lines.slice(0, -1))).toMatch(/bad-seal/)
})

test('the code of another kit opens nothing, and neither half names the secrets', () => {
  expect(() => readKit(makeKit(founded.secrets).code, kit.lines.join('\n'))).toThrow('bad-seal')
  expect(kit.lines.length).toBeLessThan(36)
})
