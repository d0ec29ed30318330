/**
 * What the screen "Safety" does: passphrase and security key, away and home again, how long closed cases are kept, archives. Each action gives a value that can
 * be shown; nothing of it ends in a half-written state.
 */
import { archiveFiles, attachmentsOf } from '../../casework/archive.ts'
import { readCases } from '../../casework/cases.ts'
import { clocksOf } from '../../casework/clocks.ts'
import { entityOf } from '../../casework/fields.ts'
import type { PackedCase } from '../../casework/packed.ts'
import { type RetentionItem, type RetentionRule, setRule } from '../../casework/retention.ts'
import { Remote, RemoteError } from '../../log/remote.ts'
import { type ArchiveKey, IS_IDENTITY } from '../../seal/age-stream.ts'
import { SealError } from '../../seal/errors.ts'
import type { Attachment } from '../../seal/payload.ts'
import { openArchive, sealArchive, TakeError } from '../session/archive.ts'
import { laptopArgon2id } from '../session/argon2.ts'
import { keep, keepingOf, relayDay } from '../session/keeping.ts'
import { replacePassphrase } from '../session/passphrase.ts'
import { remove } from '../session/people.ts'
import { createProfile, readProfile } from '../session/profile.ts'
import { finishRecovery } from '../session/recover-admin.ts'
import {
  addSecurityKey,
  browserAuthenticator,
  canUseSecurityKey,
  hasSecurityKey,
  KeyError,
  openWithSecurityKey,
  removeSecurityKey,
} from '../session/security-key.ts'
import { type Offered, offered, takeIn } from '../session/taking-in.ts'
import { comeHome, lanesOf, leave, openReturn, sealReturn, TravelError, unpack } from '../session/travel.ts'
import { comeBackByTrustees, makeTrustees, type readSheets } from '../session/trustees.ts'
import { speech } from '../speech.svelte.ts'
import { app, utcDay } from './members.svelte.ts'
import { restorePerson } from './restore.ts'
import { rules } from './rules.svelte.ts'
import { eraseUpload } from './uploads.ts'

/** Message key below `safety.problem.`, or '' when it went well. */
export type Told = string

type Named = Awaited<ReturnType<typeof makeTrustees>>
type Found = Awaited<ReturnType<typeof readSheets>>

const DAY = 86_400_000

class Safety {
  busy = $state(false)
  /** A file dialog is open: the page is out of sight, and must not lock for that. */
  choosing = $state(false)
  progress = $state(0)
  /** What has to be said on this page, once. */
  told = $state('')
  /** Which section has its form open; one at a time, or two fields would have one name. */
  open = $state<'' | 'lock' | 'road' | 'keeping' | 'archive' | 'trustees'>('')
  #reached = 0

