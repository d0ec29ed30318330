/**
 * What the relay keeps: ciphertext, positions, sizes, hashes of tokens, days. It cannot read anything of it and decides no rights beyond tokens. Spaces and logs
 * stand in `spaces.ts`; here are desks, the boxes of families, and files.
 */
import { type Frame, LIMITS } from '../log/wire.ts'
import { countThatFits, isDiskFull, page, sha256 } from './database.ts'
import { matches, type Outcome, Spaces, tokenHash } from './spaces.ts'

export interface Arrived {
  position: number
  box: string
  seq: number
  day: number
  bytes: Uint8Array
}

export class Store extends Spaces {
  // ── desks and boxes ────────────────────────────────────────────────────────────────────────────────────

  setNotice(desk: string, bytes: Uint8Array): void {
    this.run(
      'insert into notices (desk, bytes) values (?, ?) on conflict (desk) do update set bytes = excluded.bytes',
      desk,
      bytes,
    )
  }

  notice(desk: string): Uint8Array | null {
    return (
      (this.get('select bytes from notices where desk = ?', desk)?.bytes as Uint8Array | undefined) ?? null
    )
  }

  /** Every desk that has a notice: the family app is told the first one when it has no leaflet. */
  desks(): string[] {
    return this.all('select desk from notices order by desk').map((row) => String(row.desk))
  }

  boxAllows(desk: string, box: string, token: string): boolean {
    const row = this.get('select token from boxes where desk = ? and id = ?', desk, box)
    return row !== undefined && matches(row.token, token)
  }

  hasBox(desk: string, box: string): boolean {
    return this.get('select 1 from boxes where desk = ? and id = ?', desk, box) !== undefined
  }

  /** Keeps one request message; the first one opens the box under its token. */
  putRequest(desk: string, box: string, token: string, seq: number, bytes: Uint8Array): Outcome {
    return this.transaction(() => {
      if (!this.hasSpace(desk)) return 'unknown'
      if (!this.#openBox(desk, box, token)) return 'forbidden'
      return this.#putMessage(desk, box, 0, seq, bytes)
    })
  }

  putReply(desk: string, box: string, seq: number, bytes: Uint8Array): Outcome {
    return this.transaction(() =>
      this.hasBox(desk, box) ? this.#putMessage(desk, box, 1, seq, bytes) : 'unknown',
    )
  }

  #openBox(desk: string, box: string, token: string): boolean {
    const row = this.get('select token from boxes where desk = ? and id = ?', desk, box)
    if (row) return matches(row.token, token)
    this.run(
      'insert into boxes (desk, id, token, created, touched) values (?, ?, ?, ?, ?)',
      desk,
      box,
      tokenHash(token),
      this.today(),
      this.today(),
    )
    return true
  }

  #putMessage(desk: string, box: string, reply: 0 | 1, seq: number, bytes: Uint8Array): Outcome {
    const kept = this.get(
      'select bytes from messages where desk = ? and box = ? and reply = ? and seq = ?',
      desk,
      box,
      reply,
      seq,
    )
    if (kept) return Buffer.compare(kept.bytes as Uint8Array, bytes) === 0 ? 'already' : 'conflict'
    const next = Number(
      this.get(
        'select coalesce(max(seq), -1) + 1 as next from messages where desk = ? and box = ? and reply = ?',
        desk,
        box,
        reply,
      )?.next,
    )
    if (seq !== next) return 'gap'
    if (next >= LIMITS.messagesPerBox || !this.#charge(desk, box, bytes.length)) return 'full'
    this.run(
      'insert into messages (desk, box, reply, seq, day, hash, bytes) values (?, ?, ?, ?, ?, ?, ?)',
      desk,
      box,
      reply,
      seq,
      this.today(),
      sha256(bytes),
      bytes,
    )
    return 'kept'
  }

