import { z } from 'zod'
import type { Config } from '#src/config.ts'
import { startWorker } from '#src/jobs/worker.ts'
import { createLogger } from '#src/logger.ts'
import { createServices } from '#src/services.ts'
import { CRM_WHEN_ASKED_MS } from './stage.ts'

/** What the parent sends first; the config is its own, so it is taken as it is. */
const Start = z.object({
  databaseUrl: z.string(),
  config: z.custom<Config>((value) => typeof value === 'object' && value !== null),
})

/** A worker in a process of its own, so that it can be killed without a word, as machines do. Told what to do over IPC; ends with its parent. */
process.once('message', async (message) => {
  const { databaseUrl, config } = Start.parse(message)
  const log = createLogger({ level: 'fatal', pretty: 'false' })
  await startWorker(createServices({ config, log, databaseUrl, unlimited: true, crmDelayMs: CRM_WHEN_ASKED_MS }))
  process.send?.('ready')
})
process.once('disconnect', () => process.exit(0))
