import { execFileSync } from 'node:child_process'
import { randomBytes as random } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { strFromU8, unzipSync, zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ArchiveAttachment, ArchiveFile } from '../../casework/archive.ts'
import { sealStream } from '../../seal/age-stream.ts'
import { newId, utf8 } from '../../seal/bytes.ts'
import { type ArchiveSource, openArchive, sealArchive, TakeError } from './archive.ts'

/** As plain arrays of bytes: a Buffer is no equal of a Uint8Array. */
const randomBytes = (length: number) => Uint8Array.from(random(length))
const PASS = 'фраза для архива'
const WORK = 8
const CASE = newId()
const json = (cases: unknown[], version = 1) =>
  JSON.stringify({ format: 'hamroh-archive', version, exported: '2026-11-22', cases })
const packed = { id: CASE, rows: { facts: [[`c${CASE}`, 'number', 'Т-1', 'x.0.0']] } }
const source = (archive = json([packed]), files: ArchiveFile[] = []): ArchiveSource => ({
  files: [
    { name: 'archive.json', parts: [utf8(archive)] },
    { name: 'index.html', parts: [utf8('<p>дело</p>')] },
    ...files,
  ],
  attachments: [],
  fetch: () => Promise.reject(new Error('none')),
})
const bytes = async (stream: ReadableStream<Uint8Array>) =>
  new Uint8Array(
    await new Response(stream as ReadableStream<BufferSource & Uint8Array<ArrayBuffer>>).arrayBuffer(),
  )
const sealed = async (from: ArchiveSource, key: Parameters<typeof sealArchive>[1] = { passphrase: PASS }) =>
  bytes((await sealArchive(from, key, WORK)).stream)
const streamOf = (whole: Uint8Array, piece = 10_000) => {
  let at = 0
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= whole.length) return controller.close()
      controller.enqueue(whole.slice(at, at + piece))
      at += piece
    },
  })
}
const open = (file: Uint8Array, passphrase = PASS) => openArchive(streamOf(file), file.length, { passphrase })
const problemOf = (file: Uint8Array, passphrase = PASS) =>
  open(file, passphrase).then(
    () => null,
    (error) => (error instanceof TakeError ? error.problem : Promise.reject(error)),
  )
const zipAs = async (zip: Uint8Array) => bytes(await sealStream({ passphrase: PASS }, streamOf(zip), WORK))

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hamroh-archive-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('out and in', () => {
  test('what was sealed comes back; a file of 8 MB of text goes through', async () => {
    const noise = Array.from({ length: 400 }, () => utf8(Buffer.from(randomBytes(20_000)).toString('hex')))
    const file = await sealed(source(undefined, [{ name: 'cases/0001/index.html', parts: noise }]))
    expect(await open(file)).toEqual([packed])
  })

  test('a file of a family is inside as it was; one that cannot be fetched is named and stops nothing', async () => {
    const photo = randomBytes(300_000)
    const attachment = (name: string): ArchiveAttachment => ({
      name,
      case: CASE,
      id: newId(),
      file: newId(),
      hash: '',
      size: 1,
      type: 'image/jpeg',
      box: newId(),
    })
    const { stream, missing } = await sealArchive(
      {
        ...source(),
        attachments: [attachment('cases/0001/files/01.jpg'), attachment('cases/0001/files/02.jpg')],
        fetch: async ({ name }) => {
          if (name.endsWith('02.jpg')) throw new Error('away')
          return photo
        },
      },
      { passphrase: PASS },
      WORK,
    )
    const file = await bytes(stream)
    expect(missing).toEqual(['cases/0001/files/02.jpg'])
    expect(await open(file)).toEqual([packed])
    const inside = unzipSync(
      await bytes(
        await (await import('../../seal/age-stream.ts')).openStream({ passphrase: PASS }, streamOf(file)),
      ),
    )
    expect(Object.keys(inside)).toEqual(['archive.json', 'index.html', 'cases/0001/files/01.jpg'])
    expect(inside['cases/0001/files/01.jpg']).toEqual(photo)
    expect(strFromU8(inside['index.html']!)).toBe('<p>дело</p>')
  })

  test('files are made one after the other, when the reader asks for them', async () => {
    let made = 0
    const big = function* (): Generator<ArchiveFile> {
      yield { name: 'archive.json', parts: [utf8(json([packed]))] }
      for (let i = 0; i < 200; i++) {
        made++
        yield { name: `cases/${i}.html`, parts: [randomBytes(100_000)] }
      }
    }
    const { stream } = await sealArchive({ ...source(), files: big() }, { passphrase: PASS }, WORK)
    const reader = stream.getReader()
    for (let i = 0; i < 10; i++) await reader.read()
    expect(made).toBeLessThan(20)
    await reader.cancel()
  })
})

