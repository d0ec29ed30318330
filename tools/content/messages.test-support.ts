/** Content folders for tests of messages: five languages, thrown away after each test. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import type { Lang } from '../../src/law/types.ts'
import { LANGUAGES as LANGS } from '../../src/ui/languages.ts'
import { compileMessages } from './messages.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hamroh-messages-'))
  folders.push(folder)
  return folder
}

/** A content folder with one area `x` whose single message is `greet`, unless a language is given its own file. */
export function content(own: Partial<Record<Lang, string | null>>, area = 'x'): string {
  const texts: Record<Lang, string> = { ru: 'Привет', uz: 'Salom', tg: 'Салом', ky: 'Салам', en: 'Hello' }
  const folder = newFolder()
  for (const lang of LANGS) {
    const text = lang in own ? own[lang] : file(`greet: "${texts[lang]}"`)
    mkdirSync(join(folder, 'content', 'messages', lang), { recursive: true })
    if (text !== null && text !== undefined)
      writeFileSync(join(folder, 'content', 'messages', lang, `${area}.yaml`), text)
  }
  return join(folder, 'content')
}

export const file = (...messages: string[]) =>
  `area: x\nreview: unreviewed\nmessages:\n${messages.map((line) => `  ${line}\n`).join('')}`

/** Every language with the message `m`; problems as "lang:line reason". */
export function problemsOf(messages: Partial<Record<Lang, string>>): string[] {
  const plain: Record<Lang, string> = { ru: 'Да, это так', uz: 'Ha', tg: 'Ҳа', ky: 'Ооба', en: 'Yes' }
  const own = Object.fromEntries(
    LANGS.map((lang) => [lang, file(`m: ${JSON.stringify(messages[lang] ?? plain[lang])}`)]),
  )
  return list(content(own))
}

export const list = (folder: string) =>
  compileMessages(folder).problems.map(
    ({ file, line, reason }) => `${/messages\/(\w\w)\//.exec(file)?.[1] ?? file}:${line} ${reason}`,
  )
