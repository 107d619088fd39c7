import { z } from 'zod'
import {
  type BubbleRow,
  findUnknownIds,
  lockNextBubble,
  markAttemptFailed,
  markFailed,
  markSending,
  markSent,
  markTyping,
} from '#src/db/messages.ts'
import { inTenant, inTenantInsistently } from '#src/db/transaction.ts'
import { IntegrationError } from '#src/errors.ts'
import type { Services } from '#src/services.ts'
import { enqueueSend } from './enqueue.ts'
import { eraseAfterGoodbye } from './erase.ts'
import { defineTask } from './task.ts'
import { typingMs } from './typing.ts'

/**
 * One step of sending a conversation's oldest unsent bubble: typing first, then the text when it is due, then the next bubble's job. No
 * worker sleeps while somebody "types", and only one bubble of a conversation is ever on its way.
 */
export const sendMessage = defineTask({
  name: 'send_message',
  payload: z.object({ tenantId: z.uuid(), conversationId: z.uuid() }),
  run: async ({ tenantId, conversationId }, { services, log }) => {
    const conversation = { tenantId, conversationId }
    const bubble = await inTenant(services.pool, tenantId, async (tx) => {
      const next = await lockNextBubble(tx, conversationId)
      if (next === null || next.fresh) return next
      const typed = typingOf(services, next)
      if (typed > 0) {
        const runAt = await markTyping(tx, next.id, typed)
        if (runAt) await enqueueSend(tx, conversation, runAt)
        return next
      }
      if (next.due) await markSending(tx, next.id, services.workerId)
      return next
    })
    if (bubble === null) return await eraseAfterGoodbye(services, conversation)
    if (bubble.fresh) return log.debug('another worker is sending it')
    if (typingOf(services, bubble) > 0) {
      services.bus.emit('typing', conversation)
      return showTyping(services, bubble, log)
    }
    if (!bubble.due) return log.debug('not due yet')

    const sent = await deliver(services, conversation, bubble)
    if (sent.kind === 'not_on_whatsapp') {
      await inTenant(services.pool, tenantId, (tx) =>
        markFailed(tx, { id: bubble.id, conversationId, error: 'not on WhatsApp' }),
      )
      return log.warn({ messageId: bubble.id }, 'the number is not on WhatsApp')
    }
    const { more, erasing } = await inTenantInsistently(services.pool, tenantId, async (tx) => {
      const after = await markSent(tx, { id: bubble.id, conversationId, providerMessageId: sent.providerMessageId })
      if (after.more) await enqueueSend(tx, conversation)
      return after
    })
    services.bus.emit('sent', conversation)
    log.info({ messageId: bubble.id, attempts: bubble.attempts + 1, more }, 'message sent')
    if (erasing && !more) await eraseAfterGoodbye(services, conversation)
  },
})

/** How long "typing…" has still to show before this bubble; none where the lead has waited that long for the thinking already. */
function typingOf({ config }: Services, bubble: BubbleRow): number {
  return bubble.status === 'queued' && config.typingSimulation ? typingMs(bubble, config) : 0
}

/** Shows "typing…" without waiting for it: Evolution holds the call for as long as it shows, and nothing depends on it. */
function showTyping(services: Services, bubble: BubbleRow, log: { debug: (o: object, m: string) => void }) {
  services.whatsapp
    .sendPresence(bubble.instance, { to: bubble.address, presence: 'composing', delayMs: typingOf(services, bubble) })
    .catch((err: unknown) => log.debug({ err }, 'typing was not shown'))
}

/** Sends the text, unless an earlier attempt already did: then the provider is asked for it first. */
async function deliver(services: Services, { tenantId }: { tenantId: string }, bubble: BubbleRow) {
  const { whatsapp } = services
  try {
    if (bubble.providerMessageId) return { kind: 'sent' as const, providerMessageId: bubble.providerMessageId }
    if (bubble.status === 'sending') {
      const before = await findEarlierSend(services, tenantId, bubble)
      if (before) return { kind: 'sent' as const, providerMessageId: before }
    }
    return await whatsapp.sendText(bubble.instance, { to: bubble.address, text: bubble.text })
  } catch (error) {
    const unknown = !(error instanceof IntegrationError) || error.outcomeUnknown
    const reason = error instanceof Error ? error.message : 'unknown'
    await inTenantInsistently(services.pool, tenantId, (tx) =>
      markAttemptFailed(tx, bubble.id, { unknown, error: reason }),
    )
    throw error
  }
}

/** The id of a send whose answer was lost: our text, in this chat, since it was queued, under an id no other message of ours has. */
async function findEarlierSend(services: Services, tenantId: string, bubble: BubbleRow): Promise<string | null> {
  const since = bubble.queuedAt.subtract({ seconds: 60 }) // WhatsApp counts in seconds, by its own clock
  const found = await services.whatsapp.findSentText(bubble.instance, {
    jid: bubble.address,
    ...(bubble.phone ? { phone: bubble.phone } : {}),
    text: bubble.text,
    since,
  })
  const ids = found.map(({ providerMessageId }) => providerMessageId)
  const unknown = await inTenant(services.pool, tenantId, (tx) => findUnknownIds(tx, bubble, ids))
  return unknown[0] ?? null
}
