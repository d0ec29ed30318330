/** Spaces at the relay: the one-time capability that makes them, their tokens, their logs. The relay compares tokens and decides nothing else. */
import { timingSafeEqual } from 'node:crypto'
import { type Frame, LIMITS } from '../log/wire.ts'
import { Database, page, sha256 } from './database.ts'

export type Outcome = 'kept' | 'already' | 'conflict' | 'forbidden' | 'unknown' | 'full' | 'gap'

/** An organisation begins with its own space, a team and an intake desk. */
const SPACES_AT_ONCE = 3

export const tokenHash = (token: string): Uint8Array => sha256(token)
export const matches = (kept: unknown, token: string): boolean =>
  timingSafeEqual(kept as Uint8Array, tokenHash(token))

export class Spaces extends Database {
  // ── capabilities and spaces ────────────────────────────────────────────────────────────────────────────

  /** Remembers a one-time capability to create spaces, by its hash. */
  addCapability(token: string): void {
    this.run('insert or ignore into capabilities (hash) values (?)', tokenHash(token))
  }

  /** Forgets the capabilities that made nothing yet: links of earlier starts that nobody opened. */
  withdrawUnused(): void {
    this.run('delete from capabilities where used = 0')
  }

  hasCapability(token: string): boolean {
    return (
      this.get('select 1 from capabilities where hash = ? and used < ?', tokenHash(token), SPACES_AT_ONCE) !==
      undefined
    )
  }

  /** Whether some capability can still make a space. */
  isSetupOpen(): boolean {
    return this.get('select 1 from capabilities where used < ?', SPACES_AT_ONCE) !== undefined
  }

  hasSpaces(): boolean {
    return this.get('select 1 from spaces limit 1') !== undefined
  }

  /** A capability makes three spaces, what an organisation begins with (its own, a team, an intake desk), and is spent. */
  createSpace(capability: string, space: string, admin: Uint8Array, member: Uint8Array): Outcome {
    return this.transaction(() => {
      if (!this.hasCapability(capability)) return 'forbidden'
      if (this.hasSpace(space)) return 'conflict'
      this.run('update capabilities set used = used + 1 where hash = ?', tokenHash(capability))
      this.#insertSpace(space, admin, member)
      return 'kept'
    })
  }

  /** A further space of an organisation, made by the admin of one it has. The routes have checked the token. */
  createChild(parent: string, space: string, admin: Uint8Array, member: Uint8Array): Outcome {
    return this.transaction(() => {
      if (this.hasSpace(space))
        return this.get('select 1 from children where id = ? and parent = ?', space, parent)
          ? 'already'
          : 'conflict'
      const made = this.get('select count(*) as n from children where parent = ?', parent)?.n
      if (Number(made) >= LIMITS.spacesPerSpace) return 'full'
      this.#insertSpace(space, admin, member)
      this.run('insert into children (id, parent) values (?, ?)', space, parent)
      return 'kept'
    })
  }

