import casework from '#content/messages-casework-ky.json'
import desk from '#content/messages-desk-ky.json'
import drills from '#content/messages-drills-ky.json'
import sheets from '#content/messages-import-ky.json'
import members from '#content/messages-members-ky.json'
import flow from '#content/messages-package-ky.json'
import patterns from '#content/messages-patterns-ky.json'
import people from '#content/messages-people-ky.json'
import rulesWords from '#content/messages-rules-ky.json'
import safety from '#content/messages-safety-ky.json'
import type { CompiledArea } from '../../../ui/messages.ts'

export const areas = [
  casework,
  desk,
  drills,
  flow,
  members,
  sheets,
  patterns,
  people,
  rulesWords,
  safety,
] as unknown as CompiledArea[]
