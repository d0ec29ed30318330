import casework from '#content/messages-casework-uz.json'
import members from '#content/messages-members-uz.json'
import flow from '#content/messages-package-uz.json'
import safety from '#content/messages-safety-uz.json'
import type { CompiledArea } from '../../../ui/messages.ts'

export const areas = [casework, flow, members, safety] as unknown as CompiledArea[]
