import { z } from 'zod'
import { endMediaRemoval, findExpiredMedia, findMediaRemovals, forgetFile, forgetOldPasswords } from '#src/db/media.ts'
import { listTenants } from '#src/db/tenants.ts'
import { inTenant } from '#src/db/transaction.ts'
import type { Services } from '#src/services.ts'
import { defineTask } from './task.ts'

/** Files of one company looked at before the next one's turn comes. */
const FILES_AT_ONCE = 500

/** Once a day: partitions for the days to come, and what is past its time dropped. */
export const tidy = defineTask({
  name: 'tidy',
  payload: z.looseObject({}),
  run: async (_payload, { services, log }) => {
    await services.pool.query('select prepare_event_partitions(7)')
    const { rows } = await services.pool.query('select drop_event_partitions($1) as dropped', [
      services.config.retentionEventsDays,
    ])
    await services.pool.query('select drop_early_statuses()')
    log.info({ dropped: rows[0]?.dropped }, 'event partitions tidied')
    let files = 0
    for (const { id } of await listTenants(services.pool)) {
      await inTenant(services.pool, id, forgetOldPasswords)
      files += (await dropExpiredFiles(services, id)) + (await removeFiles(services, id))
    }
    log.info({ files }, 'files tidied')
  },
})

/** Removes the files whose messages are gone: after an erasure, a deletion, a reset. Returns how many keys that were. */
export async function removeFiles({ pool, media }: Services, tenantId: string): Promise<number> {
  let removed = 0
  for (;;) {
    const removals = await inTenant(pool, tenantId, findMediaRemovals)
    for (const { id, key } of removals) {
      await media.remove(key)
      await inTenant(pool, tenantId, (tx) => endMediaRemoval(tx, id))
    }
    removed += removals.length
    if (removals.length === 0) return removed
  }
}

/** The file first, then what says that there is one: a tidy that dies in between finds it again. */
async function dropExpiredFiles({ pool, media, config }: Services, tenantId: string): Promise<number> {
  let dropped = 0
  for (;;) {
    const expired = await inTenant(pool, tenantId, (tx) =>
      findExpiredMedia(tx, config.retentionMediaDays, FILES_AT_ONCE),
    )
    for (const { id, key } of expired) {
      await media.remove(key)
      await inTenant(pool, tenantId, (tx) => forgetFile(tx, id))
    }
    dropped += expired.length
    if (expired.length === 0) return dropped
  }
}
