import { randomUUID } from 'node:crypto'
import { EventEmitter } from 'node:events'
import type { Logger } from 'pino'
import { checkDraft } from '#agents/conversation/check/check.ts'
import { createConversationGraph } from '#agents/conversation/graph.ts'
import { createPlaybookKits } from '#agents/playbooks/kits.ts'
import { createUnderstanding } from '#agents/rules/understand/understand.ts'
import { createKommoAccounts } from './app/kommo-accounts.ts'
import { createMetrics } from './app/metrics.ts'
import { createConfiguredChain } from './app/models.ts'
import { createConfiguredTranscriber } from './app/speech.ts'
import type { Config } from './config.ts'
import { TurnCheckpointer } from './db/checkpointer.ts'
import { createPool } from './db/pool.ts'
import { createEvolutionClient } from './integrations/evolution/client.ts'

/** What happened, for whoever watches in this process; ids only. */
export type BusEvents = {
  turn: [{ tenantId: string; conversationId: string }]
  sent: [{ tenantId: string; conversationId: string }]
  crm: [{ tenantId: string; leadId: string }]
}

/** Kommo allows 7 requests a second from one address. */
const KOMMO_RATE = 5
const CRM_DELAY_MS = 1000

/** Builds pool, clients, rule engine and graph once; the only place that knows them all. */
export function createServices({
  config,
  log,
  databaseUrl,
  unlimited = false,
}: {
  config: Config
  log: Logger
  databaseUrl: string
  /** Tests and evals: emulators have no limits to respect. */
  unlimited?: boolean
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
  const secretKey = Buffer.from(config.secretKey, 'base64')
  return {
    config,
    log,
    pool,
    checkpointer,
    graph: createConversationGraph({ understand, models, check: checkDraft }, checkpointer),
    models,
    speech,
    metrics,
    playbooks: createPlaybookKits(),
    whatsapp: createEvolutionClient({ baseUrl: config.evolutionApiUrl ?? '', apiKey: config.evolutionApiKey ?? '' }),
    kommo: createKommoAccounts({ config, pool, secretKey, ratePerSecond: unlimited ? null : KOMMO_RATE }),
    secretKey,
    /** Changes of a lead that follow each other this closely go to the CRM together. */
    crmDelayMs: unlimited ? 0 : CRM_DELAY_MS,
    /** This process, among all that may hold leases. */
    workerId: `worker-${randomUUID()}`,
    bus: new EventEmitter<BusEvents>(),
    async close() {
      await pool.end()
    },
  }
}

export type Services = ReturnType<typeof createServices>
