/**
 * What the members' app knows and does: the stages from the first link to a locked screen, and, while it is unlocked, what the screens
 * read. Screens call it; it calls the session, the desk and the relay, and turns every failure into a value that can be shown.
 */
import { type Agenda, agendaOfParts } from '../../casework/agenda.ts'
import { CaseViews, type Changed, type OpenCase } from '../../casework/case-views.ts'
import type { Lanes } from '../../casework/cases.ts'
import { BadOperationError, CASE_LANES, splitByLane } from '../../casework/fields.ts'
import { type Erased, erasedBoxes, type Thread, threadsOf } from '../../casework/threads.ts'
import type { PlainDate } from '../../law/types.ts'
import type { Operation } from '../../log/commit.ts'
import { foundOrganisation, type Secrets } from '../../log/founding.ts'
import type { KitSecrets } from '../../log/kit.ts'
import { Remote } from '../../log/remote.ts'
import { SealError } from '../../seal/errors.ts'
import type { Attachment } from '../../seal/payload.ts'
import { laptopArgon2id } from '../session/argon2.ts'
import { Desk } from '../session/desk.ts'
import { type Disk, openDisk, type Write } from '../session/disk.ts'
import { createProfile, hasProfile, openProfile, type Profile } from '../session/profile.ts'
import { Session } from '../session/session.ts'
import { travelling } from '../session/travel.ts'
import { sealAnswers } from './answers.ts'
import { Contact } from './contact.svelte.ts'
import { dropErased, eraseConversation, eraseOne } from './erasing.ts'
import { forgetIndex, type Listed } from './finder.svelte.ts'
import { keepSetUp, knownOf } from './pending-setup.ts'
import { lanesFor, restrictedCase, spaceOf } from './people/restricted.svelte.ts'
import { type Problem, problemOf, saveProblemOf } from './problem.ts'
import { restorePerson } from './restore.ts'
import { forgetWay } from './route.svelte.ts'
import { rules } from './rules.svelte.ts'
import { takeProfile } from './tab-lock.ts'
import { eraseOverdueFiles, openUpload } from './uploads.ts'

export type Stage =
  | 'starting'
  /** Plain HTTP off localhost: no WebCrypto. */
  | 'insecure'
  | 'no-storage'
  | 'taken'
  | 'welcome'
  | 'setup'
  | 'restore'
  /** With an invitation. */
  | 'join'
  | 'locked'
  /** Part of what this device kept is gone. */
  | 'damaged'
  | 'wiped'
  | 'open'

export const IDLE_MINUTES = [1, 2, 5, 10, 15, 20, 30] as const

interface Settings {
  idle: number
  /** Lock as soon as the page is out of sight. */
  hidden?: boolean
}

const holdsDesk = (session: Session): boolean =>
  session.lanes().some(({ space, lane }) => space === 'intake' && lane === 'intake')

/** UTC, as everywhere in the log. */
export const utcDay = (now = Date.now()): PlainDate => new Date(now).toISOString().slice(0, 10)

export type { OpenCase } from '../../casework/case-views.ts'

export class Members {
  stage = $state<Stage>('starting')
  problem = $state<Problem | null>(null)
  busy = $state(false)
  /** Counts what the session told; whatever is read from it depends on this. */
  version = $state(0)
  persisted = $state<boolean | null>(null)
  deskReady = $state(false)
  today = $state<PlainDate>(utcDay())
  idle = $state(10)
  lockHidden = $state(false)
  /** On the road: since when, and with how many cases (session/travel.ts). */
  onTheRoad = $state.raw<{ since: PlainDate; cases: number } | null>(null)
  /** Shown once after the set-up. */
  fresh = $state(false)
  /** Files on their way: parts done and parts in all. */
  sending = $state.raw<ReadonlyMap<string, readonly [number, number]>>(new Map())
  revealed = $state<ReadonlySet<string>>(new Set())

