/** The start of the family app: takes over the static first page and follows the address. */
import { mount } from 'svelte'
import '../ui/tokens.css'
import '../ui/components/controls.css'
import './app.css'
import App from './App.svelte'
import { keepForOffline } from './offline.ts'
import { follow } from './session.svelte.ts'

const target = document.getElementById('app')
if (!target) throw new Error('no #app in the page')
follow()
target.replaceChildren()
mount(App, { target })
if (!__ONE_FILE__) keepForOffline()
