import type { Logger } from 'pino'
import { z } from 'zod'
import type { PlaybookKit, TurnContext, TurnResult } from '#agents/conversation/deps.ts'
import { runTurn } from '#agents/conversation/graph.ts'
import { readInbound } from '#agents/conversation/read-inbound.ts'
import { findBills, type StoredBill } from '#src/db/bills.ts'
import { findBookingBeforeTurn, liveBookingOf } from '#src/db/bookings.ts'
import { threadIdOf } from '#src/db/checkpointer.ts'
import { lockMediaDeadline } from '#src/db/media.ts'
import { findRecentMessages } from '#src/db/messages.ts'
import { findSpent, insertModelCalls } from '#src/db/model-calls.ts'
import { findActivePlaybook } from '#src/db/tenants.ts'
import { inTenant, inTenantInsistently, type Transaction, together } from '#src/db/transaction.ts'
import {
  claimTurn,
  giveLeaseBack,
  insertTurn,
  loadTurn,
  lockForCommit,
  releaseTurn,
  type TurnRow,
  turnKeyOf,
} from '#src/db/turns.ts'
import { factValue } from '#src/domain/facts.ts'
import type { Services } from '#src/services.ts'
import { createActions } from './actions.ts'
import { accountOf, commitTurn } from './commit-turn.ts'
import { enqueueTurn } from './enqueue.ts'
import { compareHolder } from './holder.ts'
import { keepPaymentTexts } from './payment-texts.ts'
import { defineTask } from './task.ts'

/**
 * One turn of a conversation: takes its lease, runs the graph over the waiting messages, and commits facts, memory, words and jobs at once.
 * If the lead wrote meanwhile the draft is dropped and the turn starts again with everything.
 */
export const processTurn = defineTask({
  name: 'process_turn',
  payload: z.object({ tenantId: z.uuid(), conversationId: z.uuid() }),
  run: async ({ tenantId, conversationId }, { services, log }) => {
    const { pool } = services
    const claimed = await inTenant(pool, tenantId, async (tx) => {
      const until = await lockMediaDeadline(tx, conversationId, services.config.mediaWaitMs)
      if (until !== null) {
        // whoever ends the last file starts the turn at once; this only sees to it that it does not wait for ever
        await enqueueTurn(tx, { tenantId, conversationId }, until)
        return null
      }
      const leaseToken = await claimTurn(tx, conversationId, services.workerId)
      if (leaseToken === null) return null
      const loaded = await loadTurn(tx, conversationId)
      const row = { ...loaded, inbound: await keepPaymentTexts(tx, loaded.inbound) }
      const [kit, booking, bills, forModels] = await together(
        loadKit(tx, services, row),
        findBookingBeforeTurn(tx, row.leadId, turnKeyOf(row)),
        findBills(tx, row.leadId),
        loadForModels(tx, services, conversationId),
      )
      return { leaseToken, row, kit, booking, bills, ...forModels }
    })
    if (claimed === null) return log.debug('nothing due, or another worker has the conversation')
    const { leaseToken, row } = claimed
    showAsRead(services, row, log)
    const startedAt = performance.now()
    const threadId = threadIdOf(tenantId, conversationId)
    try {
      const booking = claimed.booking && liveBookingOf(claimed.booking, row.timeZone)
      const result =
        row.inbound.length > 0
          ? await think(services, { ...claimed, tenantId, conversationId, booking, threadId })
          : null
      const outcome = await inTenant(pool, tenantId, async (tx) => {
        const state = await lockForCommit(tx, {
          conversationId,
          leaseToken,
          inbound: row.inbound,
          silence: row.silence,
        })
        if (state === 'lost') return 'lost'
        const durationMs = performance.now() - startedAt
        if (state === 'stale') {
          await dropTurn(tx, conversationId, result, durationMs)
          const next = await releaseTurn(tx, { conversationId, consumed: [] })
          if (next) await enqueueTurn(tx, { tenantId, conversationId }, next)
          return 'dropped'
        }
        if (result === null) {
          await releaseTurn(tx, { conversationId, consumed: [] })
          return 'empty'
        }
        return await commitTurn(tx, services, {
          ...{ tenantId, conversationId, row, booking, result, durationMs, threadId },
          bills: claimed.bills,
          playbook: claimed.kit.playbook,
        })
      })
      const ms = performance.now() - startedAt
      const { draft, blocked = [] } = result ?? {}
      services.metrics.turn({ outcome, byModel: draft?.byModel === true, blocked, ms })
      services.bus.emit('turn', { tenantId, conversationId })
      log.info({ outcome, messages: row.inbound.length, ms: Math.round(ms), blocked }, 'turn ended')
    } catch (error) {
      await inTenantInsistently(pool, tenantId, (tx) => giveLeaseBack(tx, conversationId, leaseToken)).catch(
        () => undefined,
      )
      throw error
    } finally {
      services.checkpointer.discard(threadId)
    }
  },
})

