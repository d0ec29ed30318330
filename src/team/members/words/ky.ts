import casework from '#content/messages-casework-ky.json'
import members from '#content/messages-members-ky.json'
import flow from '#content/messages-package-ky.json'
import safety from '#content/messages-safety-ky.json'
import type { CompiledArea } from '../../../ui/messages.ts'

export const areas = [casework, flow, members, safety] as unknown as CompiledArea[]
