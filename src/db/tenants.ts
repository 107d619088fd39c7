import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Queryable } from './pool.ts'
import { allRows, firstRow, IdRow, InstantColumn, oneRow } from './rows.ts'
import type { Transaction } from './transaction.ts'

const NowRow = z.object({ now: InstantColumn })
const ActiveRow = z.object({ active: z.boolean() })
const MomentRow = z.object({ at: InstantColumn.nullable() })

const TenantRow = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  time_zone: z.string(),
  active: z.boolean(),
})
export type TenantRow = z.infer<typeof TenantRow>

export async function listTenants(db: Queryable): Promise<TenantRow[]> {
  return allRows(TenantRow, (await db.query('select * from list_tenants()')).rows)
}

export async function findTenant(db: Queryable, slug: string): Promise<TenantRow | null> {
  return (await listTenants(db)).find((tenant) => tenant.slug === slug) ?? null
}

/** Creates a company. `frozenAt`: its clock stands there until it is moved (tests, evals). */
export async function createTenant(
  db: Queryable,
  tenant: { slug: string; name: string; timeZone: string; frozenAt?: Temporal.Instant },
): Promise<string> {
  const { rows } = await db.query('select create_tenant($1, $2, $3, $4) as id', [
    tenant.slug,
    tenant.name,
    tenant.timeZone,
    tenant.frozenAt?.toString() ?? null,
  ])
  return oneRow(IdRow, rows).id
}

/** The tenant's time, by the one clock. */
export async function tenantNow(db: Queryable, tenantId: string): Promise<Temporal.Instant> {
  const { rows } = await db.query('select tenant_now($1) as now', [tenantId])
  return oneRow(NowRow, rows).now
}

/** Makes a playbook the tenant's active one; the same source again changes nothing. */
export async function activatePlaybook(
  tx: Transaction,
  { name, version, source }: { name: string; version: number; source: string },
) {
  const sha = createHash('sha256').update(source).digest('hex')
  const { rows } = await tx.query(
    `select exists (select from playbooks where tenant_id = current_tenant() and active and source_sha = $1) as active`,
    [sha],
  )
  if (oneRow(ActiveRow, rows).active) return
  await tx.query(`update playbooks set active = false where tenant_id = current_tenant() and active`)
  await tx.query(
    `insert into playbooks (tenant_id, name, version, source, source_sha, active) values (current_tenant(), $1, $2, $3, $4, true)
     on conflict (tenant_id, name, version) do update set source = excluded.source, source_sha = excluded.source_sha, active = true`,
    [name, version, source, sha],
  )
}

/** SHA-256 of a channel's webhook token: all that is stored of it. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/** Adds a channel or gives it another token. Returns its id. */
export async function upsertChannel(
  tx: Transaction,
  { provider, instance, token }: { provider: 'evolution' | 'w-api'; instance: string; token: string },
): Promise<string> {
  const { rows } = await tx.query(
    `insert into channels (tenant_id, provider, instance, token_hash) values (current_tenant(), $1, $2, $3)
     on conflict (tenant_id, provider, instance) do update set token_hash = excluded.token_hash returning id`,
    [provider, instance, hashToken(token)],
  )
  return oneRow(IdRow, rows).id
}

const ChannelRow = z.object({
  tenant_id: z.string(),
  channel_id: z.string(),
  provider: z.enum(['evolution', 'w-api']),
  instance: z.string(),
})
export type FoundChannel = { tenantId: string; channelId: string; provider: 'evolution' | 'w-api'; instance: string }

/** The channel a webhook's token stands for; null for an unknown token or a tenant that was switched off. */
export async function findChannel(db: Queryable, token: string): Promise<FoundChannel | null> {
  const row = firstRow(ChannelRow, (await db.query('select * from find_channel($1)', [hashToken(token)])).rows)
  return row && { tenantId: row.tenant_id, channelId: row.channel_id, provider: row.provider, instance: row.instance }
}

/** Moves a virtual clock. Only sandbox, tests and evals have one. */
export async function moveClock(db: Queryable, tenantId: string, to: Temporal.Instant): Promise<void> {
  await db.query('select move_clock($1, $2)', [tenantId, to.toString()])
}

const DueRow = z.object({ task: z.string(), tenant_id: z.string(), id: z.string() })

/** What is due by the tenants' clocks; `graceMs`: only what has been due for so long that its job must be lost. */
export async function findDue(db: Queryable, { tenantId, graceMs = 0 }: { tenantId?: string; graceMs?: number }) {
  const { rows } = await db.query(`select * from find_due($1, make_interval(secs => $2::float8 / 1000))`, [
    tenantId ?? null,
    graceMs,
  ])
  return allRows(DueRow, rows).map((row) => ({ task: row.task, tenantId: row.tenant_id, id: row.id }))
}

/** The next moment of the tenant's clock at which something is due; null when nothing is planned. */
export async function nextDue(db: Queryable, tenantId: string): Promise<Temporal.Instant | null> {
  const { rows } = await db.query('select next_due($1) as at', [tenantId])
  return oneRow(MomentRow, rows).at
}

const PlaybookRow = z.object({ source: z.string(), sourceSha: z.string() })

/** The tenant's playbook in force. */
export async function findActivePlaybook(tx: Transaction): Promise<z.infer<typeof PlaybookRow>> {
  const { rows } = await tx.query(
    `select source, source_sha as "sourceSha" from playbooks where tenant_id = current_tenant() and active`,
  )
  return oneRow(PlaybookRow, rows)
}
