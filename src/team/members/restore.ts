/**
 * A person comes back from the printed kit on a fresh device: a new device is certified by the person's identity key and entered into the
 * organisation's log, so that two machines never write under one name. What lay at the relay comes back; what was never sent does not.
 */
import { certifyDevice, type Entry, signEntry } from '../../log/entry.ts'
import { epochsOf, type Secrets } from '../../log/founding.ts'
import type { KitSecrets } from '../../log/kit.ts'
import { type KnownEntries, readMembership } from '../../log/membership.ts'
import type { Remote } from '../../log/remote.ts'
import { sealEntry } from '../../log/sealed-entry.ts'
import { hybridIdentity } from '../../seal/age.ts'
import { fromB64, newId, randomBytes, toB64 } from '../../seal/bytes.ts'
import { signingKey } from '../../seal/sign.ts'

/** Throws `RemoteError` when the relay is away (nothing is changed then) and what `readMembership` throws. `today`: UTC day. */
export async function restorePerson(
  kit: KitSecrets,
  remote: Remote,
  today: string,
): Promise<{ secrets: Secrets; known: KnownEntries }> {
  const [seed, ageSeed] = [randomBytes(32), randomBytes(32)]
  const [identity, old, key, age] = await Promise.all([
    signingKey(fromB64(kit.person.seed, 32)),
    signingKey(fromB64(kit.device.seed, 32)),
    signingKey(seed),
    hybridIdentity(ageSeed),
  ])
  const id = newId()
  const secrets: Secrets = { ...kit, device: { id, seed: toB64(seed), age: age.identity } }
  const { organisation } = await readMembership(secrets, new Map(), remote)
  const device = await certifyDevice(identity, {
    id,
    person: kit.person.id,
    key: toB64(key.publicKey),
    recipient: age.recipient,
  })
  const entry: Entry = {
    v: 1,
    log: organisation.log,
    seq: organisation.head.seq + 1,
    prev: organisation.head.hash,
    day: today,
    author: kit.device.id,
    body: { type: 'device', device },
  }
  const { bytes } = await signEntry(old, entry)
  const own = secrets.spaces.find(({ kind }) => kind === 'org')!
  const epoch = epochsOf(own.id, 'control', own.lanes.control ?? []).at(-1)!
  await remote.appendControl(own.id, own.admin, entry.seq, sealEntry(epoch, entry.seq, bytes))
  const { known } = await readMembership(secrets, new Map(), remote)
  return { secrets, known }
}
