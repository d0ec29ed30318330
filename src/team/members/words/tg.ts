import casework from '#content/messages-casework-tg.json'
import desk from '#content/messages-desk-tg.json'
import drills from '#content/messages-drills-tg.json'
import sheets from '#content/messages-import-tg.json'
import members from '#content/messages-members-tg.json'
import flow from '#content/messages-package-tg.json'
import patterns from '#content/messages-patterns-tg.json'
import people from '#content/messages-people-tg.json'
import rulesWords from '#content/messages-rules-tg.json'
import safety from '#content/messages-safety-tg.json'
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
