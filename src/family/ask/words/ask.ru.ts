import ask from '#content/messages-ask-ru.json' with { type: 'json' }
import type { CompiledArea } from '../../../ui/messages.ts'

export const areas = [ask] as unknown as CompiledArea[]
