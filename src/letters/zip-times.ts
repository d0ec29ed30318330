/**
 * Sets every time inside a ZIP file to midnight of one day, so that the same letter gives the same bytes and the file
 * does not tell at which minute of which night it was written. APPNOTE 6.3.10: 4.3.7 local header, 4.3.12 central
 * directory, 4.3.16 end of central directory, 4.4.6 MS-DOS date and time.
 */
import type { PlainDate } from '../law/types.ts'

const LOCAL = 0x04034b50
const CENTRAL = 0x02014b50
const END = 0x06054b50

/** Changes `bytes` in place. @throws RangeError when they are no ZIP file of one disk without ZIP64 */
export function setZipTimes(bytes: Uint8Array, day: PlainDate): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  const dosDate = (Math.max(0, year - 1980) << 9) | (month << 5) | date
  const put = (at: number) => {
    view.setUint16(at, 0, true)
    view.setUint16(at + 2, dosDate, true)
  }
  let end = bytes.byteLength - 22
  while (end >= 0 && view.getUint32(end, true) !== END) end--
  if (end < 0) throw new RangeError('bad zip: no end of central directory')
  let at = view.getUint32(end + 16, true)
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    if (view.getUint32(at, true) !== CENTRAL) throw new RangeError('bad zip: no central header')
    put(at + 12)
    const local = view.getUint32(at + 42, true)
    if (view.getUint32(local, true) !== LOCAL) throw new RangeError('bad zip: no local header')
    put(local + 10)
    at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
}
