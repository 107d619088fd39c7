import { randomUUID } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { checkDraft } from '#agents/conversation/check/check.ts'
import { createConversationGraph } from '#agents/conversation/graph.ts'
import { createPlaybookKits } from '#agents/playbooks/kits.ts'
import { createUnderstanding } from '#agents/rules/understand/understand.ts'
import { createDocumentReader } from './app/document-reader.ts'
import { createKommoAccounts } from './app/kommo-accounts.ts'
import { createMetrics } from './app/metrics.ts'
import { createConfiguredChain } from './app/models.ts'
import { createConfiguredTranscriber } from './app/speech.ts'
import type { Config } from './config.ts'
import { TurnCheckpointer } from './db/checkpointer.ts'
import { createPool } from './db/pool.ts'
import { createEvolutionClient } from './integrations/evolution/client.ts'
import type { Readers } from './jobs/read-media.ts'
import { createStorage } from './media/create-storage.ts'

/** What happened, for whoever watches in this process; ids only. */
export type BusEvents = {
  turn: [{ tenantId: string; conversationId: string }]
  typing: [{ tenantId: string; conversationId: string }]
  sent: [{ tenantId: string; conversationId: string }]
  crm: [{ tenantId: string; leadId: string }]
  media: [{ tenantId: string; conversationId: string }]
}

/** Kommo allows 7 requests a second from one address. */
const KOMMO_RATE = 5
const CRM_DELAY_MS = 1000
/** A good file takes two to four seconds; the first also starts the thread, and the machine may be busy. Shorter than a turn waits. */
const READING = { timeLimitMs: 20_000 }
/** Many evals and tests read at once on one machine: what they see must not hang on how busy it is. */
const UNHURRIED = { timeLimitMs: 100_000, readingMs: 90_000 }

/** Builds pool, clients, rule engine and graph once; the only place that knows them all. */
export function createServices({
  config,
  log,
  databaseUrl,
  unlimited = false,
  crmDelayMs = unlimited ? 0 : CRM_DELAY_MS,
  readers = {},
}: {
  config: Config
  log: Logger
  databaseUrl: string
  /** Tests and evals: emulators have no limits to respect, and nobody waits. */
  unlimited?: boolean
  /** Changes of a lead that follow each other this closely go to the CRM together. */
  crmDelayMs?: number | undefined
  /** In place of the real ones. */
  readers?: Partial<Readers>
}) {
  const pool = createPool({ databaseUrl, size: config.databasePoolSize })
  const checkpointer = new TurnCheckpointer(pool)
  const engine = createUnderstanding()
  const understand: typeof engine.understand = (text, context) => engine.understand(text, context)
  const metrics = createMetrics()
  const models = createConfiguredChain(config, (call) => {
    metrics.modelCall(call)
    if (call.outcome === 'skipped') log.debug(call, 'a model was not asked')
    else if (call.outcome !== 'ok') log.warn({ ...call }, 'a model yielded nothing')
  })
  const speech = createConfiguredTranscriber(config, (call) => {
    metrics.modelCall(call)
    if (call.outcome !== 'ok') log.warn({ ...call }, 'a voice note was not written down')
  })
  const documents = createDocumentReader(unlimited ? UNHURRIED : READING)
  const secretKey = Buffer.from(config.secretKey, 'base64')
  return {
    config,
    log,
    pool,
    checkpointer,
    graph: createConversationGraph({ understand, models, check: checkDraft }, checkpointer),
    understand,
    models,
    speech,
    metrics,
    playbooks: createPlaybookKits(),
    whatsapp: createEvolutionClient({ baseUrl: config.evolutionApiUrl ?? '', apiKey: config.evolutionApiKey ?? '' }),
    kommo: createKommoAccounts({ config, pool, secretKey, ratePerSecond: unlimited ? null : KOMMO_RATE }),
    media: createMediaStorage(config),
    readDocument: documents.readDocument,
    ...readers,
    secretKey,
    crmDelayMs,
    /** This process, among all that may hold leases. */
    workerId: `worker-${randomUUID()}`,
    bus: new EventEmitter<BusEvents>(),
    async close() {
      await documents.close()
      await pool.end()
    },
  }
}

function createMediaStorage({ dataDir, s3Endpoint, s3Bucket, s3AccessKeyId, s3SecretAccessKey, s3Region }: Config) {
  return createStorage({
    folder: join(dataDir, 'media'),
    endpoint: s3Endpoint,
    bucket: s3Bucket,
    accessKeyId: s3AccessKeyId,
    secretAccessKey: s3SecretAccessKey,
    region: s3Region,
  })
}

export type Services = ReturnType<typeof createServices>
