import type { Transaction } from '#src/db/transaction.ts'
import { canonicalPhone } from '#src/domain/identity.ts'
import type { EvalCase } from '../case.ts'

/** Puts into the database what a case says was there before: busy times, and a lead who is known already. */
export async function storeGiven(tx: Transaction, { given, lead, now }: EvalCase, zone: string): Promise<void> {
  for (const { from, to, attendant } of given?.busy ?? []) {
    await tx.query(
      `insert into busy_times (tenant_id, attendant_id, during) values (current_tenant(), $1, tstzrange($2, $3))`,
      [attendant ?? null, instantOf(from, zone), instantOf(to, zone)],
    )
  }
  if (given?.stage === undefined && given?.facts === undefined) return
  const identities = JSON.stringify([{ kind: 'phone', value: canonicalPhone(lead.phone) }])
  const jid = `${lead.phone}@s.whatsapp.net`
  await tx.query(
    `with c as (
       select resolve_conversation(ch.tenant_id, ch.id, $1::jsonb, $2, $3) as id from channels ch where ch.tenant_id = current_tenant()
     )
     select id from c`,
    [identities, jid, lead.pushName ?? null],
  )
  const stored = Object.entries(given.facts ?? {}).map(([fact, value]) => [
    fact,
    { value: value ?? null, confidence: 1, evidence: '', source: 'attendant', at: now },
  ])
  await tx.query(`update leads set stage = $1, facts = $2 where tenant_id = current_tenant()`, [
    given.stage ?? 'qualifying',
    JSON.stringify(Object.fromEntries(stored)),
  ])
}

function instantOf(moment: string, zone: string): string {
  if (/(?:Z|[+-]\d\d:?\d\d)$/.test(moment)) return moment
  return Temporal.PlainDateTime.from(moment).toZonedDateTime(zone).toInstant().toString()
}