  /** One thing at a time; what is thrown becomes a word. */
  async #try(work: () => Promise<Told>): Promise<Told> {
    if (this.busy) return ''
    this.busy = true
    try {
      return await work()
    } catch (error) {
      return wordOf(error)
    } finally {
      this.busy = false
    }
  }

  // ── passphrase and security key ──────────────────────────────────────────────────────────────────────

  changePassphrase = (old: string, next: string): Promise<Told> =>
    this.#try(async () => {
      await replacePassphrase(app.session.profile, old, next, await laptopArgon2id())
      return ''
    })

  /** Whether this browser can ask a key here, and whether one opens this device. */
  async keyState(): Promise<{ able: boolean; has: boolean }> {
    const { disk } = app
    return {
      able: await canUseSecurityKey(),
      has: disk !== null && (await hasSecurityKey(disk).catch(() => false)),
    }
  }

  addKey = (): Promise<Told> =>
    this.#try(async () => {
      await addSecurityKey(app.session.profile, browserAuthenticator)
      return ''
    })

  removeKey = (): Promise<Told> =>
    this.#try(async () => {
      await removeSecurityKey(app.session.disk)
      return ''
    })

  unlockByKey = (): Promise<Told> =>
    this.#try(async () => {
      await app.enterBy(async (disk) =>
        readProfile(disk, await openWithSecurityKey(disk, browserAuthenticator)),
      )
      return ''
    })

  // ── trustees ─────────────────────────────────────────────────────────────────────────────────────────

  /** New sheets, which exist only in what is returned. */
  async nameTrustees(shares: { threshold: number; of: number }): Promise<Named | Told> {
    let named: Named | null = null
    const told = await this.#try(async () => {
      named = await app.alone(() => makeTrustees(app.session, app.remote, shares, utcDay()))
      return ''
    })
    return named ?? told
  }

  /**
   * A new admin on this device; the lanes follow with the first contact (`reached`). The server that this page came from is asked first: the address on old
   * sheets may be of one that is gone. Throws `not-allowed` for a set that the organisation does not name, `RemoteError`, what the disk throws.
   */
  async comeBackByTrustees(found: Found, alias: string, passphrase: string): Promise<void> {
    if (this.busy) return
    this.busy = true
    try {
      const relays = [...new Set([location.origin, ...found.start.relays])]
      await app.enterBy(async (disk) => {
        const { secrets, known } = await comeBackByTrustees(found, new Remote({ relays }), alias, utcDay())
        return createProfile(disk, passphrase, { secrets }, known, await laptopArgon2id())
      })
    } finally {
      this.busy = false
    }
  }

  // ── away and home ────────────────────────────────────────────────────────────────────────────────────

  /** After a return from the kit: the device that was, in other hands. One's own device needs no second admin. */
  async removeOld(device: string): Promise<void> {
    try {
      await app.alone(() => remove(app.session, app.remote, [device], utcDay()))
    } catch {
      this.told = speech.now.t('safety.restore.not-removed')
    }
  }

  /** The file that brings this device home again. */
  async returnFile(passphrase: string): Promise<File> {
    const sealed = await sealReturn(app.secrets, passphrase)
    return new File([sealed as BlobPart], `${utcDay()}.return.age`, { type: 'application/octet-stream' })
  }

  /** Whether a chosen file is the return file and opens; read back from where the person has put it. */
  checkReturn = (file: File, passphrase: string): Promise<Told> =>
    this.#try(async () => {
      const kit = await openReturn(await small(file), passphrase)
      return kit.org === app.secrets.org ? '' : 'another-organisation'
    })

  /** Afterwards the app is locked: the passphrase of the road opens it. */
  leave = (cases: ReadonlySet<string>, passphrase: string): Promise<Told> =>
    this.#try(async () => {
      await settled()
      const t = speech.now.t
      const alias = app.organisation.persons.get(app.secrets.person.id)?.alias ?? ''
      const leaving = { cases, passphrase, name: t('safety.road'), alias, today: utcDay() }
      await leave(app.session, leaving, await laptopArgon2id())
      app.lock()
      return ''
    })

  /** Asks the relay, becomes a new device, and locks; the passphrase of the road opens it and what was written goes out. */
  goHome = (file: File, passphrase: string): Promise<Told> =>
    this.#try(async () => {
      const kit = await openReturn(await small(file), passphrase)
      const restored = await restorePerson(kit, new Remote({ relays: kit.relays }), utcDay())
      await comeHome(app.session, restored)
      app.lock()
      return ''
    })

  // ── after each contact with the relay ────────────────────────────────────────────────────────────────

  /** What was brought from the road is written; once a day the rule for closed cases is carried out. */
  async reached(): Promise<void> {
    if (app.onTheRoad || app.stage !== 'open') return
    const session = app.session
    try {
      if (await this.#settleIn()) return
      if ((await unpack(session)) > 0) void app.sync()
      if (Date.now() - this.#reached < DAY / 24) return
      this.#reached = Date.now()
      const [relay] = app.secrets.relays
      const clocks = {
        today: utcDay(),
        relay: relay ? await relayDay(relay) : null,
        heartbeat: app.organisation.lastHeartbeat,
      }
      const { remote } = app
      const file = (id: string) => eraseUpload(session, remote, id)
      if (app.stage === 'open' && app.session === session)
        await keep(session, clocks, { box: app.eraseBox, file })
    } catch (error) {
      // Locked meanwhile, or no room: the next contact tries again.
      if (app.stage === 'open') app.problem ??= wordOf(error) === 'disk' ? 'disk' : null
    }
  }

  /** Who has come back by trustees' sheets is an admin without a lane as yet. A break in between is made good here too. */
  async #settleIn(): Promise<boolean> {
    const { session, organisation } = app
    const admin = organisation.persons.get(session.me.person)?.role === 'admin'
    if (
      !admin ||
      organisation.recovered.length === 0 ||
      session.lanes().some(({ space }) => space === 'team')
    )
      return false
    await app.alone(() => finishRecovery(session, app.remote, utcDay()))
    return true
  }

  // ── how long cases are kept ──────────────────────────────────────────────────────────────────────────

  get keeping(): { rule: RetentionRule | null; items: RetentionItem[] } {
    void app.version
    return keepingOf(app.session)
  }

  saveRule = (mask: number, erase: number): Promise<boolean> =>
    app.save('', setRule({ mask, erase, day: utcDay() }))

  hold = (id: string, held: boolean): Promise<boolean> =>
    app.save(id, [[entityOf('case', id), 'hold', held ? true : null]])

  // ── archives ─────────────────────────────────────────────────────────────────────────────────────────

  /** An archive of the chosen cases as a file, with the paths of families' files that could not be fetched. Only ciphertext is collected. */
  async archive(
    ids: ReadonlySet<string>,
    key: ArchiveKey,
  ): Promise<{ file: File; missing: string[] } | Told> {
    let made: { file: File; missing: string[] } | null = null
    const told = await this.#try(async () => {
      const lanes = lanesOf(app.session)
      const cases = readCases(lanes, { reveal: true })
        .filter(({ id }) => ids.has(id))
        .map((view) => ({ view, clocks: clocksOf(view, rules.packs, app.today) }))
      const { stream, missing } = await sealArchive(
        {
          files: archiveFiles({ cases, lanes, words: speech.now.t, today: app.today }),
          attachments: attachmentsOf(cases),
          fetch: ({ box, file, hash, size, type }) =>
            app.fileBytes(box, { id: file, hash, size, type: type as Attachment['type'] }),
          progress: (done) => {
            this.progress = done
          },
        },
        key,
      )
      const blob = await new Response(stream as ReadableStream).blob()
      made = { file: new File([blob], `${app.today}.zip.age`, { type: 'application/octet-stream' }), missing }
      return ''
    })
    return made ?? told
  }

  /** What a file would bring, once all of it has been read; nothing is written. @param key a passphrase, or an age identity */
  async look(file: File, key: string): Promise<Offered | Told> {
    let found: Offered | null = null
    const typed = key.trim()
    const told = await this.#try(async () => {
      const opener = IS_IDENTITY.test(typed) ? { identity: typed } : { passphrase: key }
      found = offered(await openArchive(file.stream(), file.size, opener), lanesOf(app.session))
      return ''
    })
    return found ?? told
  }

  takeIn = (fresh: readonly PackedCase[]): Promise<Told> =>
    this.#try(async () => {
      await takeIn(app.session, fresh)
      void app.sync()
      return ''
    })
}

/** A return file is a few kilobytes; what is larger is another file. */
async function small(file: File): Promise<Uint8Array> {
  if (file.size > 256 * 1024) throw new SealError('too-large')
  return new Uint8Array(await file.arrayBuffer())
}

/** A run of the line to the relay that is under way may still write: it is waited for. */
async function settled(): Promise<void> {
  for (let i = 0; i < 100 && app.syncing; i++) await new Promise((done) => setTimeout(done, 100))
}

function wordOf(error: unknown): Told {
  if (error instanceof TravelError) return error.refusal
  if (error instanceof KeyError) return error.refusal
  if (error instanceof TakeError) return error.problem
  if (error instanceof RemoteError) return error.problem === 'away' ? 'away' : 'relay'
  if (error instanceof SealError) return error.code === 'bad-seal' ? 'wrong-key' : 'damaged'
  if (
    error instanceof DOMException &&
    ['QuotaExceededError', 'AbortError', 'UnknownError'].includes(error.name)
  )
    return 'disk'
  return 'unexpected'
}

export const safety = new Safety()
