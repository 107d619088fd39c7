import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { loadPlaybook, readPlaybookFile } from '#agents/playbooks/load.ts'
import { projectRoot } from '#src/config.ts'
import { storeSecret } from '#src/db/secrets.ts'
import { activatePlaybook, createTenant, findTenant, tenantNow, upsertChannel } from '#src/db/tenants.ts'
import { inTenant } from '#src/db/transaction.ts'
import { WEBHOOK_EVENTS } from '#src/integrations/evolution/client.ts'
import { type Clocks, createClocks } from '#src/sandbox/clocks.ts'
import { createEvolutionEmulator, type EvolutionEmulator } from '#src/sandbox/evolution/server.ts'
import { createKommoEmulator, type KommoEmulator } from '#src/sandbox/kommo/server.ts'
import { createModelsEmulator, type ModelsEmulator } from '#src/sandbox/models/server.ts'
import type { Services } from '#src/services.ts'
import { KOMMO_TOKEN } from './kommo-accounts.ts'

/** The number that the sandbox's company has on WhatsApp. */
const COMPANY_PHONE = '5581988880000'
/** The attendants' group in the sandbox. */
const ATTENDANTS_GROUP = '120363000000000001@g.us'

export type Emulators = {
  evolution: EvolutionEmulator
  kommo: KommoEmulator
  /** Gemini and OpenAI, asked when their key is `sandbox`. */
  models: ModelsEmulator
  clocks: Clocks
  /** Where they listen, and the key Evolution expects. */
  urls: { evolution: string; kommo: string; gemini: string; openai: string; apiKey: string }
  close(): Promise<void>
}

export type EmulatorOptions = {
  log: Logger
  /** Where they keep their state over restarts; in memory only when not given. */
  dataDir?: string
  seed?: number
  /** Tests and evals: nothing takes time, nothing is limited. */
  instant?: boolean
}

/** Evolution with a WhatsApp behind it, Kommo, and two models, on loopback: the same wire as the real ones. */
export async function startEmulators({ log, dataDir, seed = 1, instant = false }: EmulatorOptions): Promise<Emulators> {
  const clocks = createClocks()
  const apiKey = randomBytes(16).toString('hex')
  const evolution = createEvolutionEmulator({
    apiKey,
    log,
    seed,
    now: clocks.now,
    ...(dataDir ? { dataFile: join(dataDir, 'sandbox', 'evolution.json') } : {}),
    ...(instant
      ? { deliveryDelaysMs: { serverAck: 0, delivered: 0, read: 0 }, timeScale: 0, webhookRetryMs: 50 }
      : { webhookRetryMs: 1000 }),
  })
  const kommo = createKommoEmulator({
    log,
    seed,
    ...(dataDir ? { dataFile: join(dataDir, 'sandbox', 'kommo.json') } : {}),
    ...(instant ? { rateLimit: null } : {}),
  })
  const models = createModelsEmulator({ seed })
  const urls = {
    evolution: await evolution.listen(),
    kommo: await kommo.listen(),
    ...(await models.listen()),
    apiKey,
  }
  return {
    evolution,
    kommo,
    models,
    clocks,
    urls,
    async close() {
      await evolution.close()
      await kommo.close()
      await models.close()
    },
  }
}

export type SandboxTenant = { id: string; slug: string; instance: string; webhookUrl: string; kommoAccount: string }

export type TenantSeed = {
  slug: string
  /** A playbook of `agents/playbooks/`, or its source. */
  playbook: string | { source: string; file: string }
  /** The address at which our own web process listens. */
  webUrl: string
  frozenAt?: Temporal.Instant
  phone?: string
}

/** A company in the sandbox, ready to be written to: tenant, playbook, paired number with its webhook, and CRM account. Safe to repeat. */
export async function ensureSandboxTenant(
  services: Services,
  emulators: Emulators,
  seed: TenantSeed,
): Promise<SandboxTenant> {
  const { pool } = services
  const file =
    typeof seed.playbook === 'string'
      ? join(projectRoot, 'agents', 'playbooks', `${seed.playbook}.yaml`)
      : seed.playbook.file
  const source = typeof seed.playbook === 'string' ? readPlaybookFile(file) : seed.playbook.source
  const playbook =
    typeof seed.playbook === 'string' ? loadPlaybook(file) : services.playbooks.kitOf(source, source).playbook
  const { frozenAt } = seed
  const known = await findTenant(pool, seed.slug)
  const id =
    known?.id ??
    (await createTenant(pool, {
      slug: seed.slug,
      name: playbook.persona.company,
      timeZone: playbook.timeZone,
      ...(frozenAt ? { frozenAt } : {}),
    }))
  const token = randomBytes(32).toString('base64url')
  const account = emulators.kommo.createAccount(seed.slug)
  await inTenant(pool, id, async (tx) => {
    await activatePlaybook(tx, { name: playbook.name, version: playbook.version, source })
    await upsertChannel(tx, { provider: 'evolution', instance: seed.slug, token })
    await storeSecret(tx, services.secretKey, KOMMO_TOKEN, account.accessToken)
  })
  emulators.clocks.set(seed.slug, frozenAt ?? (await tenantNow(pool, id)), { frozen: frozenAt !== undefined })
  const webhookUrl = `${seed.webUrl}/webhooks/evolution/${token}`
  emulators.evolution.ensureInstance(seed.slug, {
    phone: seed.phone ?? COMPANY_PHONE,
    profileName: playbook.persona.company,
    webhook: { url: webhookUrl, events: [...WEBHOOK_EVENTS] },
  })
  if (!known)
    emulators.evolution.addGroup(seed.slug, {
      id: playbook.handoff.attendantsGroup ?? ATTENDANTS_GROUP,
      subject: 'Atendentes',
    })
  await services.kommo.setUp(id, playbook)
  return { id, slug: seed.slug, instance: seed.slug, webhookUrl, kommoAccount: seed.slug }
}
