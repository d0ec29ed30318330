/** The compiled law of the package check, as one chunk that is fetched while the first page is read. */
import clocksJson from '#content/law-clocks.json' with { type: 'json' }
import flowJson from '#content/law-package.json' with { type: 'json' }
import type { ClockPack, FlowPack } from '../law/types.ts'

export const flow = flowJson as unknown as FlowPack
export const clocks = clocksJson as unknown as ClockPack
