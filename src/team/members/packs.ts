/** Rules for the clocks of cases: those of the sheet, and the package check, whose answers families send along. */
import flow from '#content/law-package.json'
import type { CasePacks } from '../../casework/clocks.ts'
import type { FlowPack } from '../../law/types.ts'
import { packs } from '../packs.ts'

export const casePacks: CasePacks = {
  clocks: packs.clocks,
  rulings: packs.flow,
  package: flow as unknown as FlowPack,
}
