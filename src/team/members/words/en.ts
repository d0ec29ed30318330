import casework from '#content/messages-casework-en.json'
import members from '#content/messages-members-en.json'
import flow from '#content/messages-package-en.json'
import safety from '#content/messages-safety-en.json'
import type { CompiledArea } from '../../../ui/messages.ts'

export const areas = [casework, flow, members, safety] as unknown as CompiledArea[]
