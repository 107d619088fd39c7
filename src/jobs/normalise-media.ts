import type { Logger } from 'pino'
import { z } from 'zod'
import { upsertBill } from '#src/db/bills.ts'
import { type ClaimedMedia, claimMedia, finishMedia, giveMediaBack } from '#src/db/media.ts'
import { insertModelCalls } from '#src/db/model-calls.ts'
import { FILE_PASSWORD, unseal } from '#src/db/secrets.ts'
import { inTenant, inTenantInsistently, isPassing } from '#src/db/transaction.ts'
import type { FileFault } from '#src/domain/media.ts'
import { IntegrationError } from '#src/errors.ts'
import type { Services } from '#src/services.ts'
import { canonicalPlace } from './canonical-place.ts'
import { enqueueTurn } from './enqueue.ts'
import { hashHolder } from './holder.ts'
import { type MediaReading, readMedia } from './read-media.ts'
import { defineTask } from './task.ts'

/** Tries before a file is given up, those included in which the worker died. */
const MOST_TRIES = 4
/** Passwords of the lead that may be wrong before a photo is asked for instead. */
const MOST_PASSWORDS = 2
/** No file takes as long; one that does would hold its place for ever. */
const READING_MS = 90_000
const MEGABYTE = 1024 * 1024

/**
 * Fetches a message's file, keeps it, and reads it: a bill's values, what was said, or why neither. Every failure becomes a finding the agent
 * can talk about; only a fault that may pass is tried again, a few times.
 */
export const normaliseMedia = defineTask({
  name: 'normalise_media',
  payload: z.object({ tenantId: z.uuid(), messageId: z.uuid() }),
  run: async ({ tenantId, messageId }, { services, log }) => {
    const { pool, workerId } = services
    const claimed = await inTenant(pool, tenantId, (tx) => claimMedia(tx, messageId, workerId))
    if (claimed === null) return log.debug('the file is done, gone, or another worker has it')
    const startedAt = performance.now()
    try {
      const reading = await readClaimed(services, claimed, log)
      if (reading.retry && claimed.attempt < MOST_TRIES)
        throw new IntegrationError({
          system: 'media',
          action: 'read',
          retryable: true,
          reason: 'nobody could be asked',
        })
      const isNoted = await note(services, tenantId, claimed, reading)
      const ms = Math.round(performance.now() - startedAt)
      log.info({ outcome: reading.outcome.kind, mimetype: reading.mimetype, isNoted, ms }, 'file read')
    } catch (error) {
      await inTenantInsistently(pool, tenantId, (tx) => giveMediaBack(tx, claimed)).catch(() => undefined)
      throw error
    }
  },
})

/** The finding of one try. Throws only what may pass by itself while tries are left. */
async function readClaimed(services: Services, claimed: ClaimedMedia, log: Logger): Promise<MediaReading> {
  const { type, details, attempt, sealed } = claimed
  const { mimetype, size = 0 } = details.media
  const fault = (why: FileFault) => failure(type, mimetype, why)
  // a file that killed its worker every time is not opened once more
  if (attempt > MOST_TRIES) return fault('failed')
  const limit = services.config.maxMediaMb * MEGABYTE
  if (size > limit) return fault('too_large')
  try {
    const bytes = await fetchFile(services, claimed)
    if (bytes === null) return fault('gone')
    if (bytes.length > limit) return fault('too_large')
    return await readMedia(bytes, mimetype, services, {
      passwords: sealed.map((text) => unseal(services.secretKey, FILE_PASSWORD, Buffer.from(text, 'base64'))),
      tries: details.outcome?.tries ?? 0,
      signal: AbortSignal.timeout(READING_MS),
    })
  } catch (error) {
    const passing = isPassing(error) || (error instanceof IntegrationError && error.retryable)
    if (passing && attempt < MOST_TRIES) throw error
    log.error({ err: error, attempt }, 'a file could not be read')
    return fault('failed')
  }
}

/** From the storage when an earlier try, or the time before the password came, left it there; otherwise from WhatsApp. */
async function fetchFile({ media, whatsapp }: Services, claimed: ClaimedMedia): Promise<Uint8Array | null> {
  const { attempt, key, details, instance, providerMessageId } = claimed
  const kept = attempt > 1 || details.outcome ? await media.get(key) : null
  if (kept) return kept
  const fetched = await whatsapp.getBase64(instance, providerMessageId)
  if (fetched === null) return null
  const bytes = Buffer.from(fetched.base64, 'base64')
  if (bytes.length > 0) await media.put(key, bytes, details.media.mimetype)
  return bytes
}

function failure(type: string, mimetype: string, why: FileFault): MediaReading {
  const kind = type === 'audio' ? 'not_heard' : 'refused'
  return { outcome: { kind, why }, mimetype, calls: [], retry: false }
}

/** Stores the finding, the bill and what it cost, and wakes the turn that waits. False when the message is gone; then its file goes too. */
async function note(
  services: Services,
  tenantId: string,
  claimed: ClaimedMedia,
  { outcome, mimetype, transcript, bill, calls }: MediaReading,
): Promise<boolean> {
  const { messageId, conversationId, key } = claimed
  const isLocked = outcome.kind === 'locked' && outcome.tries < MOST_PASSWORDS
  const isNoted = await inTenant(services.pool, tenantId, async (tx) => {
    await insertModelCalls(tx, { conversationId, turnId: null, calls })
    const finished = await finishMedia(tx, claimed, {
      outcome,
      mimetype,
      isKept: !isGone(outcome),
      state: isLocked ? 'locked' : 'done',
      ...(transcript === undefined ? {} : { transcript }),
    })
    if (finished === null) return false
    if (bill) {
      const { holderName, ...fields } = bill.fields
      const { confidence, provenance, checks } = bill
      const holder = holderName ? hashHolder(services.secretKey, tenantId, holderName, false) : null
      await upsertBill(tx, {
        messageId,
        fields: canonicalPlace(services.understand, fields),
        confidence,
        provenance,
        checks,
        holder,
      })
    }
    if (finished.runAt) await enqueueTurn(tx, { tenantId, conversationId }, finished.runAt)
    return true
  })
  if (!isNoted) await services.media.remove(key)
  services.bus.emit('media', { tenantId, conversationId })
  return isNoted
}

/** Whether nothing was ever stored under its key. */
function isGone(outcome: MediaReading['outcome']): boolean {
  return (
    (outcome.kind === 'refused' || outcome.kind === 'not_heard') &&
    (outcome.why === 'gone' || outcome.why === 'too_large')
  )
}