  #insertSpace(space: string, admin: Uint8Array, member: Uint8Array): void {
    this.run(
      'insert into spaces (id, admin, member, created) values (?, ?, ?, ?)',
      space,
      admin,
      member,
      this.today(),
    )
  }

  hasSpace(space: string): boolean {
    return this.get('select 1 from spaces where id = ?', space) !== undefined
  }

  /** Whether a token belongs to a space as admin or as member (an admin is a member too). */
  allows(space: string, token: string, right: 'admin' | 'member'): boolean {
    const row = this.get('select admin, member from spaces where id = ?', space)
    if (!row) return false
    return matches(row.admin, token) || (right === 'member' && matches(row.member, token))
  }

  /** Whether this was a member's token once: it reads the control log, so that whoever was away finds the new keys there, and nothing else. */
  wasMember(space: string, token: string): boolean {
    return (
      this.get('select 1 from former where space = ? and member = ?', space, tokenHash(token)) !== undefined
    )
  }

  rotateTokens(space: string, admin: Uint8Array | null, member: Uint8Array | null): void {
    this.transaction(() => {
      if (admin) this.run('update spaces set admin = ? where id = ?', admin, space)
      if (!member) return
      this.run(
        'insert or ignore into former (space, member) select id, member from spaces where id = ?',
        space,
      )
      this.run('delete from former where space = ? and member = ?', space, member)
      this.run('update spaces set member = ? where id = ?', member, space)
    })
  }

  // ── invites ────────────────────────────────────────────────────────────────────────────────────────────

  /** Opens a mailbox for an invite. The routes have checked the admin's token of the space. */
  openJoin(space: string, join: string, token: Uint8Array): Outcome {
    return this.transaction(() => {
      this.expireJoins()
      const kept = this.get('select token from joins where id = ?', join)
      if (kept) return Buffer.compare(kept.token as Uint8Array, token) === 0 ? 'already' : 'conflict'
      const open = this.get('select count(*) as n from joins where space = ?', space)?.n
      if (Number(open) >= LIMITS.joinsPerSpace) return 'full'
      this.run(
        'insert into joins (id, space, token, expires) values (?, ?, ?, ?)',
        join,
        space,
        token,
        this.today() + LIMITS.joinDays,
      )
      return 'kept'
    })
  }

  /** An expired invite is as unknown as one that never was. */
  joinAllows(join: string, token: string): boolean {
    const row = this.get('select token, expires from joins where id = ?', join)
    return row !== undefined && matches(row.token, token) && Number(row.expires) >= this.today()
  }

  putSlot(join: string, slot: 'hello' | 'welcome', bytes: Uint8Array): Outcome {
    return this.transaction(() => {
      const kept = this.slot(join, slot)
      if (kept) return Buffer.compare(kept, bytes) === 0 ? 'already' : 'conflict'
      this.run(`update joins set ${slot} = ? where id = ?`, bytes, join)
      return 'kept'
    })
  }

  slot(join: string, slot: 'hello' | 'welcome'): Uint8Array | null {
    return (this.get(`select ${slot} as bytes from joins where id = ?`, join)?.bytes ??
      null) as Uint8Array | null
  }

  endJoin(join: string): void {
    this.run('delete from joins where id = ?', join)
  }

  /** Deletes invites whose days are over. Returns how many. */
  expireJoins(): number {
    return this.run('delete from joins where expires < ?', this.today())
  }

  // ── logs ───────────────────────────────────────────────────────────────────────────────────────────────

  /** Compare-and-swap: keeps entry `seq` only when it is the next one. */
  appendControl(space: string, seq: number, bytes: Uint8Array): Outcome {
    return this.transaction(() => {
      const head = Number(
        this.get('select coalesce(max(seq), -1) as head from control where space = ?', space)?.head,
      )
      if (seq > head + 1) return 'gap'
      if (seq <= head) {
        const kept = this.get('select bytes from control where space = ? and seq = ?', space, seq)
          ?.bytes as Uint8Array
        return Buffer.compare(kept, bytes) === 0 ? 'already' : 'conflict'
      }
      this.run(
        'insert into control (space, seq, hash, bytes) values (?, ?, ?, ?)',
        space,
        seq,
        sha256(bytes),
        bytes,
      )
      return 'kept'
    })
  }

  control(space: string, after: number): { frames: Frame[]; more: boolean } {
    return page(
      this.all(
        'select seq as position, bytes from control where space = ? and seq > ? order by seq limit 2000',
        space,
        after,
      ),
      2000,
    )
  }

  /** Appends commits; the same bytes again keep their first position, so that a repeated call after a lost answer is harmless. */
  appendCommits(space: string, lane: string, commits: Uint8Array[]): number[] {
    return this.transaction(() =>
      commits.map((bytes) => {
        const hash = sha256(bytes)
        this.run(
          'insert or ignore into commits (space, lane, hash, bytes) values (?, ?, ?, ?)',
          space,
          lane,
          hash,
          bytes,
        )
        return Number(
          this.get(
            'select position from commits where space = ? and lane = ? and hash = ?',
            space,
            lane,
            hash,
          )?.position,
        )
      }),
    )
  }

  commits(space: string, lane: string, after: number): { frames: Frame[]; more: boolean } {
    return page(
      this.all(
        'select position, bytes from commits where space = ? and lane = ? and position > ? order by position limit 2000',
        space,
        lane,
        after,
      ),
      2000,
    )
  }
}
