import { z } from 'zod'
import type { LeadFacts } from '#src/domain/facts.ts'
import type { DisqualifiedReason, HandoffReason, OfferId, Stage } from '#src/domain/plan.ts'
import type { Temperature } from '#src/domain/score.ts'
import { firstRow } from './rows.ts'
import type { Transaction } from './transaction.ts'

export type LeadUpdate = {
  facts: LeadFacts
  stage: Stage
  stageBefore: Stage | null
  score: number
  temperature: Temperature
  offer: OfferId | null
  disqualified: DisqualifiedReason | null
  handoff: HandoffReason | null
}

/** Stores what a turn made of the lead. */
export async function updateLead(tx: Transaction, leadId: string, lead: LeadUpdate): Promise<void> {
  await tx.query(
    `update leads set facts = $2, stage = $3, stage_before = $4, score = $5, temperature = $6, offer = $7, disqualified_reason = $8,
                      handoff_reason = $9, updated_at = now()
      where tenant_id = current_tenant() and id = $1`,
    [
      leadId,
      JSON.stringify(lead.facts),
      lead.stage,
      lead.stageBefore,
      lead.score,
      lead.temperature,
      lead.offer,
      lead.disqualified,
      lead.handoff,
    ],
  )
}

const Contact = z.object({ phone: z.string().nullable(), instance: z.string() })

/** The phone of the conversation's lead, and the instance it goes through. */
export async function findPhoneOfConversation(
  tx: Transaction,
  conversationId: string,
): Promise<z.infer<typeof Contact> | null> {
  const { rows } = await tx.query(
    `select ch.instance,
            (select value from lead_identities i where i.tenant_id = c.tenant_id and i.lead_id = c.lead_id and i.kind = 'phone' order by value limit 1) as phone
       from conversations c join channels ch on ch.tenant_id = c.tenant_id and ch.id = c.channel_id
      where c.tenant_id = current_tenant() and c.id = $1`,
    [conversationId],
  )
  return firstRow(Contact, rows)
}

const Erasure = z.object({ leadId: z.string(), receipt: z.string(), phone: z.string().nullable() })

/** The erasure that waits for the conversation's last message to go out, locked; null when there is none. */
export async function claimErasure(tx: Transaction, conversationId: string): Promise<z.infer<typeof Erasure> | null> {
  const { rows } = await tx.query(
    `select c.lead_id as "leadId", c.erase_receipt as receipt,
            (select value from lead_identities i where i.tenant_id = c.tenant_id and i.lead_id = c.lead_id and i.kind = 'phone' order by value limit 1) as phone
       from conversations c where c.tenant_id = current_tenant() and c.id = $1 and c.erase_receipt is not null
        and not exists (select from messages m where m.tenant_id = c.tenant_id and m.conversation_id = c.id
                           and m.status in ('queued', 'typing', 'sending'))
        for update`,
    [conversationId],
  )
  return firstRow(Erasure, rows)
}

/** The lead is to be erased once what is queued has gone out. */
export async function requestErasure(tx: Transaction, conversationId: string, receipt: string): Promise<void> {
  await tx.query(`update conversations set erase_receipt = $2 where tenant_id = current_tenant() and id = $1`, [
    conversationId,
    receipt,
  ])
}

/**
 * Removes a person: lead, conversations, messages, bookings, memory and stored webhooks. Only a keyed hash of the number is kept, so that
 * no campaign writes to it.
 */
export async function eraseLead(
  tx: Transaction,
  { leadId, phoneHash, receipt }: { leadId: string; phoneHash: Buffer | null; receipt: string },
): Promise<void> {
  for (const table of ['checkpoints', 'checkpoint_blobs', 'checkpoint_writes']) {
    await tx.query(
      `delete from ${table} where thread_id in (
         select tenant_id || ':' || id from conversations where tenant_id = current_tenant() and lead_id = $1)`,
      [leadId],
    )
  }
  await tx.query(
    `delete from webhook_events e using conversations c
      where c.tenant_id = current_tenant() and c.lead_id = $1 and e.tenant_id = c.tenant_id and e.channel_id = c.channel_id
        and exists (select from lead_identities i where i.tenant_id = c.tenant_id and i.lead_id = c.lead_id
                       and position(right(split_part(i.value, '@', 1), 8) in e.payload::text) > 0)`,
    [leadId],
  )
  await tx.query(`delete from leads where tenant_id = current_tenant() and id = $1`, [leadId])
  if (phoneHash === null) return
  await tx.query(
    `insert into erasures (tenant_id, phone_hash, receipt) values (current_tenant(), $1, $2)
     on conflict (tenant_id, phone_hash) do update set receipt = excluded.receipt, erased_at = now()`,
    [phoneHash, receipt],
  )
}
