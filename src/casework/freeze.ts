/**
 * What was sent stays as it was sent. A version is named by the hash of letter, day, channel and text, so writing other words into it
 * shows, and sending changed words makes another version beside the first.
 */
import type { PlainDate } from '../law/types.ts'
import type { Operation } from '../log/commit.ts'
import { type Channel, entityOf } from './fields.ts'
import { frozenId, shaOf, writeFrozen } from './frozen-text.ts'

/** Id of a sent version. Strings as they were read, so that a changed day or channel gives another id. */
export const versionId = (of: { letter: string; day: string; channel: string; sha: string }): string =>
  frozenId('letter', [of.letter, of.day, of.channel, of.sha])

/** Id of a family's message as a case keeps it. */
export const wordsId = (of: { box: string; seq: number; sha: string }): string =>
  frozenId('words', [of.box, String(of.seq), of.sha])

/** Id of an answer as the desk keeps it. */
export const answerId = (of: { box: string; seq: number; sha: string }): string =>
  frozenId('answer', [of.box, String(of.seq), of.sha])

export interface Sent {
  case: string
  letter: string
  /** The letter as it went out, e.g. from `toText` of src/letters. */
  text: string
  day: PlainDate
  channel: Channel
  /** Number of the posted item, when there is one. */
  tracking?: string
}

/**
 * Operations that freeze a letter. The same text sent on the same day by the same channel is the same version: sending twice by a
 * double tap writes nothing new. @throws RangeError for a text beyond what one entity holds
 */
export function freezeLetter(sent: Sent): { version: string; sha: string; operations: Operation[] } {
  const sha = shaOf(sent.text)
  const version = versionId({ letter: sent.letter, day: sent.day, channel: sent.channel, sha })
  const entity = entityOf('version', version)
  return {
    version,
    sha,
    operations: [
      [entity, 'case', sent.case],
      [entity, 'letter', sent.letter],
      [entity, 'day', sent.day],
      [entity, 'channel', sent.channel],
      ...(sent.tracking ? [[entity, 'tracking', sent.tracking] as Operation] : []),
      ...writeFrozen(entity, sent.text),
    ],
  }
}

/** Whether the words on the screen are still those that went out last. */
export const differsFromSent = (text: string, sent: readonly { sha: string }[]): boolean =>
  !sent.some(({ sha }) => sha === shaOf(text))
