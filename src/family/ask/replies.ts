/**
 * The desk's answers in their order, whatever order the relay handed them out in. Shown is only what the desk signed for this box and what
 * continues the answer before; a gap ends the row and is told; what is forged is counted and never shown.
 */
import { hash, toB64 } from '../../seal/bytes.ts'
import { type Chain, type Reply, START } from '../../seal/conversation.ts'
import { SealError } from '../../seal/errors.ts'

export interface Read {
  replies: Reply[]
  /** An answer is missing or was withheld after those shown; later ones are there and cannot be trusted to be whole. */
  gap: boolean
  /** Files that were not the desk's own next answer: forged, damaged, for another box, or replayed. */
  strange: number
}

/** `open` throws `SealError`; `broken-chain` means: signed by the desk for this box, but not the next one. */
export async function readInOrder(
  files: readonly Uint8Array[],
  open: (chain: Chain, file: Uint8Array) => Promise<{ reply: Reply; chain: Chain }>,
): Promise<Read> {
  const replies: Reply[] = []
  // A relay that cannot open an answer can replay it only byte for byte.
  let left = [...new Map(files.map((file) => [toB64(hash(file)), file])).values()]
  let strange = files.length - left.length
  let chain = START
  for (let moved = true; moved && left.length > 0; ) {
    moved = false
    const later: Uint8Array[] = []
    for (const file of left)
      try {
        const next = await open(chain, file)
        replies.push(next.reply)
        chain = next.chain
        moved = true
      } catch (error) {
        if (!(error instanceof SealError)) throw error
        if (error.code === 'broken-chain') later.push(file)
        else strange++
      }
    left = later
  }
  return { replies, gap: left.length > 0, strange }
}
