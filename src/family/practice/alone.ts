/** The start of the trainer as one file: nothing but the trainer, in one language. */
import { mount } from 'svelte'
import '../../ui/tokens.css'
import '../../ui/components/controls.css'
import '../app.css'
import { follow } from '../session.svelte.ts'
import Alone from './Alone.svelte'

const target = document.getElementById('app')
if (!target) throw new Error('no #app in the page')
follow()
target.replaceChildren()
mount(Alone, { target })