  #charge(desk: string, box: string, bytes: number): boolean {
    return (
      this.run(
        'update boxes set bytes = bytes + ?, touched = ? where desk = ? and id = ? and bytes + ? <= ?',
        bytes,
        this.today(),
        desk,
        box,
        bytes,
        LIMITS.boxBytes,
      ) > 0
    )
  }

  replies(desk: string, box: string, after: number): { frames: Frame[]; more: boolean } {
    this.#touch(desk, box)
    return page(
      this.all(
        'select seq as position, bytes from messages where desk = ? and box = ? and reply = 1 and seq > ? order by seq limit 200',
        desk,
        box,
        after,
      ),
      200,
    )
  }

  /** A family that reads keeps its box alive. On a full disk the day stays as it was: reading must go on. */
  #touch(desk: string, box: string): void {
    try {
      this.run(
        'update boxes set touched = ? where desk = ? and id = ? and touched <> ?',
        this.today(),
        desk,
        box,
        this.today(),
      )
    } catch (error) {
      if (!isDiskFull(error)) throw error
    }
  }

  /** Messages of all boxes of a desk after a position, in order of arrival, at most `LIMITS.answer` bytes. */
  requests(desk: string, after: number): { arrived: Arrived[]; more: boolean } {
    const rows = this.all(
      'select position, box, seq, day, bytes from messages where desk = ? and reply = 0 and position > ? order by position limit 1000',
      desk,
      after,
    )
    const arrived = rows.map((row) => ({
      position: Number(row.position),
      box: String(row.box),
      seq: Number(row.seq),
      day: Number(row.day),
      bytes: row.bytes as Uint8Array,
    }))
    const fits = countThatFits(arrived)
    return { arrived: arrived.slice(0, fits), more: fits < rows.length || rows.length === 1000 }
  }

  // ── files ──────────────────────────────────────────────────────────────────────────────────────────────

  /** `owner` is `box/<desk>/<box>` or `space/<space>`: made by the routes, never by a client. */
  putPart(
    owner: string,
    file: string,
    part: number,
    bytes: Uint8Array,
    charge?: { desk: string; box: string },
  ): Outcome {
    return this.transaction(() => {
      const kept = this.get(
        'select bytes from parts where owner = ? and file = ? and part = ?',
        owner,
        file,
        part,
      )
      if (kept) return Buffer.compare(kept.bytes as Uint8Array, bytes) === 0 ? 'already' : 'conflict'
      if (charge) {
        const isNew =
          part === 0 ||
          this.get('select 1 from parts where owner = ? and file = ?', owner, file) === undefined
        if (
          isNew &&
          Number(this.get('select count(distinct file) as n from parts where owner = ?', owner)?.n) >=
            LIMITS.filesPerBox
        )
          return 'full'
        if (!this.#charge(charge.desk, charge.box, bytes.length)) return 'full'
      }
      this.run(
        'insert into parts (owner, file, part, hash, bytes) values (?, ?, ?, ?, ?)',
        owner,
        file,
        part,
        sha256(bytes),
        bytes,
      )
      return 'kept'
    })
  }

  part(owner: string, file: string, part: number): Uint8Array | null {
    return (
      (this.get('select bytes from parts where owner = ? and file = ? and part = ?', owner, file, part)
        ?.bytes as Uint8Array | undefined) ?? null
    )
  }

  partsThere(owner: string, file: string): number[] {
    return this.all('select part from parts where owner = ? and file = ? order by part', owner, file).map(
      (row) => Number(row.part),
    )
  }

  /** Erases one file of a space. False when nothing of it was there. */
  eraseFile(owner: string, file: string): boolean {
    const was = this.run('delete from parts where owner = ? and file = ?', owner, file) > 0
    if (was) this.emptyLog()
    return was
  }

  // ── erasing ────────────────────────────────────────────────────────────────────────────────────────────

  /** Erases a box, its messages and its files. `secure_delete` overwrites the pages; the write-ahead log is emptied. */
  eraseBox(desk: string, box: string): boolean {
    const was = this.transaction(() => this.#erase(desk, box))
    if (was) this.emptyLog()
    return was
  }

  #erase(desk: string, box: string): boolean {
    this.run('delete from parts where owner = ?', `box/${desk}/${box}`)
    this.run('delete from messages where desk = ? and box = ?', desk, box)
    return this.run('delete from boxes where desk = ? and id = ?', desk, box) > 0
  }

  /** Deletes boxes that nobody has touched for `LIMITS.boxDays`. Returns how many. */
  expireBoxes(): number {
    const old = this.all('select desk, id from boxes where touched < ?', this.today() - LIMITS.boxDays)
    this.transaction(() => {
      for (const row of old) this.#erase(String(row.desk), String(row.id))
    })
    if (old.length) this.emptyLog()
    return old.length
  }
}
