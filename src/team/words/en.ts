import law from '#content/messages-law-en.json'
import letters from '#content/messages-letters-en.json'
import rulings from '#content/messages-rulings-en.json'
import team from '#content/messages-team-en.json'
import ui from '#content/messages-ui-en.json'
import type { CompiledArea } from '../../ui/messages.ts'

export const areas = [ui, law, rulings, team, letters] as unknown as CompiledArea[]