/** What is made of the company's playbook; its source is tens of kilobytes, so it is read only when it is new to this process. */
async function loadKit(tx: Transaction, { playbooks }: Services, { playbookSha }: TurnRow): Promise<PlaybookKit> {
  const known = playbooks.known(playbookSha)
  if (known) return known
  const { source, sourceSha } = await findActivePlaybook(tx)
  return playbooks.kitOf(sourceSha, source)
}

/** As far back as a draft is compared with what was said before. */
const RECENT_MESSAGES = 40

type ForModels = { recent: TurnContext['recent']; affordable: boolean }

/** What only models need: the thread, and whether the caps leave them anything. Without models nothing is read. */
async function loadForModels(tx: Transaction, services: Services, conversationId: string): Promise<ForModels> {
  if (services.models.names.length === 1) return { recent: [], affordable: false }
  const { costCapUsdPerConversation, costCapUsdPerTenantDay } = services.config
  const [{ conversationUsd, dayUsd }, recent] = await together(
    findSpent(tx, conversationId),
    findRecentMessages(tx, conversationId, RECENT_MESSAGES),
  )
  const affordable = conversationUsd < costCapUsdPerConversation && dayUsd < costCapUsdPerTenantDay
  if (!affordable) services.metrics.capped(conversationUsd < costCapUsdPerConversation ? 'day' : 'conversation')
  return { recent, affordable }
}

/** The draft of a turn that came too late is kept nowhere; what it cost is. */
async function dropTurn(tx: Transaction, conversationId: string, result: TurnResult | null, durationMs: number) {
  const turnId = await insertTurn(tx, {
    conversationId,
    status: 'dropped',
    reason: 'the lead wrote or a person took over meanwhile',
    durationMs,
    ...(result ? accountOf(result) : {}),
  })
  await insertModelCalls(tx, { conversationId, turnId, calls: result?.calls ?? [] })
}

/** The lead sees blue ticks while the answer is thought out. Nothing depends on it, so nothing waits for it. */
function showAsRead({ whatsapp }: Services, { instance, address, inbound }: TurnRow, log: Logger) {
  const providerMessageIds = inbound.flatMap(({ providerMessageId }) => providerMessageId ?? [])
  if (providerMessageIds.length === 0) return
  whatsapp
    .markAsRead(instance, { jid: address, providerMessageIds })
    .catch((err: unknown) => log.debug({ err }, 'messages were not shown as read'))
}

async function think(
  services: Services,
  {
    tenantId,
    conversationId,
    row,
    kit,
    booking,
    threadId,
    recent,
    affordable,
    bills,
  }: ForModels & {
    tenantId: string
    conversationId: string
    row: TurnRow
    kit: PlaybookKit
    bills: StoredBill[]
    booking: TurnContext['lead']['booking']
    threadId: string
  },
): Promise<TurnResult> {
  const now = row.now.toZonedDateTimeISO(row.timeZone)
  const { inbound, media } = readInbound(row.inbound)
  const act = createActions({
    services,
    tenantId,
    conversationId,
    leadId: row.leadId,
    playbook: kit.playbook,
    turnKey: turnKeyOf(row),
  })
  const budget = services.models.begin(affordable)
  const lead = {
    facts: row.facts,
    stage: row.stage,
    silence: row.silence,
    attendantLastAt: row.attendantLastAt,
    disqualified: row.disqualified,
    handoff: row.handoff,
    booking,
  }
  const leadName = factValue(row.facts, 'name')
  return await runTurn(services.graph, threadId, {
    kit,
    now,
    lead,
    asked: row.asked,
    inbound,
    media,
    bills: bills.map((bill) => compareHolder(services.secretKey, tenantId, bill, leadName)),
    act,
    recent,
    budget,
  })
}