  #session = $state.raw<Session | null>(null)
  #desk: Desk | null = null
  #disk: Disk | null = null
  #setupToken = ''
  #views = new CaseViews(rules.packs)
  #urls = new Set<string>()
  readonly #contact = new Contact({
    session: () => this.#session,
    desk: () => this.#desk,
    remote: () => this.remote,
    today: utcDay,
    minute: () => {
      this.today = utcDay()
    },
    synced: (session) => this.#synced(session),
    progress: (file, done, all) => {
      this.sending = done < all ? new Map([...this.sending, [file, [done, all]]]) : new Map()
    },
    told: (problem) => {
      this.problem = problem
    },
    wiped: () => {
      this.#forget()
      this.stage = 'wiped'
    },
  })

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
  /** Only what was written in since the last time is read again; the other cases stay the same objects. */
  readonly cases: readonly OpenCase[] = $derived.by(() => {
    const { lanes, today } = this
    const session = this.#session
    const changed: Changed = Object.fromEntries(
      CASE_LANES.filter((lane) => lanes[lane]).map((lane) => [
        lane,
        session!.takeChanged({ space: 'team', lane }),
      ]),
    )
    // Other rules: every term is counted anew.
    if (this.#views.packs !== rules.packs) this.#views = new CaseViews(rules.packs)
    return this.#views.update(lanes, changed, today)
  })
  readonly byId = $derived(new Map(this.cases.map((each) => [each.id, each])))
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
  /** Conversations that somebody erased: that there was one is all that is left. */
  readonly erased: Erased[] = $derived.by(() => {
    void this.version
    const session = this.#session
    if (!session || session.locked || !this.#desk) return []
    const here = new Set(this.threads.flatMap(({ boxes }) => boxes.map(({ box }) => box)))
    return erasedBoxes(session.state({ space: 'intake', lane: 'intake' })).filter(({ box }) => !here.has(box))
  })
  readonly unreadable: number = $derived.by(() => {
    void this.version
    return this.#desk?.unreadable.length ?? 0
  })
  /** What the lists show. */
  readonly listed: readonly Listed[] = $derived(this.cases)
  readonly listedById = $derived(new Map(this.listed.map((each) => [each.id, each])))
  readonly agenda: Agenda = $derived(
    agendaOfParts(
      // A case that is not running is not read for it.
      this.listed.flatMap((each) =>
        each.state === 'open' || each.state === 'waiting' ? (each.brief.part ?? []) : [],
      ),
      this.threads,
    ),
  )

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

  // What the line to the relay says; screens ask the app for everything.
  get unsent(): number {
    return this.#contact.unsent
  }
  get lastContact(): number | null {
    return this.#contact.lastContact
  }
  get away(): Problem | null {
    return this.#contact.away
  }
  get alarm(): string | null {
    return this.#contact.alarm
  }
  get syncing(): boolean {
    return this.#contact.syncing
  }
  get setUpLeft(): boolean {
    return this.#contact.setUpLeft
  }
  sync = (): Promise<void> => this.#contact.sync()
  /** For what writes to the control logs: no synchronisation meanwhile, one right after. Throws what `work` throws. */
  alone = <T>(work: () => Promise<T>): Promise<T> => this.#contact.alone(work)

  /** One case, with what is masked when it was asked for. */
  caseOf(id: string): OpenCase | null {
    const session = this.#session
    if (session && !session.locked && spaceOf(session, id) === id) {
      void this.version
      return restrictedCase(session, id, rules.packs, this.today, this.revealed.has(id))
    }
    const known = this.byId.get(id)
    if (!known?.view.masked || !this.revealed.has(id)) return known ?? null
    return this.#views.revealed(id)
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
      await profile.disk.write([keepSetUp(profile.records, this.#setupToken, founded)])
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

  /** Opens by another way than the passphrase. Throws what `work` throws; `broken-chain` leads to the page of damage. */
  async enterBy(work: (disk: Disk) => Promise<Profile>): Promise<void> {
    try {
      await this.#enter(await work(this.#disk!))
    } catch (error) {
      if (error instanceof SealError && error.code === 'broken-chain') this.stage = 'damaged'
      else throw error
    }
  }

  get disk(): Disk | null {
    return this.#disk
  }

  async #enter(profile: Profile): Promise<void> {
    performance.mark('hamroh-vault-open')
    const session = await Session.open(profile)
    performance.mark('hamroh-session-open')
    const { records } = profile
    await this.#contact.open(session)
    const settings = await records.read<Settings>('settings')
    this.idle = Math.min(settings?.idle ?? 10, 30)
    this.lockHidden = settings?.hidden === true
    this.onTheRoad = await travelling(profile)
    this.#contact.resting = this.onTheRoad !== null
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
    this.#contact.start()
    void this.#openDesk(session).then(() => this.sync())
  }

  async #openDesk(session: Session): Promise<void> {
    // Many roles do not hold the desk's lane: for them there are no requests.
    const desk = holdsDesk(session) ? await Desk.open(session) : null
    if (desk) await dropErased(session, desk)
    if (this.#session !== session) return
    this.#desk = desk
    this.deskReady = true
    this.version++
  }

  #told(): void {
    const session = this.#session
    if (!session || session.locked) return
    // A role that ends takes the desk with it.
    if (this.#desk && !holdsDesk(session)) this.#desk = null
    this.version++
    this.#contact.look(session)
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
    this.#contact.stop()
    for (const url of this.#urls) URL.revokeObjectURL(url)
    this.#urls.clear()
    this.#views = new CaseViews(rules.packs)
    forgetIndex()
    this.#session = null
    this.#desk = null
    this.deskReady = false
    this.problem = null
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
  save = (about: string, operations: Operation[], also: Write[] = []): Promise<boolean> =>
    this.saveAll([{ about, operations }], also)

  /** Saves in many cases, all of them or none. */
  async saveAll(
    saves: readonly { about: string; operations: Operation[] }[],
    also: Write[] = [],
  ): Promise<boolean> {
    const session = this.session
    try {
      const changes = saves.flatMap(({ about, operations }) =>
        splitByLane(operations).map(({ lane, operations: part }) =>
          lane === 'intake'
            ? { space: 'intake' as const, lane, about: '', operations: part }
            : { space: about ? spaceOf(session, about) : 'team', lane, about, operations: part },
        ),
      )
      await session.write(changes, also)
      this.problem = null
      this.#contact.soon()
      return true
    } catch (error) {
      this.problem = error instanceof BadOperationError ? 'too-large' : saveProblemOf(error)
      // What was read in the middle of it is read again as it was before.
      this.version++
      return false
    }
  }

  async saveSettings(idle: number, hidden = this.lockHidden): Promise<void> {
    this.idle = idle
    this.lockHidden = hidden
    const { disk, records } = this.session.profile
    await disk.write([records.put('settings', { idle, hidden } satisfies Settings)]).catch(() => {
      this.problem = 'disk'
    })
  }

  /** Words that lost against others written at the same time are taken leave of: each is named as seen, the chosen words stand. */
  async settle(about: string, entity: string, field: string, chosen: string): Promise<boolean> {
    const lanes = about ? lanesFor(this.session, about) : this.lanes
    const cell = CASE_LANES.flatMap((lane) => lanes[lane]?.get(entity)?.get(field) ?? [])[0]
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
    try {
      for await (const { operations, also } of sealAnswers(desk, thread, text, utcDay()))
        if (!(await this.save('', operations, also))) return false
    } catch (error) {
      this.problem =
        error instanceof SealError && error.code === 'broken-chain' ? 'answer-gap' : problemOf(error)
      return false
    }
    void this.sync()
    return true
  }

  /** Erases a conversation at the relay, here and, by a mark, on the desk's other devices. */
  async eraseThread(thread: Thread): Promise<'done' | 'away' | 'other'> {
    const desk = this.#desk
    if (!desk) return 'other'
    try {
      await eraseConversation(this.session, desk, this.remote, thread, utcDay())
      this.version++
      this.#contact.soon()
      return 'done'
    } catch (error) {
      return problemOf(error) === 'away' ? 'away' : 'other'
    }
  }

  /** What follows once everything that the relay had is here. */
  async #synced(session: Session): Promise<void> {
    if (!this.#desk) await this.#openDesk(session)
    const desk = this.#desk
    if (desk) await dropErased(session, desk)
    await eraseOverdueFiles(session, this.remote, this.lanes, utcDay())
    this.version++
  }

  // ── files ────────────────────────────────────────────────────────────────────────────────────────────

  /** A photo, recording or paper: decrypted in memory, shown through an address that dies with the lock. @param box '' for a member's own file */
  async fileUrl(box: string, attachment: Attachment): Promise<string> {
    const session = this.session
    const bytes = await this.fileBytes(box, attachment)
    const url = URL.createObjectURL(new Blob([bytes as BlobPart], { type: attachment.type }))
    if (this.#session !== session) URL.revokeObjectURL(url)
    else this.#urls.add(url)
    return url
  }

  /** The same as bytes in memory. @param box '' for a member's own file */
  fileBytes(box: string, attachment: Attachment): Promise<Uint8Array> {
    return box === ''
      ? openUpload(this.session, this.remote, attachment)
      : this.#openDeskFile(box, attachment)
  }

  /** Erases a family's box at the relay and marks it. Throws `RemoteError`. */
  eraseBox = (box: string): Promise<void> => {
    if (!this.#desk) throw new Error('locked')
    const known = this.threads.flatMap(({ boxes }) => boxes).find((each) => each.box === box)
    return eraseOne(this.session, this.#desk, this.remote, known ?? { box, answers: [] }, utcDay())
  }

  #openDeskFile(box: string, attachment: Attachment): Promise<Uint8Array> {
    if (!this.#desk) throw new Error('locked')
    return this.#desk.attachment(this.remote, box, attachment)
  }
}

export const app = new Members()
