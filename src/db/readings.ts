import { z } from 'zod'
import { BillFields } from '#src/domain/bill.ts'
import { MediaOutcome } from '#src/domain/media.ts'
import { allRows, firstRow } from './rows.ts'
import type { Transaction } from './transaction.ts'

const ReadingRow = z.object({
  providerMessageId: z.string(),
  state: z.enum(['waiting', 'locked', 'done']),
  outcome: MediaOutcome.nullable().catch(null),
  transcript: z.string().nullable(),
  fields: BillFields.nullable(),
  confidence: z.record(z.string(), z.number()).nullable(),
  provenance: z.record(z.string(), z.array(z.string())).nullable(),
})
export type ReadingRow = z.infer<typeof ReadingRow>

/** What became of every file, and of every payment code, that the person of this phone sent. */
export async function findReadings(tx: Transaction, phone: string): Promise<ReadingRow[]> {
  const { rows } = await tx.query(
    `select m.provider_message_id as "providerMessageId", coalesce(m.media_state, 'done') as state, m.details -> 'outcome' as outcome,
            m.details ->> 'transcript' as transcript, b.fields, b.confidence, b.provenance
       from lead_identities i
       join conversations c on c.tenant_id = i.tenant_id and c.lead_id = i.lead_id
       join messages m on m.tenant_id = c.tenant_id and m.conversation_id = c.id and m.direction = 'in'
       left join bills b on b.tenant_id = m.tenant_id and b.message_id = m.id
      where i.tenant_id = current_tenant() and i.kind = 'phone' and i.value = $1 and (m.media_state is not null or b.message_id is not null)
        and m.provider_message_id is not null`,
    [phone],
  )
  return allRows(ReadingRow, rows)
}

const FileRow = z.object({ key: z.string(), mimetype: z.string() })

/** Where the file of a message is kept, and what it is by its content; null when none is. */
export async function findFile(tx: Transaction, providerMessageId: string): Promise<z.infer<typeof FileRow> | null> {
  const { rows } = await tx.query(
    `select media_key as key, coalesce(details ->> 'mimetype', details -> 'media' ->> 'mimetype', 'application/octet-stream') as mimetype
       from messages where tenant_id = current_tenant() and provider_message_id = $1 and media_key is not null limit 1`,
    [providerMessageId],
  )
  return firstRow(FileRow, rows)
}
