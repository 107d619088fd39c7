import { createHmac } from 'node:crypto'
import { claimErasure, eraseLead } from '#src/db/leads.ts'
import { inTenant } from '#src/db/transaction.ts'
import type { Services } from '#src/services.ts'
import { removeFiles } from './tidy.ts'

/**
 * A lead who asked for it is erased when the message with the receipt has gone out; nothing happens for anybody else. Done twice, the second
 * time removes the files the first one did not come to.
 */
export async function eraseAfterGoodbye(
  services: Services,
  { tenantId, conversationId }: { tenantId: string; conversationId: string },
): Promise<void> {
  const erased = await inTenant(services.pool, tenantId, async (tx) => {
    const erasure = await claimErasure(tx, conversationId)
    if (erasure === null) return false
    const hash = (phone: string) =>
      createHmac('sha256', services.secretKey).update(`erased:${tenantId}:${phone}`).digest()
    await eraseLead(tx, { ...erasure, phoneHash: erasure.phone ? hash(erasure.phone) : null })
    return true
  })
  if (erased) services.log.info({ tenantId }, 'a lead was erased as asked')
  await removeFiles(services, tenantId)
}
