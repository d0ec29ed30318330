import law from '#content/messages-law-tg.json'
import letters from '#content/messages-letters-tg.json'
import rulings from '#content/messages-rulings-tg.json'
import team from '#content/messages-team-tg.json'
import ui from '#content/messages-ui-tg.json'
import type { CompiledArea } from '../../ui/messages.ts'

export const areas = [ui, law, rulings, team, letters] as unknown as CompiledArea[]
