/**
 * One lane as one device sees it: takes in what the relay hands out, writes what the person does, and never folds what it should not.
 * What cannot be accepted now is kept and looked at again; nothing is dropped silently and nothing stops the rest.
 */
import { fromB64, hash, randomBytes, toB64, utf8 } from '../seal/bytes.ts'
import { SealError } from '../seal/errors.ts'
import { compareStamps, isFarFuture, type Stamp } from './clock.ts'
import {
  type Commit,
  type Operation,
  openCommit,
  pseudonymOf,
  sealCommit,
  sealSigned,
  verifyCommit,
} from './commit.ts'
import type { Organisation } from './control.ts'
import { boundsOf, effectOf, guestMayWrite } from './guests.ts'
import {
  addCaseKey,
  currentEpoch,
  type Epoch,
  emptyKeyring,
  type Keyring,
  type Place,
  placeOf,
} from './lane.ts'
import { LazyMap } from './lazy.ts'
import { Fold, isUndo, type State } from './merge.ts'
import type { ReplicaOptions, Waiting, WaitReason } from './replica-options.ts'
import {
  type Body,
  type CaseKeys,
  type Head,
  readEntity,
  readKeys,
  type Standing,
  writeBody,
} from './snapshot-body.ts'

export type { ReplicaOptions, Waiting, WaitReason } from './replica-options.ts'
export type { Head } from './snapshot-body.ts'

/** Hashes of the commits that lead to a pinned one; empty while that one has not come. What a removed device wrote instead leads nowhere. */
function leadingTo(pin: Head, all: { commit: Commit }[]): Set<string> {
  const byHash = new Map(all.map(({ commit }) => [commit.hash, commit]))
  const leading = new Set<string>()
  for (let at = byHash.get(pin.hash); at && !leading.has(at.hash); at = byHash.get(at.prev))
    leading.add(at.hash)
  return leading
}

const isKey = (entity: string) => entity.startsWith('k')
const CASE_KEY = /^k[A-Za-z0-9_-]{22}$/
const GRANT = /^g[A-Za-z0-9_-]{22}$/

export class Replica {
  readonly ring: Keyring = emptyKeyring()
  readonly heads: Map<string, Head>
  waiting: Waiting[] = []
  /** When each device last wrote, by its own clock, and what it knew of the organisation then; not of what lies below a snapshot of another device. */
  readonly contacts = new Map<string, { ms: number; controlHead: string }>()
  readonly #fold: Fold
  #options: ReplicaOptions
  readonly #known = new Set<string>()
  readonly #places = new Map<string, string>()
  readonly #from: Body | null
  /** Devices that wrote an undo, and whether it counted when it was folded. */
  readonly #admins: Map<string, boolean>
  #newest: Stamp
  #keysLearned = 0
  /** Undos of one device were folded by two readings of its person's role. */
  #mixed = false
  #org: Organisation

