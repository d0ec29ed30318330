import diary from '#content/messages-diary-ru.json' with { type: 'json' }
import type { CompiledArea } from '../../../ui/messages.ts'

export const areas = [diary] as unknown as CompiledArea[]
