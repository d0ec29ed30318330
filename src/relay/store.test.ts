/** The relay's store: what it keeps, refuses, forgets, and survives. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { LIMITS } from '../log/wire.ts'
import { openToRead } from './schema.ts'
import { newCapability, setupLink } from './setup.ts'
import { tokenHash } from './spaces.ts'
import { Store } from './store.ts'
import { verifyFile } from './verify.ts'

const desk = 'D'.repeat(22)
const box = 'B'.repeat(22)
const token = 't'.repeat(43)
const bytes = (text: string) => new TextEncoder().encode(text)

let folder: string
let day = 20_000
let store: Store

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hamroh-store-'))
  day = 20_000
  store = new Store(join(folder, 'relay.db'), () => day)
  store.addCapability('cap')
  expect(store.createSpace('cap', desk, tokenHash('admin'), tokenHash('member'))).toBe('kept')
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('boxes', () => {
  test('keep messages in order, once, under the token of the first call', () => {
    expect(store.putRequest(desk, box, token, 0, bytes('a'))).toBe('kept')
    expect(store.putRequest(desk, box, token, 0, bytes('a'))).toBe('already')
    expect(store.putRequest(desk, box, token, 0, bytes('b'))).toBe('conflict')
    expect(store.putRequest(desk, box, token, 2, bytes('c'))).toBe('gap')
    expect(store.putRequest(desk, box, 'x'.repeat(43), 1, bytes('c'))).toBe('forbidden')
    expect(store.putRequest('E'.repeat(22), box, token, 0, bytes('a'))).toBe('unknown')
    expect(store.requests(desk, 0).arrived.map((each) => [each.box, each.seq, each.day])).toEqual([
      [box, 0, 20_000],
    ])
  })
  test('replies go only to a box that exists', () => {
    expect(store.putReply(desk, box, 0, bytes('r'))).toBe('unknown')
    store.putRequest(desk, box, token, 0, bytes('a'))
    expect(store.putReply(desk, box, 0, bytes('r'))).toBe('kept')
    expect(store.replies(desk, box, -1).frames.map((frame) => new TextDecoder().decode(frame.bytes))).toEqual(
      ['r'],
    )
  })
  test('quotas: messages, files, bytes', () => {
    for (let seq = 0; seq < LIMITS.messagesPerBox; seq++)
      expect(store.putRequest(desk, box, token, seq, bytes('a'))).toBe('kept')
    expect(store.putRequest(desk, box, token, LIMITS.messagesPerBox, bytes('a'))).toBe('full')
    const owner = `box/${desk}/${box}`
    const big = new Uint8Array(LIMITS.part)
    let kept = 0
    for (let part = 0; part < 300; part++)
      if (store.putPart(owner, 'F'.repeat(22), part, big, { desk, box }) === 'kept') kept++
    expect(kept).toBe(Math.floor((LIMITS.boxBytes - LIMITS.messagesPerBox) / LIMITS.part))
  })
  test('expire 90 days after the last contact of either side', () => {
    store.putRequest(desk, box, token, 0, bytes('a'))
    day += LIMITS.boxDays
    expect(store.expireBoxes()).toBe(0)
    store.replies(desk, box, -1)
    day += LIMITS.boxDays
    expect(store.expireBoxes()).toBe(0)
    day += 1
    expect(store.expireBoxes()).toBe(1)
    expect(store.counts()).toMatchObject({ boxes: 0, messages: 0, files: 0 })
  })
  test('erased bytes are gone from the file, its log and a copy', () => {
    const planted = `planted-${'z'.repeat(3000)}-plaintext`
    store.putRequest(desk, box, token, 0, bytes(planted))
    store.putPart(`box/${desk}/${box}`, 'F'.repeat(22), 0, bytes(planted), { desk, box })
    expect(store.eraseBox(desk, box)).toBe(true)
    store.copyTo(join(folder, 'copy.db'))
    for (const name of readdirSync(folder))
      expect(readFileSync(join(folder, name)).includes('planted-zzz'), name).toBe(false)
  })
})

describe('erasing while a backup reads', () => {
  test('waits for nobody, and the first write after the backup empties the log', () => {
    const planted = `planted-${'z'.repeat(3000)}-plaintext`
    const holds = () =>
      readdirSync(folder).filter((name) => readFileSync(join(folder, name)).includes('planted-zzz'))
    store.putRequest(desk, box, token, 0, bytes(planted))
    const reader = openToRead(join(folder, 'relay.db'))
    reader.exec('begin')
    expect(reader.prepare('select count(*) as n from messages').get()?.n).toBe(1)
    const from = Date.now()
    expect(store.eraseBox(desk, box)).toBe(true)
    expect(Date.now() - from).toBeLessThan(2_000)
    expect(holds().length).toBeGreaterThan(0)
    reader.exec('commit')
    reader.close()
    store.putRequest(desk, 'C'.repeat(22), token, 0, bytes('next'))
    expect(holds()).toEqual([])
  })
})

describe('invites', () => {
  const [join, hash] = ['J'.repeat(22), (text: string) => tokenHash(text)]
  test('have two slots, each written once, and end', () => {
    expect(store.openJoin(desk, join, hash('secret'))).toBe('kept')
    expect(store.openJoin(desk, join, hash('secret'))).toBe('already')
    expect(store.openJoin(desk, join, hash('other'))).toBe('conflict')
    expect([store.joinAllows(join, 'secret'), store.joinAllows(join, 'other')]).toEqual([true, false])
    expect(store.slot(join, 'hello')).toBe(null)
    expect(store.putSlot(join, 'hello', bytes('a'))).toBe('kept')
    expect(store.putSlot(join, 'hello', bytes('a'))).toBe('already')
    expect(store.putSlot(join, 'hello', bytes('b'))).toBe('conflict')
    expect(store.slot(join, 'welcome')).toBe(null)
    store.endJoin(join)
    expect(store.joinAllows(join, 'secret')).toBe(false)
  })
  test('live seven days, and twenty at a time', () => {
    for (let n = 0; n < LIMITS.joinsPerSpace; n++)
      expect(store.openJoin(desk, String(n).padStart(22, 'J'), hash('s'))).toBe('kept')
    expect(store.openJoin(desk, join, hash('s'))).toBe('full')
    day += LIMITS.joinDays
    expect(store.joinAllows('0'.padStart(22, 'J'), 's')).toBe(true)
    day += 1
    expect(store.joinAllows('0'.padStart(22, 'J'), 's')).toBe(false)
    expect(store.openJoin(desk, join, hash('s'))).toBe('kept')
    expect(store.expireJoins()).toBe(0)
  })
})

describe('tokens and further spaces', () => {
  test('an earlier member token is remembered as one, also when it comes back', () => {
    store.rotateTokens(desk, null, tokenHash('second'))
    expect([store.allows(desk, 'member', 'member'), store.wasMember(desk, 'member')]).toEqual([false, true])
    expect([store.allows(desk, 'second', 'member'), store.wasMember(desk, 'second')]).toEqual([true, false])
    store.rotateTokens(desk, tokenHash('boss'), tokenHash('member'))
    expect([store.allows(desk, 'member', 'member'), store.wasMember(desk, 'member')]).toEqual([true, false])
    expect([store.allows(desk, 'admin', 'admin'), store.wasMember(desk, 'admin')]).toEqual([false, false])
    expect(store.wasMember('E'.repeat(22), 'second')).toBe(false)
  })
  test('a space makes further ones, so many and no more', () => {
    const name = (n: number) => String(n).padStart(22, 'S')
    expect(store.createChild(desk, desk, tokenHash('a'), tokenHash('m'))).toBe('conflict')
    for (let n = 0; n < LIMITS.spacesPerSpace; n++)
      expect(store.createChild(desk, name(n), tokenHash('a'), tokenHash('m'))).toBe('kept')
    expect(store.createChild(desk, name(0), tokenHash('a'), tokenHash('m'))).toBe('already')
    expect(store.createChild(desk, name(9999), tokenHash('a'), tokenHash('m'))).toBe('full')
  })
})

describe('spaces and logs', () => {
  test('need a capability, which makes three spaces and is spent', () => {
    expect(store.createSpace('guess', 'S'.repeat(22), tokenHash('a'), tokenHash('m'))).toBe('forbidden')
    expect(store.createSpace('cap', desk, tokenHash('a'), tokenHash('m'))).toBe('conflict')
    for (const id of ['1', '2'])
      expect(store.createSpace('cap', id.repeat(22), tokenHash('a'), tokenHash('m'))).toBe('kept')
    expect(store.createSpace('cap', '5'.repeat(22), tokenHash('a'), tokenHash('m'))).toBe('forbidden')
    expect(store.isSetupOpen()).toBe(false)
  })
  test('a new set-up link ends those that were never opened, not one that is half used', () => {
    store.addCapability('lost')
    const token = newCapability(store)
    expect([store.hasCapability('lost'), store.hasCapability(token), store.hasCapability('cap')]).toEqual([
      false,
      true,
      true,
    ])
    expect(setupLink('http://127.0.0.1:1', token)).toBe(`http://127.0.0.1:1/team/#setup=${token}`)
  })
  test('tokens: a member is no admin, a rotated token is nobody', () => {
    expect([
      store.allows(desk, 'admin', 'admin'),
      store.allows(desk, 'admin', 'member'),
      store.allows(desk, 'member', 'member'),
    ]).toEqual([true, true, true])
    expect([
      store.allows(desk, 'member', 'admin'),
      store.allows(desk, 'x', 'member'),
      store.allows('none', 'admin', 'admin'),
    ]).toEqual([false, false, false])
    store.rotateTokens(desk, null, tokenHash('member-2'))
    expect([store.allows(desk, 'member', 'member'), store.allows(desk, 'member-2', 'member')]).toEqual([
      false,
      true,
    ])
  })
  test('the control log is compare-and-swap', () => {
    expect(store.appendControl(desk, 0, bytes('g'))).toBe('kept')
    expect(store.appendControl(desk, 0, bytes('g'))).toBe('already')
    expect(store.appendControl(desk, 0, bytes('other'))).toBe('conflict')
    expect(store.appendControl(desk, 2, bytes('h'))).toBe('gap')
    expect(store.appendControl(desk, 1, bytes('h'))).toBe('kept')
    expect(store.control(desk, 0).frames.map((frame) => frame.position)).toEqual([1])
  })
  test('a commit sent twice keeps its position; lanes and spaces do not mix', () => {
    const [first, second] = store.appendCommits(desk, 'l1', [bytes('x'), bytes('y')])
    expect(store.appendCommits(desk, 'l1', [bytes('x')])).toEqual([first])
    store.appendCommits(desk, 'l2', [bytes('x')])
    expect(store.commits(desk, 'l1', first!).frames.map((frame) => frame.position)).toEqual([second])
    expect(store.commits('other', 'l1', 0).frames).toEqual([])
  })
  test('an answer is cut to its limit and says that there is more', () => {
    const big = new Uint8Array(LIMITS.commit)
    const all = Array.from({ length: 60 }, (_, i) => Uint8Array.from(big).fill(i, 0, 4))
    store.appendCommits(desk, 'l', all)
    let after = 0
    let seen = 0
    for (let pages = 0; ; pages++) {
      const { frames, more } = store.commits(desk, 'l', after)
      expect(frames.reduce((sum, frame) => sum + frame.bytes.length, 0)).toBeLessThanOrEqual(LIMITS.answer)
      seen += frames.length
      after = frames.at(-1)?.position ?? after
      if (!more) break
      expect(pages).toBeLessThan(10)
    }
    expect(seen).toBe(60)
  })
})

describe('care', () => {
  test('a database of another program is not touched', () => {
    const file = join(folder, 'other.db')
    const other = new DatabaseSync(file)
    other.exec('create table diary (entry text)')
    other.close()
    const before = readFileSync(file)
    expect(() => new Store(file)).toThrow(/another program/)
    expect(() => verifyFile(file)).toThrow(/another program/)
    expect(readFileSync(file).equals(before)).toBe(true)
  })
  test('verify names what does not fit together', () => {
    store.putRequest(desk, box, token, 0, bytes('a'))
    store.putRequest(desk, box, token, 1, bytes('b'))
    store.appendControl(desk, 0, bytes('g'))
    store.appendControl(desk, 1, bytes('h'))
    store.putPart(`box/${desk}/${box}`, 'F'.repeat(22), 0, bytes('p'), { desk, box })
    const file = join(folder, 'relay.db')
    expect(verifyFile(file).problems).toEqual([])
    const spoilt = (sql: string) => {
      const copy = join(folder, 'spoilt.db')
      rmSync(copy, { force: true })
      store.copyTo(copy)
      const db = new DatabaseSync(copy)
      db.exec(sql)
      db.close()
      return verifyFile(copy).problems
    }
    expect(spoilt('delete from control where seq = 0')).toEqual(['a control log has a gap'])
    expect(spoilt('delete from messages where seq = 0')).toEqual([
      'a conversation has a gap',
      'the size counted for a box is not the size of what it holds',
    ])
    expect(spoilt('delete from boxes')).toEqual([
      'a message belongs to no box',
      'an attachment belongs to no box',
    ])
    expect(spoilt('delete from spaces')).toEqual(['a control entry belongs to no space'])
    expect(spoilt("update parts set bytes = x'00'")).toEqual([
      'the bytes of parts are not those that were acknowledged',
    ])
  })
  test('a copy made while it runs is whole and complete', () => {
    store.putRequest(desk, box, token, 0, bytes('a'))
    store.copyTo(join(folder, 'copy.db'))
    const copy = new Store(join(folder, 'copy.db'))
    expect(verifyFile(join(folder, 'copy.db')).problems).toEqual([])
    expect(copy.counts()).toMatchObject({ boxes: 1, messages: 1, spaces: 1 })
    copy.close()
  })
  test('no token stands in the file', () => {
    store.putRequest(desk, box, token, 0, bytes('a'))
    for (const name of readdirSync(folder))
      expect(readFileSync(join(folder, name)).includes(token)).toBe(false)
  })
  test('a failed transaction leaves nothing behind', () => {
    expect(() =>
      store.transaction(() => {
        store.setNotice(desk, bytes('half'))
        throw new Error('power cut')
      }),
    ).toThrow('power cut')
    expect(store.notice(desk)).toBeNull()
  })
})