  constructor(options: ReplicaOptions) {
    const { from = null, kinds } = options
    this.#options = options
    this.#org = options.org
    this.#from = from
    this.#admins = new Map(from?.admins)
    this.#newest = from?.clock ?? { ms: 0, counter: 0 }
    options.clock.see(this.#newest)
    this.heads = new Map(from?.heads)
    const reached = new Map([...this.heads].map(([device, head]) => [device, head.seq]))
    this.#fold = new Fold(
      kinds,
      options.undone ?? from?.undone,
      from && { lines: from.lines, read: (line) => readEntity(line, from, kinds), reached },
    )
    for (const entity of this.#fold.state().keys())
      if (GRANT.test(entity)) this.#learnGuest(this.#fold.state().get(entity)?.get('case')?.value)
    if (options.only?.head) this.heads.set(options.me.device, options.only.head)
    if (from) this.ring.cases = new LazyMap<CaseKeys>(from.cases, (_, line) => readKeys(line, from.epoch))
  }

  addEpoch(epoch: Epoch): void {
    this.ring.epochs.set(epoch.n, epoch)
  }

  /** The control log has moved on: what waited for a device or for its end is looked at again. */
  async setOrganisation(
    org: Organisation,
    pins = this.#options.pins,
    more: Pick<ReplicaOptions, 'guests' | 'spent'> = {},
  ): Promise<void> {
    this.#org = org
    this.#options = { ...this.#options, ...(pins && { pins }), ...more }
    await this.receive([])
  }

  /** Whether something is folded that the pins leave out: then the lane must be folded anew. */
  reachesBeyond(pins: ReadonlyMap<string, Head | null>, guests?: ReplicaOptions['guests']): boolean {
    return [...pins].some(([device, pin]) => {
      const head = this.heads.get(device)
      const { top } = boundsOf(pin, guests?.get(device))
      return (
        head !== undefined &&
        top !== undefined &&
        (!top || head.seq > top.seq || (head.seq === top.seq && head.hash !== top.hash))
      )
    })
  }

  state(): State {
    return this.#fold.state()
  }

  /** Entities in which something was written since the last time this was asked. */
  takeChanged(): Set<string> {
    return this.#fold.takeChanged()
  }

  /**
   * What admins have undone: the device and the first of its commits that is left out. An undo by somebody who is no longer an admin falls away with the
   * role, so that it is a function of the commits and the control log alone.
   */
  undoing(): Map<string, number> {
    const undoing = this.#fold.undoing()
    const { below } = this.#options
    if (below?.log === 'never')
      for (const [device, from] of undoing)
        undoing.set(device, Math.max(from, (below.floor.get(device) ?? -1) + 1))
    return undoing
  }

  /** Something was undone, or an undo taken back, of what is folded already: the log must be folded again with `undone: replica.undoing()`. */
  get stale(): boolean {
    return (
      this.#mixed ||
      this.#fold.stale(this.undoing()) ||
      [...this.#admins].some(([device, counted]) => counted !== this.#isAdmin(device))
    )
  }

  /** Where this lane stands: what a snapshot says beside the state. @param epoch of the snapshot, the newest when not given */
  standing(epoch = currentEpoch(this.ring).n): Standing {
    const { space, lane } = currentEpoch(this.ring)
    return {
      ...{ space, lane, epoch, edition: this.#options.edition ?? '' },
      ...{ heads: this.heads, clock: this.#newest, undone: this.undoing(), admins: this.#admins },
    }
  }

  /** The text of a snapshot (snapshot-body.ts): the same for everyone who has accepted the same commits. Not while `stale`. */
  body(epoch?: number): string {
    return writeBody(this.standing(epoch), this.#fold, this.ring.cases, this.#from?.devices)
  }

  /** Takes commits in any order and any number of times. Returns how many were new and accepted. */
  async receive(batch: Uint8Array[]): Promise<number> {
    let candidates = [...this.waiting.map((each) => each.bytes), ...batch]
    this.waiting = []
    let accepted = 0
    // A commit may carry the key of a case, or fill the gap, that another one of the batch waits for: go round until nothing moves.
    for (let moved = true; moved && candidates.length > 0; ) {
      const keys = this.#keysLearned
      const round = this.#open(candidates)
      const took = await this.#take(round.opened)
      accepted += took.accepted
      this.waiting = [...round.waiting, ...took.waiting]
      moved = took.accepted > 0 || this.#keysLearned > keys
      candidates = this.waiting.map((each) => each.bytes)
    }
    return accepted
  }

  #open(batch: Uint8Array[]): { opened: { commit: Commit; bytes: Uint8Array }[]; waiting: Waiting[] } {
    const opened: { commit: Commit; bytes: Uint8Array }[] = []
    const waiting: Waiting[] = []
    const seen = new Set<string>()
    for (const bytes of batch)
      try {
        const commit = openCommit(this.ring, this.#pseudonym(), bytes)
        // Keys are needed to open later commits of the same batch; what they open is still judged by its own author.
        this.#learnKeys(commit)
        if (this.#known.has(commit.hash) || seen.has(commit.hash)) continue
        seen.add(commit.hash)
        opened.push({ commit, bytes })
      } catch (error) {
        if (!(error instanceof SealError)) throw error
        // Most of a lane is not for a guest.
        if (!this.#options.only) waiting.push({ reason: error.code, bytes, device: null })
      }
    return { opened, waiting }
  }

  async #take(
    opened: { commit: Commit; bytes: Uint8Array }[],
  ): Promise<{ accepted: number; waiting: Waiting[] }> {
    const waiting: Waiting[] = []
    const chains = new Map<string, { commit: Commit; bytes: Uint8Array }[]>()
    for (const each of opened) {
      const chain = chains.get(each.commit.device)
      if (chain) chain.push(each)
      else chains.set(each.commit.device, [each])
    }
    let accepted = 0
    for (const [device, all] of chains) {
      const { chain, rest } = this.#continuation(device, all)
      waiting.push(...rest)
      const good = await this.#verified(device, chain)
      for (const { commit, bytes } of chain)
        if (!good.has(commit)) waiting.push({ reason: 'bad-signature', bytes, device })
        else {
          this.#accept(commit)
          accepted++
        }
    }
    return { accepted, waiting }
  }

  /** The part of a device's new commits that continues its chain in order; the rest waits, each with its reason. */
  #continuation(
    device: string,
    all: { commit: Commit; bytes: Uint8Array }[],
  ): { chain: { commit: Commit; bytes: Uint8Array }[]; rest: Waiting[] } {
    const chain: { commit: Commit; bytes: Uint8Array }[] = []
    const rest: Waiting[] = []
    const known = this.#org.devices.get(device)
    const pin = this.#options.pins?.get(device)
    const { top, lead } = boundsOf(pin, this.#options.guests?.get(device))
    const only = this.#options.only !== undefined
    const leading = lead && !only ? leadingTo(lead, all) : null
    const covered = this.#from?.heads.get(device)
    let beneath: Set<string> | undefined
    let head = this.heads.get(device) ?? { seq: -1, hash: '' }
    for (const each of [...all].sort((a, b) => a.commit.seq - b.commit.seq)) {
      const { commit, bytes } = each
      if (this.#options.upTo && commit.seq > (this.#options.upTo.get(device)?.seq ?? -1)) continue
      // Nothing is here to compare it with.
      if (commit.seq <= (this.#options.below?.floor.get(device) ?? -1)) continue
      if (covered && !only && commit.seq <= covered.seq) {
        // Sealed anew, it leads to where the snapshot stands.
        beneath ??= leadingTo(covered, all)
        if (beneath.has(commit.hash)) continue
      }
      const wait = (reason: WaitReason) => rest.push({ reason, bytes, device })
      if (!known) wait('unknown-device')
      else if (top === null || (top && commit.seq > top.seq)) wait('revoked')
      else if (!this.#options.pins && known.state === 'removed') wait('revoked')
      else if (leading && commit.seq <= lead!.seq && !leading.has(commit.hash))
        wait(leading.size ? 'revoked' : 'gap')
      else if (only ? !this.#isFirst(commit) : commit.seq <= head.seq) wait('fork')
      else if (!only && commit.seq > head.seq + 1) wait('gap')
      else if (!only && commit.prev !== head.hash) wait('fork')
      else if (this.#effect(commit) === 'unknown') wait('unknown-key')
      // One's own chain goes on even if this clock was wrong and is right again: its numbers must not be given twice.
      else if (device !== this.#options.me.device && isFarFuture(commit.at, this.#options.now()))
        wait('far-future')
      else {
        chain.push(each)
        head = { seq: commit.seq, hash: commit.hash }
      }
    }
    return { chain, rest }
  }

  /** A guest sees no links: of two commits in one place the first that came stands, as for everybody. */
  #isFirst({ device, seq, hash }: Commit): boolean {
    const place = `${device} ${seq}`
    const known = this.#places.get(place) ?? hash
    this.#places.set(place, known)
    return known === hash
  }

  #effect(commit: Commit): ReturnType<typeof effectOf> {
    const { pins, guests } = this.#options
    const pin = pins?.get(commit.device)
    if (pin === undefined) return 'full'
    return effectOf(pin, guests?.get(commit.device), this.ring.outside ?? currentEpoch(this.ring), commit)
  }

  /** The newest signature vouches for all before it by their hash links; only when it fails is each looked at, to save what is good. A guest looks at each. */
  async #verified(device: string, chain: { commit: Commit }[]): Promise<Set<Commit>> {
    const good = new Set<Commit>()
    if (chain.length === 0) return good
    const key = fromB64(this.#org.devices.get(device)!.key, 32)
    for (let length = chain.length; length > 0; length--)
      try {
        await verifyCommit(chain[length - 1]!.commit, key)
        if (this.#options.only) good.add(chain[length - 1]!.commit)
        else return new Set(chain.slice(0, length).map(({ commit }) => commit))
      } catch (error) {
        if (!(error instanceof SealError)) throw error
      }
    return good
  }

  #accept(commit: Commit): void {
    this.contacts.set(commit.device, { ms: commit.at.ms, controlHead: commit.controlHead })
    this.#known.add(commit.hash)
    // Of a guest's own commits some may come again that its head is behind already.
    if (commit.seq > (this.heads.get(commit.device)?.seq ?? -1))
      this.heads.set(commit.device, { seq: commit.seq, hash: commit.hash })
    this.#options.clock.see(commit.at)
    if (compareStamps(commit.at, this.#newest) > 0) this.#newest = commit.at
    const effect = this.#effect(commit)
    if (effect === 'none' || this.#options.only?.cases.has(commit.about) === false) return
    const { about, operations } = commit
    if (effect === 'guest') {
      this.#fold.add({ ...commit, operations: operations.filter(([entity]) => guestMayWrite(about, entity)) })
      return
    }
    if (!operations.some(([entity]) => isKey(entity) || isUndo(entity))) {
      this.#fold.add(commit)
      return
    }
    this.#fold.add(this.#folded(commit))
    // A fold of the whole log again knows the last word on what is undone; an earlier one, met on the way, must not replace it.
    if (this.#admins.has(commit.device) && !this.#options.undone) this.#fold.leaveOut(this.undoing())
  }

  /** Keys are no state; an undo is one only where an admin wrote it, about no case. */
  #folded(commit: Commit): Commit {
    let counts = false
    if (commit.about === '' && commit.operations.some(([entity]) => isUndo(entity))) {
      counts = this.#isAdmin(commit.device)
      this.#mixed ||= this.#admins.has(commit.device) && this.#admins.get(commit.device) !== counts
      this.#admins.set(commit.device, counts)
    }
    return {
      ...commit,
      operations: commit.operations.filter(([entity]) => !isKey(entity) && (counts || !isUndo(entity))),
    }
  }

  #isAdmin(device: string): boolean {
    const known = this.#org.devices.get(device)
    return this.#org.persons.get(known?.person ?? '')?.role === 'admin'
  }

  #learnGuest(caseId: unknown): void {
    if (typeof caseId === 'string') this.ring.guests.add(caseId)
  }

  #learnKeys(commit: Commit): void {
    if (commit.about !== '') return
    for (const [entity, field, value] of commit.operations) {
      if (GRANT.test(entity) && field === 'case' && !this.ring.guests.has(String(value))) {
        this.#learnGuest(value)
        this.#keysLearned++
      }
      if (CASE_KEY.test(entity) && field === 'key' && typeof value === 'string') {
        try {
          if (addCaseKey(this.ring, entity.slice(1), commit.epoch, fromB64(value, 32))) this.#keysLearned++
        } catch {
          // A malformed key opens nothing; the commit itself stands and shows who wrote it.
        }
      }
    }
  }

  #pseudonym = (): Uint8Array => pseudonymOf(this.ring)

  /** For a guest: whether a commit is about a case that it was given. */
  opens(bytes: Uint8Array): boolean {
    try {
      openCommit(this.ring, this.#pseudonym(), bytes)
      return true
    } catch (error) {
      if (error instanceof SealError) return false
      throw error
    }
  }

  /** The key to write about a case with, in epoch n: not one that somebody knows whose grant was withdrawn. */
  writingKey = (about: string, n: number): Uint8Array | undefined =>
    this.ring.cases
      .get(about)
      ?.findLast(({ epoch, key }) => epoch === n && !this.#options.spent?.(about, key))?.key

  /** Whether a commit that waits to be sent is sealed as one of today would be. */
  isCurrent(bytes: Uint8Array): boolean {
    const { n } = placeOf(this.ring)
    const { epoch, about, caseKey } = openCommit(this.ring, this.#pseudonym(), bytes)
    return epoch === n && (!caseKey || !this.#options.spent?.(about, caseKey))
  }

  /**
   * This device may not write here now. What it wrote behind its own pin waits; a commit that goes on from the pin would take its number, and one of the two would be lost
   * when the pin falls.
   */
  get shutOut(): boolean {
    const { device } = this.#options.me
    const { top } = boundsOf(this.#options.pins?.get(device), this.#options.guests?.get(device))
    return top !== undefined
  }

  /**
   * Writes operations about one case (or none) as one commit of this device, together with the commit that makes the case's key when the
   * present epoch has none. Returns the bytes for the relay, in order; they are already part of this replica's state.
   */
  async write(about: string, operations: Operation[]): Promise<Uint8Array[]> {
    if (this.shutOut) throw new SealError('not-allowed', 'this device may not write here now')
    const made: Uint8Array[] = []
    let epoch = placeOf(this.ring)
    let caseKey = about ? (this.writingKey(about, epoch.n) ?? null) : null
    if (about && !caseKey && this.ring.outside) {
      // The next key is on its way; what is written meanwhile is sealed with it before it is sent.
      const last = this.ring.cases.get(about)?.reduce((a, b) => (b.epoch >= a.epoch ? b : a))
      if (!last) throw new SealError('unknown-key', 'a case that this device was not given')
      epoch = placeOf(this.ring, last.epoch)
      caseKey = last.key
    } else if (about && !caseKey) {
      caseKey = randomBytes(32)
      made.push(await this.#append(epoch, '', [[`k${about}`, 'key', toB64(caseKey)]], null))
    }
    made.push(await this.#append(epoch, about, operations, caseKey))
    return made
  }

  /**
   * Commits of this device that were never sent, sealed under the newest epoch (docs/protocol.md §5): whoever was removed since knows the older one. A case
   * gets a new key, in a commit that goes before the others. Throws `unknown-key` for a guest whose next key has not come.
   */
  async reseal(batch: Uint8Array[]): Promise<Uint8Array[]> {
    if (this.shutOut) throw new SealError('not-allowed', 'this device may not write here now')
    const epoch = placeOf(this.ring)
    const made: Uint8Array[] = []
    const again: Uint8Array[] = []
    for (const bytes of batch) {
      const { about, signed } = openCommit(this.ring, this.#pseudonym(), bytes)
      if (about && !this.writingKey(about, epoch.n)) {
        if (this.ring.outside) throw new SealError('unknown-key', 'the case’s next key')
        made.push(await this.#append(epoch, '', [[`k${about}`, 'key', toB64(randomBytes(32))]], null))
      }
      again.push(
        sealSigned(this.#pseudonym(), epoch, signed, about, about ? this.writingKey(about, epoch.n)! : null),
      )
    }
    for (const bytes of again) this.#learnKeys(openCommit(this.ring, this.#pseudonym(), bytes))
    return [...made, ...again]
  }

  async #append(
    epoch: Place,
    about: string,
    operations: Operation[],
    caseKey: Uint8Array | null,
  ): Promise<Uint8Array> {
    const { me, clock } = this.#options
    const head = this.heads.get(me.device) ?? { seq: -1, hash: '' }
    const fields = {
      device: me.device,
      seq: head.seq + 1,
      prev: head.hash,
      at: clock.next(),
      controlHead: this.#org.head.hash,
      headsDigest: this.headsDigest(),
      about,
      operations,
    }
    const { bytes } = await sealCommit(me.key, this.#pseudonym(), epoch, fields, caseKey)
    const commit = openCommit(this.ringWith(about, epoch, caseKey), this.#pseudonym(), bytes)
    this.#learnKeys(commit)
    this.#accept(commit)
    return bytes
  }

  private ringWith(about: string, epoch: Place, caseKey: Uint8Array | null): Keyring {
    if (about && caseKey) addCaseKey(this.ring, about, epoch.n, caseKey)
    return this.ring
  }

  /** H over the sorted known heads: two devices with the same digest know the same commits. */
  headsDigest(): string {
    const lines = [...this.heads].map(([device, head]) => `${device} ${head.seq} ${head.hash}`).sort()
    return toB64(hash(utf8(lines.join('\n'))))
  }
}
