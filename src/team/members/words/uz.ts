import casework from '#content/messages-casework-uz.json'
import desk from '#content/messages-desk-uz.json'
import drills from '#content/messages-drills-uz.json'
import sheets from '#content/messages-import-uz.json'
import members from '#content/messages-members-uz.json'
import flow from '#content/messages-package-uz.json'
import patterns from '#content/messages-patterns-uz.json'
import people from '#content/messages-people-uz.json'
import rulesWords from '#content/messages-rules-uz.json'
import safety from '#content/messages-safety-uz.json'
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
