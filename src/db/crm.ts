import { z } from 'zod'
import { LeadFacts } from '#src/domain/facts.ts'
import { Stage } from '#src/domain/plan.ts'
import { firstRow, InstantColumn } from './rows.ts'
import { type Transaction, together } from './transaction.ts'

/** How long one sync may take before another may start. */
const LEASE_SECONDS = 60

export type CrmEntry = { kind: 'note' | 'task'; dedupeKey: string; text: string; dueAt?: Temporal.Instant }

/** Queues notes and tasks for the CRM; the same key twice is one. */
export async function queueCrmEntries(tx: Transaction, leadId: string, entries: CrmEntry[]): Promise<void> {
  if (entries.length === 0) return
  await tx.query(
    `insert into crm_notes (tenant_id, lead_id, kind, dedupe_key, text, due_at)
     select current_tenant(), $1, e.kind, e.key, e.text, e.due_at
       from unnest($2::text[], $3::text[], $4::text[], $5::timestamptz[]) e(kind, key, text, due_at)
     on conflict (tenant_id, lead_id, dedupe_key) do nothing`,
    [
      leadId,
      entries.map((e) => e.kind),
      entries.map((e) => e.dedupeKey),
      entries.map((e) => e.text),
      entries.map((e) => e.dueAt?.toString() ?? null),
    ],
  )
}

const CrmLead = z.object({
  facts: LeadFacts,
  stage: Stage,
  offer: z.string().nullable(),
  temperature: z.enum(['cold', 'warm', 'hot']),
  score: z.number(),
  pushName: z.string().nullable(),
  phone: z.string().nullable(),
  silence: z.string().nullable(),
  contactId: z.number().nullable(),
  crmLeadId: z.number().nullable(),
  written: z.record(z.string(), z.unknown()),
  playbookSource: z.string(),
  playbookSha: z.string(),
  entries: z.array(
    z.object({ id: z.string(), kind: z.enum(['note', 'task']), text: z.string(), dueAt: InstantColumn.nullable() }),
  ),
})
export type CrmLead = z.infer<typeof CrmLead>

/**
 * Takes the lead for one sync and says what should be in the CRM. `busy`: another sync of it runs. Null when the lead is gone or has
 * never had a turn.
 */
export async function claimCrmLead(tx: Transaction, leadId: string, owner: string): Promise<CrmLead | 'busy' | null> {
  const linked = tx.query(
    `insert into crm_links (tenant_id, lead_id) select current_tenant(), id from leads
      where tenant_id = current_tenant() and id = $1 for key share on conflict do nothing`, // one being erased is waited for
    [leadId],
  )
  const claiming = tx.query(
    `update crm_links set lease_owner = $3, lease_until = clock_timestamp() + make_interval(secs => $2)
      where tenant_id = current_tenant() and lead_id = $1 and (lease_until is null or lease_until < clock_timestamp()) returning 1`,
    [leadId, LEASE_SECONDS, owner],
  )
  const asked = tx.query(
    `select l.facts, l.stage, l.offer, l.temperature, l.score, l.push_name as "pushName",
            (select i.value from lead_identities i where i.tenant_id = l.tenant_id and i.lead_id = l.id and i.kind = 'phone' order by i.value limit 1) as phone,
            (select c.silence from conversations c where c.tenant_id = l.tenant_id and c.lead_id = l.id order by c.created_at limit 1) as silence,
            k.contact_id as "contactId", k.crm_lead_id as "crmLeadId", k.written, p.source as "playbookSource", p.source_sha as "playbookSha",
            coalesce((select jsonb_agg(jsonb_build_object('id', n.id, 'kind', n.kind, 'text', n.text, 'dueAt', n.due_at) order by n.created_at, n.dedupe_key)
                        from crm_notes n where n.tenant_id = l.tenant_id and n.lead_id = l.id and n.crm_id is null), '[]') as entries
       from leads l
       join crm_links k on k.tenant_id = l.tenant_id and k.lead_id = l.id
       join playbooks p on p.tenant_id = l.tenant_id and p.active
      where l.tenant_id = current_tenant() and l.id = $1`,
    [leadId],
  )
  const [, claimed, { rows }] = await together(linked, claiming, asked)
  const lead = firstRow(CrmLead, rows)
  return lead && claimed.rowCount === 0 ? 'busy' : lead
}

/** Remembers an id as soon as the CRM gave it, so that a crash afterwards does not make a second one. */
export async function storeCrmIds(
  tx: Transaction,
  leadId: string,
  ids: { contactId?: number; crmLeadId?: number },
): Promise<void> {
  await tx.query(
    `update crm_links set contact_id = coalesce($2, contact_id), crm_lead_id = coalesce($3, crm_lead_id) where tenant_id = current_tenant() and lead_id = $1`,
    [leadId, ids.contactId ?? null, ids.crmLeadId ?? null],
  )
}

export async function storeCrmEntryId(tx: Transaction, id: string, crmId: number): Promise<void> {
  await tx.query(`update crm_notes set crm_id = $2 where tenant_id = current_tenant() and id = $1`, [id, crmId])
}

/** Ends a sync: what was written there, or why it failed. */
export async function endCrmSync(
  tx: Transaction,
  leadId: string,
  outcome: { written: Record<string, unknown> } | { error: string },
): Promise<void> {
  const written = 'written' in outcome ? JSON.stringify(outcome.written) : null
  await tx.query(
    `update crm_links set lease_owner = null, lease_until = null, written = coalesce($2, written), error = $3, synced_at = case when $2 is null then synced_at else now() end
      where tenant_id = current_tenant() and lead_id = $1`,
    [leadId, written, 'error' in outcome ? outcome.error : null],
  )
}
