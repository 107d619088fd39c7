import { z } from 'zod'
import { defineTask } from './task.ts'

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
  },
})
