import { mount } from 'svelte'
import '../ui/tokens.css'
import './team.css'
import App from './App.svelte'
import { firstLanguage } from './first-language.ts'
import { speak } from './speech.svelte.ts'

const target = document.getElementById('app')!
const lang = firstLanguage(location.hash, navigator.languages)

// Words that did not come: the page says so in five languages, without words.
const FAILED = [
  ['ru', 'Страница не загрузилась. Обновите её.'],
  ['uz', 'Sahifa yuklanmadi. Uni yangilang.'],
  ['tg', 'Саҳифа бор нашуд. Онро нав кунед.'],
  ['ky', 'Барак жүктөлгөн жок. Аны жаңыртыңыз.'],
  ['en', 'The page did not load. Reload it.'],
] as const

speak(lang).then(
  () => mount(App, { target }),
  () => {
    target.replaceChildren(
      ...FAILED.map(([tag, text]) =>
        Object.assign(document.createElement('p'), { lang: tag, textContent: text, className: 'failed' }),
      ),
    )
  },
)
