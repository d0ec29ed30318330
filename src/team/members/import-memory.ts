/** Which head became which field the last time. Heads and fields only; it lies sealed on this device like everything else. */
import type { Remembered } from '../../casework/import-columns.ts'
import type { Write } from '../session/disk.ts'
import type { Session } from '../session/session.ts'

const NAME = 'import-mapping'

export const keptMapping = (session: Session): Promise<Remembered | null> =>
  session.profile.records.read<Remembered>(NAME)

export const keepMapping = (session: Session, mapping: Remembered): Write =>
  session.profile.records.put(NAME, mapping)