describe('what is refused, by name', () => {
  test('another passphrase, no age file, one byte changed anywhere, the end cut off', async () => {
    const file = await sealed(source(undefined, [{ name: 'x.txt', parts: [randomBytes(200_000)] }]))
    expect(await problemOf(file, 'другая фраза')).toBe('wrong-key')
    expect(await problemOf(utf8('PK это не age'))).toBe('not-age')
    expect(await problemOf(new Uint8Array())).toBe('not-age')
    for (const at of [400, 70_000, file.length - 5]) {
      const bad = file.slice()
      bad[at]! ^= 1
      expect(await problemOf(bad), `byte ${at}`).toBe('damaged')
    }
    for (const length of [file.length - 1, 131_000, 60_000])
      expect(await problemOf(file.slice(0, length)), `${length}`).toBe('damaged')
  })

  test('a later version; an archive without archive.json; one that is not first', async () => {
    expect(await problemOf(await sealed(source(json([packed], 2))))).toBe('newer')
    expect(await problemOf(await zipAs(zipSync({ 'index.html': utf8('x') })))).toBe('damaged')
    expect(await problemOf(await zipAs(utf8('no zip at all')))).toBe('damaged')
  })

  test('a bomb is counted while it unpacks', async () => {
    const bomb = zipSync({ 'archive.json': [new Uint8Array(80 * 1024 * 1024), { level: 9 }] })
    expect(bomb.length).toBeLessThan(100_000)
    expect(await problemOf(await zipAs(bomb))).toBe('too-large')
  })

  test('a file larger than any archive is not read at all', async () => {
    await expect(openArchive(streamOf(utf8('x')), 5 * 1024 ** 3, { passphrase: PASS })).rejects.toThrow(
      'too-large',
    )
  })
})

const AGE = ['/usr/bin/age', '/usr/local/bin/age'].find(existsSync)

describe.skipIf(!AGE)('the ordinary age command', () => {
  test('opens what goes to a recipient, and unzip finds the pages', async () => {
    const keys = join(folder, 'key.txt')
    const made = execFileSync(AGE!.replace(/age$/, 'age-keygen'), { encoding: 'utf8' })
    writeFileSync(keys, made, { mode: 0o600 })
    const recipient = /age1[0-9a-z]+/.exec(made)![0]
    const file = await sealed(source(), { recipient })
    writeFileSync(join(folder, 'a.age'), file)
    const plain = execFileSync(AGE!, ['-d', '-i', keys, join(folder, 'a.age')])
    expect(strFromU8(unzipSync(new Uint8Array(plain))['index.html']!)).toBe('<p>дело</p>')
    const identity = /AGE-SECRET-KEY-1[0-9A-Z]+/.exec(made)![0]
    expect(await openArchive(streamOf(file), file.length, { identity })).toEqual([packed])
    expect(await problemOf(file)).toBe('wrong-key')
  })

  test('and what age sealed itself is taken in', async () => {
    const made = execFileSync(AGE!.replace(/age$/, 'age-keygen'), { encoding: 'utf8' })
    const zip = zipSync({ 'archive.json': utf8(json([packed])) })
    const file = new Uint8Array(execFileSync(AGE!, ['-r', /age1[0-9a-z]+/.exec(made)![0]], { input: zip }))
    expect(
      await openArchive(streamOf(file), file.length, {
        identity: /AGE-SECRET-KEY-1[0-9A-Z]+/.exec(made)![0],
      }),
    ).toEqual([packed])
  })
})
