/** Which editions of rules an organisation stands behind now, from the signatures in its control log (docs/protocol.md §4). */

/** The edition that takes a signature back: no text has the hash of zeros. */
export const TAKEN_BACK = 'A'.repeat(43)

/** Of each flow the newest signature that was not taken back, in the order of flows, as the notice carries it. */
export function signedNow(
  rules: readonly { flow: string; edition: string; day: string }[],
): { flow: string; edition: string; day: string }[] {
  const newest = new Map<string, { flow: string; edition: string; day: string }>()
  for (const { flow, edition, day } of rules) newest.set(flow, { flow, edition, day })
  return [...newest.values()]
    .filter(({ edition }) => edition !== TAKEN_BACK)
    .sort((a, b) => (a.flow < b.flow ? -1 : 1))
}
