import casework from '#content/messages-casework-ru.json'
import members from '#content/messages-members-ru.json'
import flow from '#content/messages-package-ru.json'
import safety from '#content/messages-safety-ru.json'
import type { CompiledArea } from '../../../ui/messages.ts'

export const areas = [casework, flow, members, safety] as unknown as CompiledArea[]
