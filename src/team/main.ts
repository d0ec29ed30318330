import { mount } from 'svelte'
import '../ui/tokens.css'
import './team.css'
import './members/members.css'
import { firstLanguage } from './first-language.ts'
import { isSheetAddress, setupToken, sheetLanguage } from './members/address.ts'

const target = document.getElementById('app')!
const asked = location.hash
const token = setupToken(asked)
// The link works once and must not stay in the address, in the history or in a screenshot.
if (token !== '') history.replaceState(null, '', location.pathname)

// Words that did not come: the page says so in five languages, without words.
const FAILED = [
  ['ru', 'Страница не загрузилась. Обновите её.'],
  ['uz', 'Sahifa yuklanmadi. Uni yangilang.'],
  ['tg', 'Саҳифа бор нашуд. Онро нав кунед.'],
  ['ky', 'Барак жүктөлгөн жок. Аны жаңыртыңыз.'],
  ['en', 'The page did not load. Reload it.'],
] as const

/** The sheet without an account: nothing of the members' app is loaded for it, and nothing of it is stored. */
async function openSheet() {
  const [{ default: App }, { speak }] = await Promise.all([
    import('./App.svelte'),
    import('./speech.svelte.ts'),
  ])
  await speak(firstLanguage(sheetLanguage(asked), navigator.languages))
  mount(App, { target })
}

async function openMembers() {
  const [{ default: App }, { speakMembers }] = await Promise.all([
    import('./members/App.svelte'),
    import('./members/words.ts'),
  ])
  await speakMembers(firstLanguage('', navigator.languages))
  mount(App, { target, props: { token } })
  addEventListener('hashchange', () => {
    if (isSheetAddress(location.hash) || setupToken(location.hash) !== '') location.reload()
  })
}

const open = isSheetAddress(asked) ? openSheet : openMembers
open().catch(() => {
  target.replaceChildren(
    ...FAILED.map(([tag, text]) =>
      Object.assign(document.createElement('p'), { lang: tag, textContent: text, className: 'failed' }),
    ),
  )
})
