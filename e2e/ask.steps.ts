/** A relay with a founded organisation and a desk behind it, and how a browser test walks through asking for help. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { type Founded, foundOrganisation, sendFounded } from '../src/log/founding.ts'
import { readMembership } from '../src/log/membership.ts'
import { Remote } from '../src/log/remote.ts'
import type { Flood } from '../src/relay/flood.ts'
import { type Relay, startRelay } from '../src/relay/server.ts'
import { Store } from '../src/relay/store.ts'
import type { Argon2id } from '../src/seal/argon2.ts'
import { hash, randomBytes, toB64, utf8 } from '../src/seal/bytes.ts'
import { type Chain, START } from '../src/seal/conversation.ts'
import { fingerprint } from '../src/seal/notice.ts'
import { Desk } from '../src/team/session/desk.ts'
import { memoryDisk } from '../src/team/session/memory-disk.test-support.ts'
import { createProfile } from '../src/team/session/profile.ts'
import { Session } from '../src/team/session/session.ts'
import { freePort, type OpenOptions, openPage, root } from './harness.ts'

/** The defender's own vault is not under test here. */
const quick: Argon2id = async (secret, salt, cost) => hash(secret, salt, utf8(JSON.stringify(cost)))

/** The phone and the relay must agree on the day, and the relay's is today. */
export const today = () => new Date().toISOString().slice(0, 10)

export interface Place {
  url: string
  store: Store
  folder: string
  founded: Founded
  remote: Remote
  desk: Desk
  /** What a leaflet would carry. */
  fingerprint: string
  /** The relay goes away and comes back at the same address, with what it kept. */
  goAway(): Promise<void>
  comeBack(): Promise<void>
  /** Seals and leaves an answer of the desk; the chain of answers goes on by itself. */
  answer(box: string, text: string): Promise<void>
  /** Every byte that the relay has on its disk. */
  bytes(): Buffer
  open(browser: Browser, path: string, options?: OpenOptions): ReturnType<typeof openPage>
  end(): Promise<void>
}

