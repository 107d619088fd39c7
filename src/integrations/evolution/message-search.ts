import type { Http } from '../http.ts'
import { MessageRow, MessagesAnswer } from './client-wire.ts'
import { convertContent } from './convert-content.ts'
import { addressOfKey } from './jid.ts'

export interface FoundMessage {
  providerMessageId: string
  jid: string
  phone?: string
  fromMe: boolean
  text: string
  providerAt: number
  statuses: string[]
}

export interface MessageQuery {
  id?: string
  jid?: string
  since?: Temporal.Instant
  until?: Temporal.Instant
  page?: number
  limit?: number
}

/** Looks messages up in Evolution's own store: after a crash before a resend, and to reconcile webhooks that never came. */
export function createMessageSearch(http: Http) {
  const findMessages = async (instance: string, query: MessageQuery) => {
    const where = {
      ...(query.id || query.jid
        ? { key: { ...(query.id ? { id: query.id } : {}), ...(query.jid ? { remoteJid: query.jid } : {}) } }
        : {}),
      ...(query.since || query.until ? { messageTimestamp: timeRange(query) } : {}),
    }
    const body = { where, page: query.page ?? 1, offset: query.limit ?? 50 } // offset is the page size
    const { messages } = await http.post(`/chat/findMessages/${encodeURIComponent(instance)}`, body, MessagesAnswer)
    return {
      pages: messages.pages,
      total: messages.total,
      messages: messages.records.map(readRow).filter((row) => row !== null),
    }
  }
  return {
    /** One page of messages, newest first. */
    findMessages,

    /** The message with this id, or null. */
    async findMessageById(instance: string, id: string): Promise<FoundMessage | null> {
      const { messages } = await findMessages(instance, { id, limit: 1 })
      return messages.find((message) => message.providerMessageId === id) ?? null
    },

    /**
     * Messages we sent with exactly this text since a moment, oldest first: whether a call whose answer was lost did go out. The chat is
     * compared by address or phone, because WhatsApp may have answered with another form of the number.
     */
    async findSentText(
      instance: string,
      { jid, phone, text, since }: { jid?: string; phone?: string; text: string; since: Temporal.Instant },
    ): Promise<FoundMessage[]> {
      const found: FoundMessage[] = []
      for (let page = 1, pages = 1; page <= Math.min(pages, 10); page++) {
        const answer = await findMessages(instance, { since, page, limit: 100 })
        pages = answer.pages
        found.push(...answer.messages)
      }
      return found
        .filter((message) => message.fromMe && message.text === text)
        .filter((message) => message.jid === jid || (phone !== undefined && message.phone === phone))
        .reverse()
    },
  }
}

/** Both ends are needed: the filter is only applied with gte and lte together (BS:5016). */
function timeRange({ since, until }: MessageQuery) {
  const farFuture = Temporal.Instant.from('2100-01-01T00:00:00Z')
  const start = since ?? Temporal.Instant.fromEpochMilliseconds(0)
  // stored in whole seconds, cut off: a message of the same second as `since` must be found
  const floor = start.round({ smallestUnit: 'second', roundingMode: 'floor' })
  return { gte: floor.toString(), lte: (until ?? farFuture).toString() }
}

function readRow(row: unknown): FoundMessage | null {
  const parsed = MessageRow.safeParse(row)
  if (!parsed.success) return null
  const { key, message, messageType, messageTimestamp, MessageUpdate: updates } = parsed.data
  const { phone } = addressOfKey(key)
  return {
    providerMessageId: key.id,
    jid: key.remoteJid,
    ...(phone ? { phone } : {}),
    fromMe: key.fromMe,
    text: convertContent({ message, messageType, contextInfo: null })?.text ?? '',
    providerAt: Math.trunc(messageTimestamp),
    statuses: updates.map((update) => update.status).filter((status) => typeof status === 'string'),
  }
}
