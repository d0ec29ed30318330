import { describe, expect, test } from 'vitest'
import { commandOf, GROUP_KEYS, PANE_KEYS, type Press } from './keys.ts'

const groups = Object.keys(GROUP_KEYS)
const press = (key: string, code: string, more: Partial<Press> = {}): Press => ({
  key,
  code,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...more,
})

describe('the keyboard of the sheet', () => {
  test('moves, marks, searches and explains itself', () => {
    expect(commandOf(press('j', 'KeyJ'), false, false, groups)).toEqual({ do: 'move', by: 1 })
    expect(commandOf(press('k', 'KeyK'), false, false, groups)).toEqual({ do: 'move', by: -1 })
    expect(commandOf(press('2', 'Digit2'), false, false, groups)).toEqual({ do: 'mark', digit: 2 })
    expect(commandOf(press('/', 'Slash'), false, false, groups)).toEqual({ do: 'search' })
    expect(commandOf(press('?', 'Slash'), false, false, groups)).toEqual({ do: 'keys' })
  })

  test('works on a Cyrillic layout', () => {
    expect(commandOf(press('о', 'KeyJ'), false, false, groups)).toEqual({ do: 'move', by: 1 })
    expect(commandOf(press('.', 'Slash'), false, false, groups)).toEqual({ do: 'search' })
    expect(commandOf(press(',', 'Slash'), false, false, groups)).toEqual({ do: 'keys' })
  })

  test('g and a letter go to a group or a pane', () => {
    expect(commandOf(press('g', 'KeyG'), false, false, groups)).toEqual({ do: 'wait' })
    expect(commandOf(press('p', 'KeyP'), false, true, groups)).toEqual({ do: 'group', index: 2 })
    expect(commandOf(press('w', 'KeyW'), false, true, groups)).toEqual({ do: 'pane', pane: 'letter' })
    expect(commandOf(press('q', 'KeyQ'), false, true, groups)).toBeNull()
  })

  test('leaves typing and the browser alone', () => {
    expect(commandOf(press('j', 'KeyJ'), true, false, groups)).toBeNull()
    expect(commandOf(press('1', 'Digit1', { ctrlKey: true }), false, false, groups)).toBeNull()
    expect(commandOf(press('!', 'Digit1'), false, false, groups)).toBeNull()
    expect(commandOf(press('Escape', 'Escape'), true, false, groups)).toEqual({ do: 'leave' })
  })

  test('no letter goes to two places', () => {
    const letters = [...Object.values(GROUP_KEYS), ...Object.values(PANE_KEYS)]
    expect(new Set(letters).size).toBe(letters.length)
    expect(letters).not.toContain('g')
  })
})
