/**
 * Signing off rules (docs/protocol.md §4, §8): an edition is proposed by one admin and approved by another person; the log keeps who, the notice tells families only
 * which edition and on which day. What comes from another organisation is looked at and told apart, never applied.
 */

import type { Editions, SignedEdition } from '../../law/editions.ts'
import { readEntry } from '../../log/entry.ts'
import type { Remote } from '../../log/remote.ts'
import { signedNow, TAKEN_BACK } from '../../log/signed-rules.ts'
import { fromB64 } from '../../seal/bytes.ts'
import { SealError } from '../../seal/errors.ts'
import { fingerprint } from '../../seal/notice.ts'
import { MOST_PACK, type OpenedRulePack, openRulePack, signRulePack } from '../../seal/rule-pack.ts'
import { signingKey } from '../../seal/sign.ts'
import { type Decided, decide } from './people.ts'
import type { Session } from './session.ts'

/** One signature as the log tells it; aliases, because the log is sealed and its readers are members. */
export interface SignatureView extends SignedEdition {
  /** Who proposed and who approved; one name where the organisation had one admin. */
  by: string[]
  takenBack: boolean
}

/** All signatures, newest first. */
export function signatures(session: Session): SignatureView[] {
  const { organisation, known } = session.membership
  const log = known.get(session.membership.secrets.spaces.find(({ kind }) => kind === 'org')!.id) ?? []
  const alias = (seq: number) => {
    const bytes = log[seq]
    const author = bytes && readEntry(bytes).entry.author
    const person = author && organisation.devices.get(author)?.person
    return (person && organisation.persons.get(person)?.alias) ?? ''
  }
  return organisation.rules
    .map(({ flow, edition, day, seq }) => {
      const bytes = log[seq]
      const body = bytes && readEntry(bytes).entry.body
      const proposal = body?.type === 'approve' ? body.proposal : null
      const by = [...(proposal === null ? [] : [alias(proposal)]), alias(seq)].filter((name) => name !== '')
      return { flow, edition, day, by, takenBack: edition === TAKEN_BACK }
    })
    .reverse()
}

export const signEdition = (
  session: Session,
  remote: Remote,
  flow: string,
  edition: string,
  today: string,
): Promise<Decided> => decide(session, remote, { type: 'rules', flow, edition }, today)

export const takeBack = (session: Session, remote: Remote, flow: string, today: string): Promise<Decided> =>
  signEdition(session, remote, flow, TAKEN_BACK, today)

/** The file for another organisation. Throws `not-allowed` when this edition is not signed here or this device holds no publication key. */
export async function exportSigned(
  session: Session,
  flow: string,
  text: string,
  edition: string,
): Promise<string> {
  const { organisation } = session.membership
  const signed = signedNow(organisation.rules).find((one) => one.flow === flow && one.edition === edition)
  const seed = session.profile.secrets.publication
  if (!signed || !seed) throw new SealError('not-allowed', 'not signed here')
  return signRulePack({ org: organisation.id, ...signed, text }, await signingKey(fromB64(seed, 32)))
}

/** What a file with rules is. Only `foreign` and `ours` are whole; none of them changes anything by itself. */
export type Arrived =
  | { kind: 'broken' }
  | { kind: 'newer' }
  | { kind: 'unknown-flow'; flow: string }
  | { kind: 'ours' | 'foreign'; pack: OpenedRulePack; sameAsHere: boolean }

export async function lookAt(session: Session, file: string, editions: Editions): Promise<Arrived> {
  if (file.length > MOST_PACK) return { kind: 'broken' }
  let pack: OpenedRulePack
  try {
    pack = await openRulePack(file)
  } catch (error) {
    if (!(error instanceof SealError)) throw error
    return { kind: error.code === 'unknown-version' ? 'newer' : 'broken' }
  }
  if (!Object.hasOwn(editions, pack.flow)) return { kind: 'unknown-flow', flow: pack.flow }
  const { id, publication } = session.membership.organisation
  const ours = pack.org === id
  // Whoever claims our name with another key has forged it.
  if (ours && pack.fingerprint !== fingerprint(fromB64(publication, 32))) return { kind: 'broken' }
  return {
    kind: ours ? 'ours' : 'foreign',
    pack,
    sameAsHere: editions[pack.flow] === pack.edition,
  }
}
