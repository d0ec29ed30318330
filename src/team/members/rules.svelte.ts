/**
 * The rules that the members' app counts with: those of this build, marked as signed where the organisation stands behind exactly this edition. It also keeps, sealed in
 * the vault, what a later start is compared with: the packs of the last start, and the text of each edition that was signed.
 */
import editions from '#content/editions.json'
import type { CasePacks } from '../../casework/clocks.ts'
import { type Moved, recompute } from '../../casework/recompute.ts'
import {
  changesBetween,
  clocksAsSigned,
  type Editions,
  flowAsSigned,
  type RuleChange,
  type SignedEdition,
} from '../../law/editions.ts'
import { FLOW_IDS } from '../../law/flow-ids.ts'
import type { ClockPack, FlowPack, PlainDate } from '../../law/types.ts'
import { hash, toB64, utf8 } from '../../seal/bytes.ts'
import type { Profile } from '../session/profile.ts'
import { flowPack, isLater, LATER } from './flow-packs.ts'
import type { OpenCase } from './members.svelte.ts'
import { casePacks } from './packs.ts'

export const EDITIONS: Editions = editions
/** In the order of the screen: the terms, which all flows share, stand last. */
export const RULE_PACKS = [...FLOW_IDS, 'clocks'] as const
export type RulePackName = (typeof RULE_PACKS)[number]

const LAST_EDITIONS = 'rules-last-editions'
const LAST_PACKS = 'rules-last-packs'
const textRecord = (name: string) => `rules-signed-${name}`

interface KeptText {
  edition: string
  text: string
}

class Rules {
  /** As the build has them; other flows join once they are fetched. */
  base = $state.raw<CasePacks>(casePacks)
  signed = $state.raw<readonly SignedEdition[]>([])
  /** What every screen counts with. */
  readonly packs: CasePacks = $derived(asSigned(this.base, this.signed))
  /** Terms that a change of content has moved since the last start, until somebody has read the list. */
  moved = $state.raw<readonly Moved[]>([])
  /** Flows whose rules did not come: their sheets are not counted now. */
  missing = $state(false)

  /** Fetches the other flows. Safe to call again. */
  async load(): Promise<void> {
    const absent = LATER.filter((flow) => !this.base[flow])
    const come = await Promise.allSettled(absent.map((flow) => flowPack(flow)))
    const next = { ...this.base }
    absent.forEach((flow, i) => {
      const one = come[i]
      if (one?.status === 'fulfilled') next[flow] = one.value
    })
    if (come.some(({ status }) => status === 'fulfilled')) this.base = next
    this.missing = come.some(({ status }) => status === 'rejected')
  }

  /** The newest signatures that count, from the control log. */
  sign(signed: readonly SignedEdition[]): void {
    if (JSON.stringify(signed) !== JSON.stringify(this.signed)) this.signed = signed
  }

  /** Pack by its name; undefined while its chunk has not come. */
  pack(name: RulePackName): FlowPack | ClockPack | undefined {
    return this.base[name]
  }

  /** The text whose hash is this build's edition. Null when the pack has not come or is not what the build says. */
  textOf(name: RulePackName): string | null {
    const pack = this.pack(name)
    const text = pack && JSON.stringify(pack)
    return text && toB64(hash(utf8(text))) === EDITIONS[name] ? text : null
  }

  // ── what is kept in the vault ──────────────────────────────────────────────────────────────────────────

  /** Keeps the text of each edition that is signed and is this build's: a later build is compared with it. */
  async keepSigned({ records, disk }: Profile): Promise<void> {
    for (const { flow, edition } of this.signed) {
      if (EDITIONS[flow] !== edition) continue
      const kept = await records.read<KeptText>(textRecord(flow))
      const text = kept?.edition === edition ? null : this.textOf(flow as RulePackName)
      if (text) await disk.write([records.put(textRecord(flow), { edition, text } satisfies KeptText)])
    }
  }

  /** What this build changes of the signed edition; null when this device has never seen that edition's text. */
  async changesSince(profile: Profile, name: RulePackName): Promise<RuleChange[] | null> {
    const signed = this.signed.find(({ flow }) => flow === name)
    const pack = this.pack(name)
    const kept = await profile.records.read<KeptText>(textRecord(name))
    if (!signed || !pack || kept?.edition !== signed.edition) return null
    return changesBetween(JSON.parse(kept.text) as FlowPack | ClockPack, pack)
  }

  /**
   * Counts the open cases with the packs of the last start and with these. Where nothing moved, these become the last ones at once; else only when the list was read,
   * so that a lock in between loses nothing. Does nothing while a flow is missing: a flow that did not come has moved no term.
   */
  async compare({ records, disk }: Profile, cases: readonly OpenCase[], today: PlainDate): Promise<void> {
    if (LATER.some((flow) => !this.base[flow])) return
    const last = await records.read<Record<string, string>>(LAST_EDITIONS)
    if (last && JSON.stringify(last) === JSON.stringify(EDITIONS)) return
    const before = last && (await records.read<CasePacks>(LAST_PACKS))
    const views = cases.filter(({ state }) => state === 'open' || state === 'waiting').map(({ view }) => view)
    this.moved = before ? recompute(views, before, this.base, today) : []
    if (this.moved.length === 0) await this.read({ records, disk })
  }

  /** The list of what moved was read. */
  async read({ records, disk }: Pick<Profile, 'records' | 'disk'>): Promise<void> {
    await disk.write([records.put(LAST_EDITIONS, EDITIONS), records.put(LAST_PACKS, this.base)])
    this.moved = []
  }

  forget(): void {
    this.signed = []
    this.moved = []
  }
}

function asSigned(base: CasePacks, signed: readonly SignedEdition[]): CasePacks {
  if (signed.length === 0) return base
  const packs = { ...base, clocks: clocksAsSigned(base.clocks, EDITIONS, signed) }
  for (const flow of FLOW_IDS) if (packs[flow]) packs[flow] = flowAsSigned(packs[flow], EDITIONS, signed)
  return packs
}

export const rules = new Rules()
export { isLater }
