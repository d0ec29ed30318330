/** What a member and a family do, by name: a set-up with the one-time link, a sealed request made as the family app makes it. */
import type { Browser, Page } from 'playwright-core'
import { Remote } from '../src/log/remote.ts'
import type { Argon2id } from '../src/seal/argon2.ts'
import { sealAttachment } from '../src/seal/attachment.ts'
import { hash, utf8 } from '../src/seal/bytes.ts'
import { type Chain, openReply, type RequestContent, START, sealRequest } from '../src/seal/conversation.ts'
import { openNotice } from '../src/seal/notice.ts'
import { newReceipt, type ReceiptKeys, receiptKeys } from '../src/seal/receipt.ts'
import { type Opened, type OpenOptions, openPage } from './harness.ts'

export const PASSPHRASE = 'кот варит синий чайник утром'
/** Receipts of hundreds of families in a test: derived quickly; what they derive is the families' own affair. */
const quick: Argon2id = async (secret, salt, cost) => hash(secret, salt, utf8(JSON.stringify(cost)))
export const today = () => new Date().toISOString().slice(0, 10)

/** The one-time link that the server printed. */
export function setupLink(output: string): string {
  const link = /http:\/\/\S+#setup=\S+/.exec(output)?.[0]
  if (!link) throw new Error(`no set-up link in:\n${output}`)
  return link
}

export async function openMembers(
  site: { url: string; browser: Browser },
  options: OpenOptions & { at?: string } = {},
): Promise<Opened & { member: Member }> {
  const { at, ...open } = options
  const opened = await openPage(site.browser, at ?? `${site.url}/team/`, {
    width: 1440,
    height: 900,
    locale: 'ru-RU',
    ...open,
  })
  return { ...opened, member: new Member(opened.page) }
}

export class Member {
  readonly page: Page
  constructor(page: Page) {
    this.page = page
  }

  async setUp(name = 'Вымышленный дом', alias = 'К.'): Promise<void> {
    const { page } = this
    await page.locator('#org-name').fill(name)
    await page.locator('#own-alias').fill(alias)
    await page.locator('form button[type=submit]').click()
    await this.newPassphrase()
    await page.locator('.agree input').check()
    await page.locator('form button[type=submit]').click()
    await page.locator('.m-shell').waitFor({ timeout: 60_000 })
    await this.allSent()
  }

  async newPassphrase(text = PASSPHRASE): Promise<void> {
    await this.page.locator('#new-pass').fill(text)
    await this.page.locator('#new-pass-again').fill(text)
  }

  async unlock(text = PASSPHRASE): Promise<void> {
    await this.page.locator('#pass').fill(text)
    await this.page.locator('form button[type=submit]').click()
    await this.page.locator('.m-shell').waitFor({ timeout: 60_000 })
  }

  async go(place: 'agenda' | 'requests' | 'cases' | 'team'): Promise<void> {
    await this.page.locator(`[data-place="${place}"]`).click()
  }

  /** Asks the relay now, and waits until it has answered. */
  async sync(): Promise<void> {
    await this.page.locator('.contact button').click()
    await this.page.locator('.contact button:not([disabled])').waitFor()
  }

  async allSent(): Promise<void> {
    await this.page.locator('.contact[data-unsent="0"]').waitFor({ timeout: 30_000 })
  }

  /** Opens the form of an entry, fills it, saves it. */
  async add(entry: string, fields: Record<string, string>): Promise<void> {
    const section = this.page.locator(`[data-entries="${entry}"]`)
    await section.locator('> button').click()
    for (const [field, value] of Object.entries(fields)) {
      const control = section.locator(`#${entry}-${field}`)
      if ((await control.evaluate((node) => node.tagName)) === 'SELECT') await control.selectOption(value)
      else await control.fill(value)
    }
    await section.locator('form button[type=submit]').click()
    await section.locator('form').waitFor({ state: 'detached' })
  }