export async function openPlace({
  founds = true,
  flood,
}: {
  founds?: boolean
  flood?: Flood
} = {}): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'hamroh-ask-'))
  const store = new Store(join(folder, 'relay.db'))
  const port = await freePort()
  const begin = () =>
    startRelay({
      build: join(root, 'build'),
      port,
      store,
      ...(flood && { flood }),
      onError: (kind) => console.warn(kind),
    })
  let relay: Relay = await begin()
  const remote = new Remote({ relays: [relay.url] })
  const capability = toB64(randomBytes(32))
  store.addCapability(capability)
  const founded = await foundOrganisation({
    name: 'Вымышленный дом',
    alias: 'К.',
    relays: [relay.url],
    today: today(),
  })
  let desk: Desk | undefined
  if (founds) {
    await sendFounded(founded, remote, capability)
    const { known } = await readMembership(founded.secrets, new Map(), remote)
    const profile = await createProfile(memoryDisk(), 'вымышленная фраза', founded, known, quick)
    desk = await Desk.open(await Session.open(profile, () => Date.now()))
  }
  const chains = new Map<string, Chain>()
  return {
    url: relay.url,
    store,
    folder,
    founded,
    remote,
    get desk() {
      if (!desk) throw new Error('nobody set up a desk here')
      return desk
    },
    fingerprint: fingerprint(founded.notice.subarray(0, 32)),
    goAway: () => relay.stop(),
    comeBack: async () => {
      relay = await begin()
    },
    answer: async (box, text) => {
      const chain = chains.get(box) ?? START
      const sealed = await (desk as Desk).seal(box, chain, text, today())
      await (desk as Desk).send(remote, box, chain.seq, sealed.file)
      chains.set(box, sealed.chain)
    },
    bytes: () =>
      Buffer.concat(
        readdirSync(folder, { recursive: true, encoding: 'utf8' })
          .map((name) => join(folder, name))
          .filter((path) => statSync(path).isFile())
          .map((path) => readFileSync(path)),
      ),
    open: (browser, path, options) => openPage(browser, relay.url + path, options),
    end: async () => {
      await relay.stop()
      store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** From the first page to the first screen of asking. */
export async function goAsk(page: Page): Promise<void> {
  await page.click('[data-go="ask"]')
  await page.waitForSelector('.ways .main:not([disabled]), .nowhere')
}

export async function chooseKind(page: Page, kind: string): Promise<void> {
  await page.click('.ways .main')
  await page.check(`#ask-kind input[value="${kind}"]`)
  await page.click('.ask .steps .main')
  await page.waitForSelector('#ask-text')
}

/** From the message to the screen with the number; waits until it was sent unless told another stage. */
export async function send(page: Page, stage = 'sent'): Promise<void> {
  await page.click('.ask .steps .main')
  await page.waitForSelector('.parts')
  await page.click('.ask .steps .main')
  await page.waitForSelector(`[data-stage="${stage}"]`, { timeout: 60_000 })
}

export async function receiptOn(page: Page): Promise<string> {
  return (await page.getAttribute('[data-receipt]', 'data-receipt')) ?? ''
}

/** Comes back with a number, from the first screen of asking. */
export async function comeBackWith(page: Page, receipt: string): Promise<void> {
  await page.click('.ways .button:not(.main)')
  await page.fill('#ask-receipt', receipt)
  await page.click('.ask .steps .main')
}

export interface PhotoFile {
  name: string
  mimeType: string
  buffer: Buffer
}

/** A photo as a phone makes it: a JPEG of the browser, with an EXIF block that holds a place, a time and a planted word. */
export async function phonePhoto(
  page: Page,
  planted: string,
  width = 2600,
  height = 1800,
): Promise<PhotoFile> {
  const encoded = await page.evaluate(
    async ([w, h]) => {
      const canvas = document.createElement('canvas')
      canvas.width = w as number
      canvas.height = h as number
      const paint = canvas.getContext('2d') as CanvasRenderingContext2D
      // Noise, so that the file is as large as a real photo's; a red field on the left, to be covered.
      const noise = paint.createImageData(canvas.width, canvas.height)
      let seed = 7
      for (let i = 0; i < noise.data.length; i++) {
        seed = (seed * 1103515245 + 12345) % 2147483648
        noise.data[i] = i % 4 === 3 ? 255 : 120 + (seed % 90)
      }
      paint.putImageData(noise, 0, 0)
      paint.fillStyle = '#ff0000'
      paint.fillRect(0, 0, canvas.width / 2, canvas.height)
      return canvas.toDataURL('image/jpeg', 0.9).split(',')[1] as string
    },
    [width, height],
  )
  const jpeg = Buffer.from(encoded, 'base64')
  return { name: 'IMG_0001.jpg', mimeType: 'image/jpeg', buffer: withExif(jpeg, planted) }
}

/** Puts an APP1 segment with GPS coordinates, a time and a comment behind the first marker (EXIF 2.3: TIFF header, IFD0, GPS IFD). */
function withExif(jpeg: Buffer, planted: string): Buffer {
  const words = Buffer.from(`${planted}\0`, 'utf8')
  const entry = (tag: number, type: number, count: number, value: number) => {
    const bytes = Buffer.alloc(12)
    bytes.writeUInt16BE(tag, 0)
    bytes.writeUInt16BE(type, 2)
    bytes.writeUInt32BE(count, 4)
    bytes.writeUInt32BE(value, 8)
    return bytes
  }
  const uint16 = (value: number) => Buffer.from([value >> 8, value & 255])
  const [ifd0, gps] = [8, 8 + 2 + 3 * 12 + 4]
  const data = gps + 2 + 2 * 12 + 4
  const latitude = Buffer.alloc(24)
  for (const [at, value] of [41, 1, 18, 1, 4271, 100].entries()) latitude.writeUInt32BE(value, at * 4)
  const tiff = Buffer.concat([
    Buffer.from('MM\0*'),
    Buffer.from([0, 0, 0, ifd0]),
    uint16(3),
    entry(0x010e, 2, words.length, data + 24),
    // Orientation: turned by a quarter, as phones do; what is drawn anew stands upright and says nothing of it.
    entry(0x0112, 3, 1, 6 << 16),
    entry(0x8825, 4, 1, gps),
    Buffer.alloc(4),
    uint16(2),
    entry(0x0001, 2, 2, 0x4e000000),
    entry(0x0002, 5, 3, data),
    Buffer.alloc(4),
    latitude,
    words,
  ])
  const body = Buffer.concat([Buffer.from('Exif\0\0'), tiff])
  const segment = Buffer.concat([Buffer.from([0xff, 0xe1]), uint16(body.length + 2), body])
  return Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)])
}
