/**
 * A member's own files on their way to the relay. Sealed in the browser at once; the sealed parts lie on this device until the relay has every one of them, so
 * that a closed page or a bad line loses nothing and sending goes on where it stopped.
 */
import type { Lanes } from '../../casework/case-view.ts'
import { filesToErase } from '../../casework/own-files.ts'
import type { PlainDate } from '../../law/types.ts'
import { openLaneFile, sealLaneFile } from '../../log/lane-files.ts'
import { ringOf } from '../../log/membership.ts'
import { type Remote, RemoteError } from '../../log/remote.ts'
import { LIMITS } from '../../log/wire.ts'
import { concat } from '../../seal/bytes.ts'
import { SealError } from '../../seal/errors.ts'
import type { Attachment } from '../../seal/payload.ts'
import type { Disk, Write } from '../session/disk.ts'
import type { Session } from '../session/session.ts'

const LANE = 'documents'
const LIST = 'upload/'
const ERASED = 'erased-files'
const partKey = (file: string, part: number) => `upload-part/${file}/${String(part).padStart(4, '0')}`

interface Waiting {
  parts: number
}

const ring = (session: Session) => ringOf(session.profile.secrets, 'team', LANE)
const spaceOf = (session: Session) =>
  session.profile.secrets.spaces.find(({ kind }) => kind === 'team') ?? null

/**
 * Seals a file to the lane and gives the writes that keep it here until it is sent: they go into the transaction of the entry that names it, so that neither is
 * ever here without the other. Throws `too-large` past 50 MiB, `unknown-key` without the lane.
 */
export async function sealUpload(
  session: Session,
  type: Attachment['type'],
  plain: Uint8Array,
): Promise<{ attachment: Attachment; writes: Write[] }> {
  const { attachment, file } = await sealLaneFile(ring(session), type, plain)
  const parts = Math.ceil(file.length / LIMITS.part)
  const writes: Write[] = Array.from({ length: parts }, (_, part) => ({
    store: 'records',
    key: partKey(attachment.id, part),
    value: file.subarray(part * LIMITS.part, (part + 1) * LIMITS.part),
  }))
  writes.push(session.profile.records.put(LIST + attachment.id, { parts } satisfies Waiting))
  return { attachment, writes }
}

/** How many files wait here. */
export const uploadsWaiting = async (disk: Disk): Promise<number> => (await disk.list('records', LIST)).length

/** Sends what waits; what the relay has already is not sent again. `progress` is told parts done and parts in all. */
export async function sendUploads(
  session: Session,
  remote: Remote,
  progress: (file: string, done: number, all: number) => void = () => {},
): Promise<void> {
  const space = spaceOf(session)
  if (!space) return
  for (const { key } of await session.disk.list('records', LIST)) {
    const file = key.slice(LIST.length)
    const bytes = await keptFile(session, file)
    if (bytes)
      await remote.putFile(remote.spaceFile(space.id, file), space.member, bytes, (done, all) =>
        progress(file, done, all),
      )
    await session.disk.write(await forgetUpload(session, file))
  }
}

/**
 * Erases at the relay what is due; only an admin's device can, and it does so by itself. What was erased is remembered here, so that it is asked once.
 */
export async function eraseOverdueFiles(
  session: Session,
  remote: Remote,
  lanes: Lanes,
  today: PlainDate,
): Promise<void> {
  const space = spaceOf(session)
  if (!space?.admin) return
  const due = filesToErase(lanes, today, Date.now())
  if (due.length === 0) return
  const { records } = session.profile
  const done = new Set((await records.read<string[]>(ERASED)) ?? [])
  const open = due.filter((file) => !done.has(file))
  for (const file of open) await remote.eraseFile(space.id, file, space.admin)
  if (open.length > 0) await session.disk.write([records.put(ERASED, due)])
}

/** Erases one file at the relay, and what of it still waits here. Throws `RemoteError`; one that is gone already is erased. */
export async function eraseUpload(session: Session, remote: Remote, file: string): Promise<void> {
  const space = spaceOf(session)
  if (!space?.admin) throw new SealError('not-allowed', 'an admin erases files')
  await remote.eraseFile(space.id, file, space.admin).catch((error) => {
    if (!(error instanceof RemoteError) || error.problem !== 'unknown') throw error
  })
  await session.disk.write(await forgetUpload(session, file))
}

/** The writes that drop what lies here of a file. */
export async function forgetUpload(session: Session, file: string): Promise<Write[]> {
  const known = await session.profile.records.read<Waiting>(LIST + file)
  const parts = Array.from({ length: known?.parts ?? 0 }, (_, part) => partKey(file, part))
  return [LIST + file, ...parts].map((key): Write => ({ store: 'records', key, remove: true }))
}

/** The sealed file as it lies here, or null when it was sent or is not whole. */
async function keptFile(session: Session, file: string): Promise<Uint8Array | null> {
  const known = await session.profile.records.read<Waiting>(LIST + file)
  if (!known) return null
  const parts: Uint8Array[] = []
  for (let part = 0; part < known.parts; part++) {
    const value = await session.disk.get('records', partKey(file, part))
    if (!(value instanceof Uint8Array)) return null
    parts.push(value)
  }
  return concat(...parts)
}

/** A member's file in the clear, from this device while it waits, else from the relay; checked against the hash that stands in the log. */
export async function openUpload(
  session: Session,
  remote: Remote,
  attachment: Attachment,
): Promise<Uint8Array> {
  const space = spaceOf(session)
  const sealed =
    (await keptFile(session, attachment.id)) ??
    (await remote.file(remote.spaceFile(space!.id, attachment.id), space!.member))
  return openLaneFile(ring(session), attachment, sealed)
}
