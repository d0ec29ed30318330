/** What the fragment of the address asks for. Everything else stays in memory: see route.svelte.ts. */

const SHEET = /^#(?:\/sheet(?:\/([a-z]{2}))?|(ru|uz|tg|ky|en))$/

/** `#/sheet`, `#/sheet/ky`, and the bookmarks of before: `#ky`. */
export const isSheetAddress = (hash: string): boolean => SHEET.test(hash)

/** The sheet's language as a fragment, e.g. `#ky`; '' where none is named. */
export function sheetLanguage(hash: string): string {
  const [, after, alone] = SHEET.exec(hash) ?? []
  const lang = after ?? alone
  return lang ? `#${lang}` : ''
}

/** The token of a one-time link `#setup=…`, '' where there is none. */
export const setupToken = (hash: string): string => /^#setup=([A-Za-z0-9_-]{43})$/.exec(hash)?.[1] ?? ''
