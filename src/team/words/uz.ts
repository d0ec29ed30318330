import law from '#content/messages-law-uz.json'
import letters from '#content/messages-letters-uz.json'
import rulings from '#content/messages-rulings-uz.json'
import team from '#content/messages-team-uz.json'
import ui from '#content/messages-ui-uz.json'
import type { CompiledArea } from '../../ui/messages.ts'

export const areas = [ui, law, rulings, team, letters] as unknown as CompiledArea[]
