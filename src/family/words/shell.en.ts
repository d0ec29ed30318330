import family from '#content/messages-family-en.json' with { type: 'json' }
import ui from '#content/messages-ui-en.json' with { type: 'json' }
import type { CompiledArea } from '../../ui/messages.ts'

export const areas = [ui, family] as unknown as CompiledArea[]
