/**
 * What the members' app knows and does: the stages from the first link to a locked screen, and, while it is unlocked, what the screens
 * read. Screens call it; it calls the session, the desk and the relay, and turns every failure into a value that can be shown.
 */
import { type Agenda, agendaOf, nextDue } from '../../casework/agenda.ts'
import { type CaseView, type Lanes, readCases } from '../../casework/cases.ts'
import { type CaseClocks, clocksOf } from '../../casework/clocks.ts'
import { BadOperationError, CASE_LANES, splitByLane } from '../../casework/fields.ts'
import { recordAnswer } from '../../casework/inbox.ts'
import { type Thread, threadsOf } from '../../casework/threads.ts'
import type { PlainDate } from '../../law/types.ts'
import type { Operation } from '../../log/commit.ts'
import { type FoundedSpace, foundOrganisation, type Secrets, sendFounded } from '../../log/founding.ts'
import type { KitSecrets } from '../../log/kit.ts'
import { type KnownEntries, ringOf } from '../../log/membership.ts'
import { Remote, RemoteError, type RemoteProblem } from '../../log/remote.ts'
import { openEntry } from '../../log/sealed-entry.ts'
import { fromB64, toB64 } from '../../seal/bytes.ts'
import { SealError } from '../../seal/errors.ts'
import type { Attachment } from '../../seal/payload.ts'
import { laptopArgon2id } from '../session/argon2.ts'
import { Desk } from '../session/desk.ts'
import { type Disk, openDisk, type Write } from '../session/disk.ts'
import { changePassphrase, createProfile, hasProfile, openProfile, type Profile } from '../session/profile.ts'
import { Session } from '../session/session.ts'
import { synchronise } from '../session/sync.ts'
import { forgetIndex } from './finder.svelte.ts'
import { casePacks } from './packs.ts'
import { restorePerson } from './restore.ts'
import { forgetWay } from './route.svelte.ts'
import { takeProfile } from './tab-lock.ts'

export type Stage =
  | 'starting'
  /** Plain HTTP off localhost: no WebCrypto. */
  | 'insecure'
  | 'no-storage'
  | 'taken'
  | 'welcome'
  | 'setup'
  | 'restore'
  | 'locked'
  /** Part of what this device kept is gone. */
  | 'damaged'
  | 'wiped'
  | 'open'

/** Message key below `members.problem.` */
export type Problem =
  | RemoteProblem
  | 'wrong-passphrase'
  | 'disk'
  | 'too-large'
  | 'bad-kit'
  | 'link-used'
  | 'answer-gap'
  | 'unexpected'

const SYNC_MS = 60_000
/** After a change: soon, but several together. */
const SOON_MS = 1_500
export const IDLE_MINUTES = [2, 5, 10, 20, 60] as const

/** What a broken-off set-up still has to send. */
interface Pending {
  capability: string
  toSend: (Omit<FoundedSpace, 'entries'> & { entries: string[] })[]
  notice: string
}
interface Settings {
  idle: number
}

/** UTC, as everywhere in the log. */
export const utcDay = (now = Date.now()): PlainDate => new Date(now).toISOString().slice(0, 10)

export interface OpenCase {
  view: CaseView
  clocks: CaseClocks
}

export class Members {
  stage = $state<Stage>('starting')
  problem = $state<Problem | null>(null)
  busy = $state(false)
  /** Counts what the session told; whatever is read from it depends on this. */
  version = $state(0)
  unsent = $state(0)
  lastContact = $state<number | null>(null)
  away = $state<Problem | null>(null)
  alarm = $state<string | null>(null)
  syncing = $state(false)
  persisted = $state<boolean | null>(null)
  deskReady = $state(false)
  today = $state<PlainDate>(utcDay())
  idle = $state(10)
  /** Shown once after the set-up. */
  fresh = $state(false)
  setUpLeft = $state(false)
  revealed = $state<ReadonlySet<string>>(new Set())

