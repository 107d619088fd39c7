import { z } from 'zod'
import type { Bill } from '#src/domain/bill.ts'
import { Bill as BillRow } from '#src/domain/bill.ts'
import { allRows } from './rows.ts'
import type { Transaction } from './transaction.ts'

/** Keyed hashes of the words of a holder's name; the name itself only where the playbook keeps it. */
const Holder = z.object({ words: z.array(z.string()), company: z.boolean(), name: z.string().optional() })
export type Holder = z.infer<typeof Holder>

const StoredRow = BillRow.omit({ holder: true }).extend({ holder: Holder.nullable() })
export type StoredBill = z.infer<typeof StoredRow>

/** Keeps what was read of a bill; another reading of the same file takes the first one's place. */
export async function upsertBill(
  tx: Transaction,
  {
    messageId,
    fields,
    confidence,
    provenance,
    checks,
    holder,
  }: Omit<Bill, 'readAt' | 'holder'> & { holder: Holder | null },
): Promise<void> {
  await tx.query(
    `insert into bills (tenant_id, message_id, fields, confidence, provenance, checks, holder, read_at)
     select tenant_id, id, $2, $3, $4, $5, $6, tenant_now(tenant_id) from messages where tenant_id = current_tenant() and id = $1
     on conflict (tenant_id, message_id) do update
        set fields = excluded.fields, confidence = excluded.confidence, provenance = excluded.provenance, checks = excluded.checks,
            holder = excluded.holder, read_at = excluded.read_at`,
    [
      messageId,
      JSON.stringify(fields),
      JSON.stringify(confidence),
      JSON.stringify(provenance),
      JSON.stringify(checks),
      holder ? JSON.stringify(holder) : null,
    ],
  )
}

/** Every bill of a lead, on whichever conversation it came, the first read first. */
export async function findBills(tx: Transaction, leadId: string): Promise<StoredBill[]> {
  const { rows } = await tx.query(
    `select b.message_id as "messageId", b.fields, b.confidence, b.provenance, b.checks, b.holder, b.read_at as "readAt"
       from conversations c
       join messages m on m.tenant_id = c.tenant_id and m.conversation_id = c.id
       join bills b on b.tenant_id = m.tenant_id and b.message_id = m.id
      where c.tenant_id = current_tenant() and c.lead_id = $1 order by b.read_at, m.seq`,
    [leadId],
  )
  return allRows(StoredRow, rows)
}
