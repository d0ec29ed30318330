import law from '#content/messages-law-ru.json'
import letters from '#content/messages-letters-ru.json'
import rulings from '#content/messages-rulings-ru.json'
import team from '#content/messages-team-ru.json'
import ui from '#content/messages-ui-ru.json'
import type { CompiledArea } from '../../ui/messages.ts'

export const areas = [ui, law, rulings, team, letters] as unknown as CompiledArea[]
