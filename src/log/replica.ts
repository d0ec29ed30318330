/**
 * One lane as one device sees it: takes in what the relay hands out, writes what the person does, and never folds what it should not.
 * What cannot be accepted now is kept and looked at again; nothing is dropped silently and nothing stops the rest.
 */
import { fromB64, hash, randomBytes, toB64, utf8 } from '../seal/bytes.ts'
import { type SealCode, SealError } from '../seal/errors.ts'
import type { SigningKey } from '../seal/sign.ts'
import { type Clock, isFarFuture } from './clock.ts'
import { type Commit, lanePseudonym, type Operation, openCommit, sealCommit, verifyCommit } from './commit.ts'
import type { Organisation } from './control.ts'
import { addCaseKey, currentEpoch, type Epoch, emptyKeyring, type Keyring } from './lane.ts'
import { Fold, type Kinds, type State } from './merge.ts'

/** Why a commit waits. `fork` and `revoked` are shown to admins; `gap` and `far-future` usually heal by themselves. */
export type WaitReason = 'gap' | 'fork' | 'revoked' | 'unknown-device' | 'far-future' | SealCode

export interface Waiting {
  reason: WaitReason
  bytes: Uint8Array
  device: string | null
}

export interface Head {
  seq: number
  hash: string
}

export interface ReplicaOptions {
  org: Organisation
  me: { device: string; key: SigningKey }
  kinds: Kinds
  clock: Clock
  now: () => number
  /** What a rotation pinned for a removed device: later commits of it are quarantined. */
  pins?: Map<string, Head>
}

const CASE_KEY = /^k[A-Za-z0-9_-]{22}$/

export class Replica {
  readonly ring: Keyring = emptyKeyring()
  readonly heads = new Map<string, Head>()
  waiting: Waiting[] = []
  readonly #fold: Fold
  readonly #options: ReplicaOptions
  readonly #known = new Set<string>()
  #org: Organisation

  constructor(options: ReplicaOptions) {
    this.#options = options
    this.#org = options.org
    this.#fold = new Fold(options.kinds)
  }

  addEpoch(epoch: Epoch): void {
    this.ring.epochs.set(epoch.n, epoch)
  }

  /** The control log has moved on: what waited for a device or for its end is looked at again. */
  async setOrganisation(org: Organisation): Promise<void> {
    this.#org = org
    await this.receive([])
  }

  state(): State {
    return this.#fold.state()
  }

  /** Takes commits in any order and any number of times. Returns how many were new and accepted. */
  async receive(batch: Uint8Array[]): Promise<number> {
    let candidates = [...this.waiting.map((each) => each.bytes), ...batch]
    this.waiting = []
    let accepted = 0
    // A commit may carry the key of a case, or fill the gap, that another one of the batch waits for: go round until nothing moves.
    for (let moved = true; moved && candidates.length > 0; ) {
      const round = this.#open(candidates)
      const took = await this.#take(round.opened)
      accepted += took.accepted
      this.waiting = [...round.waiting, ...took.waiting]
      moved = took.accepted > 0
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
        if (this.#known.has(commit.hash) || seen.has(commit.hash)) continue
        seen.add(commit.hash)
        opened.push({ commit, bytes })
        // Keys are needed to open later commits of the same batch; what they open is still judged by its own author.
        this.#learnKeys(commit)
      } catch (error) {
        if (!(error instanceof SealError)) throw error
        waiting.push({ reason: error.code, bytes, device: null })
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
      const good = await this.#verifiedLength(device, chain)
      for (const { bytes } of chain.slice(good)) waiting.push({ reason: 'bad-signature', bytes, device })
      for (const { commit } of chain.slice(0, good)) {
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
    let head = this.heads.get(device) ?? { seq: -1, hash: '' }
    for (const each of [...all].sort((a, b) => a.commit.seq - b.commit.seq)) {
      const { commit, bytes } = each
      const wait = (reason: WaitReason) => rest.push({ reason, bytes, device })
      if (!known) wait('unknown-device')
      else if (known.state === 'removed' && commit.seq > (pin?.seq ?? head.seq)) wait('revoked')
      else if (commit.seq <= head.seq) wait('fork')
      else if (commit.seq > head.seq + 1) wait('gap')
      else if (commit.prev !== head.hash) wait('fork')
      else if (isFarFuture(commit.at, this.#options.now())) wait('far-future')
      else {
        chain.push(each)
        head = { seq: commit.seq, hash: commit.hash }
      }
    }
    return { chain, rest }
  }

  /** The newest signature vouches for all before it by their hash links; only when it fails is each looked at, to save what is good. */
  async #verifiedLength(device: string, chain: { commit: Commit }[]): Promise<number> {
    if (chain.length === 0) return 0
    const key = fromB64(this.#org.devices.get(device)!.key, 32)
    for (let length = chain.length; length > 0; length--)
      try {
        await verifyCommit(chain[length - 1]!.commit, key)
        return length
      } catch (error) {
        if (!(error instanceof SealError)) throw error
      }
    return 0
  }

  #accept(commit: Commit): void {
    this.#known.add(commit.hash)
    this.heads.set(commit.device, { seq: commit.seq, hash: commit.hash })
    this.#options.clock.see(commit.at)
    this.#fold.add(commit)
  }

  #learnKeys(commit: Commit): void {
    if (commit.about !== '') return
    for (const [entity, field, value] of commit.operations)
      if (CASE_KEY.test(entity) && field === 'key' && typeof value === 'string') {
        try {
          addCaseKey(this.ring, entity.slice(1), commit.epoch, fromB64(value, 32))
        } catch {
          // A malformed key opens nothing; the commit itself stands and shows who wrote it.
        }
      }
  }

  #pseudonym(): Uint8Array {
    const first = this.ring.epochs.get(0)
    if (!first) throw new SealError('unknown-key', 'no epoch of this lane')
    return lanePseudonym(first)
  }

  /**
   * Writes operations about one case (or none) as one commit of this device, together with the commit that makes the case's key when the
   * present epoch has none. Returns the bytes for the relay, in order; they are already part of this replica's state.
   */
  async write(about: string, operations: Operation[]): Promise<Uint8Array[]> {
    const epoch = currentEpoch(this.ring)
    const made: Uint8Array[] = []
    let caseKey: Uint8Array | null = null
    if (about) {
      caseKey = this.ring.cases.get(about)?.findLast((each) => each.epoch === epoch.n)?.key ?? null
      if (!caseKey) {
        caseKey = randomBytes(32)
        made.push(await this.#append(epoch, '', [[`k${about}`, 'key', toB64(caseKey)]], null))
      }
    }
    made.push(await this.#append(epoch, about, operations, caseKey))
    return made
  }

  async #append(
    epoch: Epoch,
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

  private ringWith(about: string, epoch: Epoch, caseKey: Uint8Array | null): Keyring {
    if (about && caseKey) addCaseKey(this.ring, about, epoch.n, caseKey)
    return this.ring
  }

  /** H over the sorted known heads: two devices with the same digest know the same commits. */
  headsDigest(): string {
    const lines = [...this.heads].map(([device, head]) => `${device} ${head.seq} ${head.hash}`).sort()
    return toB64(hash(utf8(lines.join('\n'))))
  }
}
