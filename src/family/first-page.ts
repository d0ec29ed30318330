/**
 * What the page shows before, or without, its scripts: in the app the choice of a language, in the one-file app and in a
 * browser without scripts a text in five languages. Runs at build time; its words come from the compiled messages.
 */
import en from '#content/messages-family-en.json' with { type: 'json' }
import ky from '#content/messages-family-ky.json' with { type: 'json' }
import ru from '#content/messages-family-ru.json' with { type: 'json' }
import tg from '#content/messages-family-tg.json' with { type: 'json' }
import uz from '#content/messages-family-uz.json' with { type: 'json' }
import enUi from '#content/messages-ui-en.json' with { type: 'json' }
import kyUi from '#content/messages-ui-ky.json' with { type: 'json' }
import ruUi from '#content/messages-ui-ru.json' with { type: 'json' }
import tgUi from '#content/messages-ui-tg.json' with { type: 'json' }
import uzUi from '#content/messages-ui-uz.json' with { type: 'json' }
import { MARK_PATHS } from '../ui/icons/paths.ts'
import { type CompiledArea, createTranslate } from '../ui/messages.ts'
import { LANGUAGE_NAMES } from './language-names.ts'
import { escapeHtml } from './markup.ts'

const AREAS = {
  ru: [ru, ruUi],
  uz: [uz, uzUi],
  tg: [tg, tgUi],
  ky: [ky, kyUi],
  en: [en, enUi],
} as unknown as Record<string, CompiledArea[]>

/** icons/Mark.svelte as it stands in the page. */
const MARK = `<svg viewBox="0 0 26 26" width="72" height="72" aria-hidden="true">${MARK_PATHS.map(([name, path]) => `<path class="${name}" d="${path}"/>`).join('')}</svg>`

/** The same marks as Languages.svelte, so that nothing jumps when the app takes over. */
function languageList(): string {
  const rows = LANGUAGE_NAMES.map(
    ([lang, name]) =>
      `<li><a class="button language" lang="${lang}" href="#${lang}">${escapeHtml(name)}</a></li>`,
  )
  return `<main id="main"><div class="languages">${MARK}<h1 class="sr-only" lang="en">Hamroh</h1><ul>${rows.join('')}</ul></div></main>`
}

function plainText(tag: 'main' | 'div'): string {
  const texts = LANGUAGE_NAMES.map(([lang, name]) => {
    const t = createTranslate(lang, ...AREAS[lang]!)
    return `<section lang="${lang}"><h2>${escapeHtml(name)}</h2><p><b>${escapeHtml(t('family.home.title'))}</b></p><p>${escapeHtml(t('family.noscript', { browser: 'Chrome' }))}</p></section>`
  })
  return `<${tag} class="plain"><h1 lang="en">Hamroh</h1>${texts.join('')}</${tag}>`
}

/** The inside of #app. In the one-file app the text itself stands there: some viewers run no script and say nothing. */
export function firstPage(oneFile: boolean): string {
  return oneFile ? plainText('main') : `<noscript>${plainText('div')}</noscript>${languageList()}`
}

/** What is said when not even the words of a language could be loaded; part of the first script. */
export function retryWords(): Record<string, { title: string; again: string }> {
  return Object.fromEntries(
    LANGUAGE_NAMES.map(([lang]) => {
      const t = createTranslate(lang, ...AREAS[lang]!)
      return [lang, { title: t('family.failed.title'), again: t('action.retry') }]
    }),
  )
}
