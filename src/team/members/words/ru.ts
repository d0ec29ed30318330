import casework from '#content/messages-casework-ru.json'
import desk from '#content/messages-desk-ru.json'
import drills from '#content/messages-drills-ru.json'
import sheets from '#content/messages-import-ru.json'
import members from '#content/messages-members-ru.json'
import flow from '#content/messages-package-ru.json'
import patterns from '#content/messages-patterns-ru.json'
import people from '#content/messages-people-ru.json'
import rulesWords from '#content/messages-rules-ru.json'
import safety from '#content/messages-safety-ru.json'
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
