/**
 * Everything that touches a key while a family asks: it runs in a worker, so that the page stays awake, and its memory ends with the worker.
 * The receipt's keys never leave it; only the box, its token and sealed bytes do.
 */
import { openAttachment, sealAttachment } from '../../seal/attachment.ts'
import {
  type Chain,
  openReply,
  type Reply,
  type Request,
  type RequestContent,
  resumedAt,
  START,
  sealRequest,
} from '../../seal/conversation.ts'
import { SealError } from '../../seal/errors.ts'
import { type OpenedNotice, openNotice } from '../../seal/notice.ts'
import type { Attachment } from '../../seal/payload.ts'
import { newReceipt, type ReceiptKeys, readReceipt, receiptKeys } from '../../seal/receipt.ts'
import { findWork } from '../../seal/work.ts'
import { type Read, readInOrder } from './replies.ts'

export type { Attachment, Chain, OpenedNotice, Read, Reply, Request, RequestContent }

export interface SealDesk {
  newReceipt(): Promise<string>
  /** The 24 digits, or what is wrong with what was typed. Throws `bad-receipt`. */
  readReceipt(typed: string): Promise<string>
  /** Opens and remembers the notice. */
  openNotice(file: Uint8Array, expected: string | null, today: string): Promise<OpenedNotice>
  /** Derives the receipt's keys: a second or more on an old phone. Needs an opened notice. */
  unlock(receipt: string): Promise<{ desk: string; box: string; token: string }>
  sealFile(type: Attachment['type'], plain: Uint8Array): Promise<{ attachment: Attachment; file: Uint8Array }>
  /** Seals the message with this number. Continues the own chain where it is known, else resumes by number. */
  sealMessage(seq: number, content: RequestContent): Promise<Uint8Array>
  /** The relay took the message that was sealed last: the next one continues it. */
  accepted(): Promise<void>
  readReplies(files: Uint8Array[]): Promise<Read>
  openFile(attachment: Attachment, file: Uint8Array): Promise<Uint8Array>
  work(challenge: string, bits: number): Promise<string>
}

export function createSealDesk(): SealDesk {
  let opened: OpenedNotice | null = null
  let keys: ReceiptKeys | null = null
  /** Where the messages of this box stand, as far as this page has sent them itself. */
  let chain: Chain = START
  let sealedLast: Chain | null = null

  const notice = () => {
    if (!opened) throw new SealError('unknown-key', 'no notice')
    return opened.notice
  }
  const own = () => {
    if (!keys) throw new SealError('unknown-key', 'no receipt')
    return keys
  }
  return {
    newReceipt: async () => newReceipt(),
    readReceipt: async (typed) => readReceipt(typed),
    openNotice: async (file, expected, today) => {
      opened = await openNotice(file, expected, today)
      return opened
    },
    unlock: async (receipt) => {
      const { org, desk } = notice()
      keys = await receiptKeys(receipt, org)
      chain = START
      sealedLast = null
      return { desk, box: keys.box, token: keys.token }
    },
    sealFile: (type, plain) => sealAttachment(notice().intake.recipient, type, plain),
    sealMessage: async (seq, content) => {
      const from = chain.seq === seq ? chain : resumedAt(seq)
      const sealed = await sealRequest(notice(), own(), from, content)
      sealedLast = sealed.chain
      return sealed.file
    },
    accepted: async () => {
      if (sealedLast) chain = sealedLast
    },
    readReplies: (files) => readInOrder(files, (at, file) => openReply(own(), notice(), at, file)),
    openFile: (attachment, file) => openAttachment(own().identity, attachment, file),
    work: findWork,
  }
}
