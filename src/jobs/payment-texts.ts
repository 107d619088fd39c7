import { upsertBill } from '#src/db/bills.ts'
import { replaceText } from '#src/db/messages.ts'
import type { Transaction } from '#src/db/transaction.ts'
import type { InboundRow } from '#src/db/turns.ts'
import { readPaymentText } from '#src/media/read-payment-text.ts'

/** A code that may be of anything is asked about. */
const CONFIDENCE = { sure: 0.97, unsure: 0.7 }

/**
 * Payment codes that were pasted as text become bills of which the amount is known; the code itself is not kept. Returns the messages as they
 * are now. Does nothing the second time, since the code is gone then.
 */
export async function keepPaymentTexts(tx: Transaction, inbound: InboundRow[]): Promise<InboundRow[]> {
  const kept: InboundRow[] = []
  for (const message of inbound) {
    const found = readPaymentText(message.text)
    if (!found) {
      kept.push(message)
      continue
    }
    await replaceText(tx, message.id, found.rest)
    await upsertBill(tx, {
      messageId: message.id,
      fields: { totalAmount: found.totalBrl },
      confidence: { totalAmount: found.isSure ? CONFIDENCE.sure : CONFIDENCE.unsure },
      provenance: { totalAmount: [found.from] },
      checks: [{ name: 'check-digits', ok: true }],
      holder: null,
    })
    kept.push({ ...message, text: found.rest })
  }
  return kept
}
