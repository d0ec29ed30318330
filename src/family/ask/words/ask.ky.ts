import ask from '#content/messages-ask-ky.json' with { type: 'json' }
import type { CompiledArea } from '../../../ui/messages.ts'

export const areas = [ask] as unknown as CompiledArea[]