  #session = $state.raw<Session | null>(null)
  #desk: Desk | null = null
  #disk: Disk | null = null
  #setupToken = ''
  #timer: ReturnType<typeof setInterval> | undefined
  #soon: ReturnType<typeof setTimeout> | undefined
  #clocks = new Map<string, { key: string; clocks: CaseClocks }>()
  #urls = new Set<string>()

  // ── what the screens read ────────────────────────────────────────────────────────────────────────────

  readonly lanes: Lanes = $derived.by(() => {
    void this.version
    const session = this.#session
    if (!session || session.locked) return {}
    const held = new Set(
      session
        .lanes()
        .filter(({ space }) => space === 'team')
        .map(({ lane }) => lane),
    )
    return Object.fromEntries(
      CASE_LANES.filter((lane) => held.has(lane)).map((lane) => [
        lane,
        session.state({ space: 'team', lane }),
      ]),
    )
  })
  readonly cases: OpenCase[] = $derived.by(() =>
    readCases(this.lanes).map((view) => ({ view, clocks: this.#clocksFor(view) })),
  )
  readonly byId = $derived(new Map(this.cases.map((each) => [each.view.id, each])))
  readonly threads: Thread[] = $derived.by(() => {
    void this.version
    const session = this.#session
    if (!session || session.locked || !this.#desk) return []
    return threadsOf(
      this.#desk.arrived.map(({ request, day }) => ({ request, arrived: day })),
      session.state({ space: 'intake', lane: 'intake' }),
      this.today,
    )
  })
  readonly unreadable: number = $derived.by(() => {
    void this.version
    return this.#desk?.unreadable.length ?? 0
  })
  readonly agenda: Agenda = $derived(agendaOf(this.cases, this.threads, this.today))
  readonly dueOf = $derived(new Map(this.cases.map((each) => [each.view.id, nextDue(each, this.today)])))

  get session(): Session {
    if (!this.#session) throw new Error('locked')
    return this.#session
  }
  get secrets(): Secrets {
    return this.session.profile.secrets
  }
  get organisation() {
    return this.session.membership.organisation
  }
  get remote(): Remote {
    return new Remote({ relays: this.secrets.relays })
  }

  /** One case, with what is masked when it was asked for. */
  caseOf(id: string): OpenCase | null {
    const known = this.byId.get(id)
    if (!known?.view.masked || !this.revealed.has(id)) return known ?? null
    const view = readCases(this.lanes, { reveal: true }).find((each) => each.id === id)
    return view ? { view, clocks: clocksOf(view, casePacks, this.today) } : null
  }

  /** Counted again only when its marks or events changed: an agenda counts every case. */
  #clocksFor(view: CaseView): CaseClocks {
    const key = JSON.stringify([this.today, view.masked, view.marks, view.events])
    const known = this.#clocks.get(view.id)
    if (known?.key === key) return known.clocks
    const clocks = clocksOf(view, casePacks, this.today)
    this.#clocks.set(view.id, { key, clocks })
    return clocks
  }

  // ── stages ───────────────────────────────────────────────────────────────────────────────────────────

  /** @param token of the one-time link, '' without one */
  async start(token: string): Promise<void> {
    this.#setupToken = token
    if (!globalThis.isSecureContext) {
      this.stage = 'insecure'
      return
    }
    const { mine, freed } = await takeProfile()
    if (!mine) {
      this.stage = 'taken'
      void freed.then(() => location.reload())
      return
    }
    try {
      this.#disk = await openDisk()
      const known = await hasProfile(this.#disk)
      this.stage = known ? 'locked' : token !== '' ? 'setup' : 'welcome'
    } catch {
      this.stage = 'no-storage'
    }
  }

  get hasLink(): boolean {
    return this.#setupToken !== ''
  }

  /** Makes the organisation on this device, keeps it sealed, then sends it: a break in between loses nothing. */
  async setUp(names: { name: string; alias: string }, passphrase: string): Promise<boolean> {
    return this.#try(async () => {
      const founded = await foundOrganisation({ ...names, relays: [location.origin], today: utcDay() })
      const profile = await createProfile(
        this.#disk!,
        passphrase,
        founded,
        knownOf(founded.secrets, founded.toSend),
        await laptopArgon2id(),
      )
      const pending: Pending = {
        capability: this.#setupToken,
        toSend: founded.toSend.map((space) => ({ ...space, entries: space.entries.map(toB64) })),
        notice: toB64(founded.notice),
      }
      await profile.disk.write([profile.records.put('pending', pending)])
      this.#setupToken = ''
      this.fresh = true
      await this.#enter(profile)
    })
  }

  /** From the printed kit. The relay must answer: what lay there is all that comes back. */
  async restore(kit: KitSecrets, passphrase: string): Promise<boolean> {
    return this.#try(async () => {
      const { secrets, known } = await restorePerson(kit, new Remote({ relays: kit.relays }), utcDay())
      await this.#enter(
        await createProfile(this.#disk!, passphrase, { secrets }, known, await laptopArgon2id()),
      )
    })
  }

  async unlock(passphrase: string): Promise<boolean> {
    return this.#try(async () => {
      try {
        await this.#enter(await openProfile(this.#disk!, passphrase, await laptopArgon2id()))
      } catch (error) {
        // A wrong passphrase and a damaged wrap are one and the same to us; missing records are not.
        if (error instanceof SealError && error.code === 'bad-seal') this.problem = 'wrong-passphrase'
        else if (error instanceof SealError && ['broken-chain', 'unknown-key'].includes(error.code))
          this.stage = 'damaged'
        else throw error
      }
    })
  }

  async changePassphrase(passphrase: string): Promise<boolean> {
    return this.#try(async () => changePassphrase(this.session.profile, passphrase, await laptopArgon2id()))
  }

  async #enter(profile: Profile): Promise<void> {
    performance.mark('hamroh-vault-open')
    const session = await Session.open(profile)
    performance.mark('hamroh-session-open')
    const { records } = profile
    this.lastContact = (await records.read<{ at: number }>('contact'))?.at ?? null
    this.idle = (await records.read<Settings>('settings'))?.idle ?? 10
    this.setUpLeft = (await records.read<Pending>('pending')) !== null
    this.#session = session
    this.today = utcDay()
    session.subscribe(() => this.#told())
    this.#told()
    this.stage = 'open'
    this.problem = null
    void navigator.storage?.persist?.().then((kept) => {
      this.persisted = kept
    })
    // So that it opens without a connection the next time; a browser without it simply needs one.
    void navigator.serviceWorker?.register(`${import.meta.env.BASE_URL}sw.js`).catch(() => {})
    this.#timer = setInterval(() => {
      this.today = utcDay()
      if (navigator.onLine) void this.sync()
    }, SYNC_MS)
    void this.#openDesk(session).then(() => this.sync())
  }

  async #openDesk(session: Session): Promise<void> {
    const desk = await Desk.open(session)
    if (this.#session !== session) return
    this.#desk = desk
    this.deskReady = true
    this.version++
  }

  #told(): void {
    const session = this.#session
    if (!session || session.locked) return
    this.version++
    void this.#countUnsent(session)
    const bad = session.waiting().find(({ reason }) => reason === 'fork' || reason === 'revoked')
    if (bad) this.alarm = bad.reason
  }

  async #countUnsent(session: Session): Promise<void> {
    const answers = await session.disk.list('records', 'outbox/').catch(() => [])
    if (this.#session === session) this.unsent = session.unsent() + answers.length + (this.setUpLeft ? 1 : 0)
  }

  lock(): void {
    const session = this.#session
    this.#forget()
    session?.lock()
    if (this.stage === 'open') this.stage = 'locked'
  }

  /** Destroys the wrap first; that alone makes the rest unreadable. */
  async panic(): Promise<void> {
    const session = this.#session
    const disk = this.#disk
    this.#forget()
    this.stage = 'wiped'
    if (session) await session.panic()
    else await disk?.destroy()
    // The app's own files say nothing of anyone, only that it was here.
    for (const name of await caches.keys()) if (name.startsWith('team-')) await caches.delete(name)
    await (await navigator.serviceWorker?.getRegistration())?.unregister()
  }

  #forget(): void {
    clearInterval(this.#timer)
    clearTimeout(this.#soon)
    for (const url of this.#urls) URL.revokeObjectURL(url)
    this.#urls.clear()
    this.#clocks.clear()
    forgetIndex()
    this.#session = null
    this.#desk = null
    this.deskReady = false
    this.problem = null
    this.away = null
    this.alarm = null
    this.fresh = false
    this.revealed = new Set()
    this.version++
    forgetWay()
  }

  /** Runs what a person asked for; a failure becomes `problem`. True when it was done. */
  async #try(work: () => Promise<void>): Promise<boolean> {
    if (this.busy) return false
    this.busy = true
    this.problem = null
    try {
      await work()
    } catch (error) {
      this.problem = problemOf(error)
    } finally {
      this.busy = false
    }
    return this.problem === null
  }

  // ── writing ──────────────────────────────────────────────────────────────────────────────────────────

  /** One save. False when it was not kept: nothing of it is, and `problem` says why. @param about the case, '' for none */
  async save(about: string, operations: Operation[], also: Write[] = []): Promise<boolean> {
    const session = this.session
    try {
      const changes = splitByLane(operations).map(({ lane, operations: part }) =>
        lane === 'intake'
          ? { space: 'intake' as const, lane, about: '', operations: part }
          : { space: 'team' as const, lane, about, operations: part },
      )
      await session.write(changes, also)
      this.problem = null
      clearTimeout(this.#soon)
      this.#soon = setTimeout(() => void this.sync(), SOON_MS)
      return true
    } catch (error) {
      this.problem = error instanceof BadOperationError ? 'too-large' : problemOf(error, 'disk')
      return false
    }
  }

  async saveSettings(idle: number): Promise<void> {
    this.idle = idle
    const { disk, records } = this.session.profile
    await disk.write([records.put('settings', { idle } satisfies Settings)]).catch(() => {
      this.problem = 'disk'
    })
  }

  /** Words that lost against others written at the same time are taken leave of: each is named as seen, the chosen words stand. */
  async settle(about: string, entity: string, field: string, chosen: string): Promise<boolean> {
    const cell = CASE_LANES.flatMap((lane) => this.lanes[lane]?.get(entity)?.get(field) ?? [])[0]
    if (!cell) return false
    const origins = [...cell.lost.map(({ origin }) => origin), cell.origin]
    return this.save(
      about,
      origins.map(
        ({ device, seq, place }): Operation => [entity, field, chosen, `${device}.${seq}.${place}`],
      ),
    )
  }

  // ── answers ──────────────────────────────────────────────────────────────────────────────────────────

  /** Seals an answer to every family of a thread, keeps it, and sends it when the relay is there. */
  async answer(thread: Thread, text: string): Promise<boolean> {
    const desk = this.#desk
    if (!desk) return false
    const day = utcDay()
    try {
      for (const { box, answers } of thread.boxes) {
        if (answers.some(({ intact, day: on }) => !intact || on === null))
          throw new SealError('broken-chain', 'an earlier answer is incomplete')
        const chain = await desk.chainAfter(
          box,
          answers.map(({ seq, last, day: on, text: said }) => ({ seq, last, day: on!, text: said })),
        )
        const sealed = await desk.seal(box, chain, text, day)
        const operations = recordAnswer({ box, seq: chain.seq, last: sealed.last, day, text })
        const kept = await this.save('', operations, [
          {
            store: 'records',
            key: `outbox/${box}/${String(chain.seq).padStart(10, '0')}`,
            value: sealed.file,
          },
        ])
        if (!kept) return false
      }
    } catch (error) {
      this.problem =
        error instanceof SealError && error.code === 'broken-chain' ? 'answer-gap' : problemOf(error)
      return false
    }
    void this.sync()
    return true
  }

  async #sendAnswers(session: Session, desk: Desk, remote: Remote): Promise<void> {
    for (const { key, value } of await session.disk.list('records', 'outbox/')) {
      const [, box, seq] = key.split('/')
      try {
        await desk.send(remote, box!, Number(seq), value as Uint8Array)
      } catch (error) {
        // The family has erased its box: there is nobody to send to.
        if (!(error instanceof RemoteError) || error.problem !== 'unknown') throw error
      }
      await session.disk.write([{ store: 'records', key, remove: true }])
    }
    await this.#countUnsent(session)
  }

  /** A photo or recording: decrypted in memory, shown through an address that dies with the lock. */
  async fileUrl(box: string, attachment: Attachment): Promise<string> {
    const desk = this.#desk
    if (!desk) throw new Error('locked')
    const bytes = await desk.attachment(this.remote, box, attachment)
    const url = URL.createObjectURL(new Blob([bytes as BlobPart], { type: attachment.type }))
    if (this.#desk !== desk) URL.revokeObjectURL(url)
    else this.#urls.add(url)
    return url
  }

  // ── the relay ────────────────────────────────────────────────────────────────────────────────────────

  async sync(): Promise<void> {
    const session = this.#session
    if (!session || this.syncing) return
    this.syncing = true
    try {
      const remote = this.remote
      if (this.setUpLeft) await this.#finishSetUp(session, remote)
      const outcome = await synchronise(session, remote, utcDay())
      if (this.#session !== session) return
      if (!outcome.ok) {
        if ('alarm' in outcome) this.alarm = outcome.alarm
        else this.away = outcome.problem
        return
      }
      const desk = this.#desk
      if (desk) {
        await desk.fetch(remote)
        await this.#sendAnswers(session, desk, remote)
      }
      this.away = null
      this.lastContact = Date.now()
      await session.disk.write([session.profile.records.put('contact', { at: this.lastContact })])
      this.version++
    } catch (error) {
      if (this.#session !== session) return
      if (error instanceof SealError) this.alarm = error.code
      else this.away = problemOf(error)
    } finally {
      this.syncing = false
    }
  }

  async #finishSetUp(session: Session, remote: Remote): Promise<void> {
    const { records, disk } = session.profile
    const pending = await records.read<Pending>('pending')
    if (pending) {
      try {
        await sendFounded(
          {
            toSend: pending.toSend.map((space) => ({
              ...space,
              entries: space.entries.map((entry) => fromB64(entry)),
            })),
            notice: fromB64(pending.notice),
          },
          remote,
          pending.capability,
        )
      } catch (error) {
        // Neither the link nor our own tokens open the spaces: somebody else used the link first.
        if (error instanceof RemoteError && error.problem === 'forbidden') this.problem = 'link-used'
        throw error
      }
      await disk.write([{ store: 'records', key: 'pending', remove: true }])
    }
    this.setUpLeft = false
  }
}

/** The signed entries that a founding made, as the relay would hand them out. */
function knownOf(secrets: Secrets, toSend: FoundedSpace[]): KnownEntries {
  return new Map(
    toSend.map(({ id, kind, entries }) => {
      const ring = ringOf(secrets, kind, 'control')
      return [id, entries.map((bytes, seq) => openEntry(ring, id, seq, bytes))]
    }),
  )
}

function problemOf(error: unknown, otherwise: Problem = 'unexpected'): Problem {
  if (error instanceof RemoteError) return error.problem
  if (error instanceof SealError && error.code === 'too-large') return 'too-large'
  if (
    error instanceof DOMException &&
    ['QuotaExceededError', 'AbortError', 'UnknownError'].includes(error.name)
  )
    return 'disk'
  return otherwise
}

export const app = new Members()
