/** A port number as it is typed. */
import { badInput } from './failure.ts'

/** Throws `BadInput` for anything but 0–65535. */
export function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (!(port <= 65_535))
    throw badInput(
      '--port',
      `"${text}" is no port number`,
      'give a number from 1 to 65535, or 0 for any free port',
    )
  return port
}
