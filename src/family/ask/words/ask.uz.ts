import ask from '#content/messages-ask-uz.json' with { type: 'json' }
import type { CompiledArea } from '../../../ui/messages.ts'

export const areas = [ask] as unknown as CompiledArea[]
