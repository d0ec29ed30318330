/** `keys.ts` of the build: every message key with the types of its arguments. */
import type { ArgType } from './icu.ts'

const TYPES: Record<string, string> = { text: 'Text', number: 'number', date: 'Day', select: 'Text' }

/** One interface and no conditional types: TypeScript looks a key up without expanding the rest. */
export function keysModule(args: Map<string, Record<string, ArgType>>): string {
  const lines = [...args.keys()].toSorted().map((key) => {
    const slots = Object.entries(args.get(key)!).map(
      ([name, type]) => `${quote(name)}: ${TYPES[type.replace(/:.*/, '')]}`,
    )
    return `  ${quote(key)}: ${slots.length ? `{ ${slots.join('; ')} }` : 'undefined'}`
  })
  return `// Made by tools/content from content/messages. Do not edit.
type Text = string | number
type Day = string | { date: string } | { from: string; to: string }

/** Every message with its arguments; undefined when it takes none. */
export interface MessageArgs {
${lines.join('\n')}
}
`
}

const quote = (name: string) => (/^[a-z]\w*$/i.test(name) ? name : `'${name}'`)
