import law from '#content/messages-law-ky.json'
import letters from '#content/messages-letters-ky.json'
import rulings from '#content/messages-rulings-ky.json'
import team from '#content/messages-team-ky.json'
import ui from '#content/messages-ui-ky.json'
import type { CompiledArea } from '../../ui/messages.ts'

export const areas = [ui, law, rulings, team, letters] as unknown as CompiledArea[]