  /** Everything that lies in IndexedDB, as one string of bytes. */
  async storedBytes(): Promise<Buffer> {
    const base64 = await this.page.evaluate(async () => {
      const parts: number[] = []
      const put = (value: unknown) => {
        if (value instanceof Uint8Array) for (const byte of value) parts.push(byte)
        else for (const byte of new TextEncoder().encode(JSON.stringify(value) ?? '')) parts.push(byte)
      }
      for (const { name } of await indexedDB.databases()) {
        const db = await new Promise<IDBDatabase>((done, fail) => {
          const request = indexedDB.open(name!)
          request.onsuccess = () => done(request.result)
          request.onerror = () => fail(request.error)
        })
        for (const store of db.objectStoreNames) {
          const all = await new Promise<[IDBValidKey[], unknown[]]>((done) => {
            const at = db.transaction(store).objectStore(store)
            const keys = at.getAllKeys()
            const values = at.getAll()
            values.onsuccess = () => done([keys.result, values.result])
          })
          for (const list of all) for (const value of list) put(value)
        }
        db.close()
      }
      for (const store of [localStorage, sessionStorage])
        for (let i = 0; i < store.length; i++) put([store.key(i), store.getItem(store.key(i)!)])
      let text = ''
      for (let at = 0; at < parts.length; at += 10_000)
        text += String.fromCharCode(...parts.slice(at, at + 10_000))
      return btoa(text)
    })
    return Buffer.from(base64, 'base64')
  }
}

export interface Family {
  keys: ReceiptKeys
  /** Where its own messages stand, and the answers it has read. */
  chain: Chain
  replies: Chain
}

/** The family's side, on the same functions as the family app. */
export class Families {
  readonly remote: Remote
  #notice: Awaited<ReturnType<typeof openNotice>>['notice'] | null = null

  constructor(url: string) {
    this.remote = new Remote({ relays: [url] })
  }

  async notice() {
    if (this.#notice) return this.#notice
    const [desk] = await this.remote.desks()
    const { notice } = await openNotice(await this.remote.notice(desk!), null, today())
    this.#notice = notice
    return notice
  }

  async begin(): Promise<Family> {
    const notice = await this.notice()
    return { keys: await receiptKeys(newReceipt(), notice.org, quick), chain: START, replies: START }
  }

  /** Seals and sends one message; `photo` goes along as a file of its own. */
  async ask(
    family: Family,
    content: Partial<RequestContent>,
    files: { type: 'image/jpeg' | 'audio/webm'; bytes: Uint8Array }[] = [],
  ): Promise<void> {
    const notice = await this.notice()
    const sealed = await Promise.all(
      files.map(({ type, bytes }) => sealAttachment(notice.intake.recipient, type, bytes)),
    )
    const { file, chain } = await sealRequest(notice, family.keys, family.chain, {
      day: today(),
      lang: 'uz',
      kind: 'ruling',
      text: 'Yordam kerak',
      facts: {},
      ...content,
      attachments: sealed.map(({ attachment }) => attachment),
    })
    await this.remote.putRequest(notice.desk, family.keys.box, family.keys.token, family.chain.seq, file)
    for (const { attachment, file: bytes } of sealed)
      await this.remote.putFile(
        this.remote.boxFile(notice.desk, family.keys.box, attachment.id),
        family.keys.token,
        bytes,
      )
    family.chain = chain
  }

  /** Answers that have come since the last time, opened and verified. */
  async read(family: Family): Promise<string[]> {
    const notice = await this.notice()
    const { frames } = await this.remote.replies(
      notice.desk,
      family.keys.box,
      family.keys.token,
      family.replies.seq - 1,
    )
    const texts: string[] = []
    for (const { bytes } of frames) {
      const { reply, chain } = await openReply(family.keys, notice, family.replies, bytes)
      family.replies = chain
      texts.push(reply.text)
    }
    return texts
  }
}
