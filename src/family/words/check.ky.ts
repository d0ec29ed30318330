import law from '#content/messages-law-ky.json' with { type: 'json' }
import check from '#content/messages-package-ky.json' with { type: 'json' }
import type { CompiledArea } from '../../ui/messages.ts'

export const areas = [law, check] as unknown as CompiledArea[]
