import casework from '#content/messages-casework-en.json'
import desk from '#content/messages-desk-en.json'
import drills from '#content/messages-drills-en.json'
import sheets from '#content/messages-import-en.json'
import members from '#content/messages-members-en.json'
import flow from '#content/messages-package-en.json'
import patterns from '#content/messages-patterns-en.json'
import people from '#content/messages-people-en.json'
import rulesWords from '#content/messages-rules-en.json'
import safety from '#content/messages-safety-en.json'
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
