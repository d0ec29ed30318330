import casework from '#content/messages-casework-ky.json'
import members from '#content/messages-members-ky.json'
import flow from '#content/messages-package-ky.json'
import type { CompiledArea } from '../../../ui/messages.ts'

export const areas = [casework, flow, members] as unknown as CompiledArea[]
