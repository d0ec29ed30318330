import law from '#content/messages-law-en.json' with { type: 'json' }
import check from '#content/messages-package-en.json' with { type: 'json' }
import type { CompiledArea } from '../../ui/messages.ts'

export const areas = [law, check] as unknown as CompiledArea[]
