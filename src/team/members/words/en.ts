import casework from '#content/messages-casework-en.json'
import members from '#content/messages-members-en.json'
import flow from '#content/messages-package-en.json'
import type { CompiledArea } from '../../../ui/messages.ts'

export const areas = [casework, flow, members] as unknown as CompiledArea[]
