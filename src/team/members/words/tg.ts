import casework from '#content/messages-casework-tg.json'
import members from '#content/messages-members-tg.json'
import flow from '#content/messages-package-tg.json'
import safety from '#content/messages-safety-tg.json'
import type { CompiledArea } from '../../../ui/messages.ts'

export const areas = [casework, flow, members, safety] as unknown as CompiledArea[]
