import type pg from 'pg'
import type { Config } from '#src/config.ts'
import { findSecret } from '#src/db/secrets.ts'
import { listTenants } from '#src/db/tenants.ts'
import { inTenantAtOnce } from '#src/db/transaction.ts'
import type { FactName } from '#src/domain/facts.ts'
import type { Playbook } from '#src/domain/playbook.ts'
import { createKommoClient, type KommoClient } from '#src/integrations/kommo/client.ts'
import { createRequestGate } from '#src/integrations/kommo/gate.ts'
import type { FieldWanted, KommoMapping } from '#src/integrations/kommo/setup.ts'

/** The tenant's secret that opens its CRM. */
export const KOMMO_TOKEN = 'kommo.access_token'

/** A mapping is read again after this: people rename stages and fields. */
const MAPPING_MS = 10 * 60_000
/** A sync of a lead makes a handful of requests; a token that was changed counts from then on. */
const TOKEN_MS = 10_000

const FIELD_TYPES: Partial<Record<FactName, FieldWanted['type']>> = {
  billBrl: 'numeric',
  consumptionKwh: 'numeric',
  competitorDiscountPct: 'numeric',
  ownsProperty: 'checkbox',
  decisionMaker: 'checkbox',
  hasSolar: 'checkbox',
  wantsExpansion: 'checkbox',
  competitorContract: 'checkbox',
}

export type KommoAccount = { client: KommoClient; mapping: KommoMapping }
export type KommoAccounts = ReturnType<typeof createKommoAccounts>

/**
 * The CRM accounts of all tenants, behind one gate: Kommo counts requests by address. A tenant's own token is stored encrypted; the one of
 * the environment serves an installation with a single tenant.
 */
export function createKommoAccounts({
  config,
  pool,
  secretKey,
  ratePerSecond,
}: {
  config: Config
  pool: pg.Pool
  secretKey: Buffer
  ratePerSecond: number | null
}) {
  const gate = createRequestGate({ ratePerSecond })
  const known = new Map<string, { account: KommoAccount; until: number }>()
  const tokens = new Map<string, { token: string | null; until: number }>()

  const readToken = async (tenantId: string): Promise<string | null> => {
    const own = await inTenantAtOnce(pool, tenantId, (tx) => findSecret(tx, secretKey, KOMMO_TOKEN))
    if (own !== null || !config.kommoLongLivedToken) return own
    return (await listTenants(pool)).length === 1 ? config.kommoLongLivedToken : null
  }
  const tokenOf = async (tenantId: string): Promise<string | null> => {
    const cached = tokens.get(tenantId)
    if (cached && cached.until > performance.now()) return cached.token
    const token = await readToken(tenantId)
    tokens.set(tenantId, { token, until: performance.now() + TOKEN_MS })
    return token
  }
  const clientOf = (tenantId: string) => {
    const accessToken = async () => (await tokenOf(tenantId)) ?? ''
    return createKommoClient({
      baseUrl: config.kommoBaseUrl ?? `https://${config.kommoSubdomain}.kommo.com`,
      accessToken,
      gate,
    })
  }
  const isConnected = async (tenantId: string) =>
    (config.kommoBaseUrl !== undefined || config.kommoSubdomain !== undefined) && (await tokenOf(tenantId)) !== null

  return {
    /** The tenant's account with the places of its pipeline and fields; null when the tenant has no CRM or its pipeline is missing. */
    async accountOf(tenantId: string, playbook: Playbook): Promise<KommoAccount | null> {
      const cached = known.get(tenantId)
      if (cached && cached.until > performance.now()) return cached.account
      if (!(await isConnected(tenantId))) return null
      const client = clientOf(tenantId)
      const { mapping } = await client.findMapping(playbook.crm.pipeline)
      if (mapping === null) return null
      const account = { client, mapping }
      known.set(tenantId, { account, until: performance.now() + MAPPING_MS })
      return account
    },
    /** Makes the pipeline, stages and fields of the playbook that are missing; returns what was made. */
    async setUp(tenantId: string, playbook: Playbook): Promise<string[]> {
      const { created } = await clientOf(tenantId).ensurePipeline(playbook.crm.pipeline, wantedFields(playbook))
      known.delete(tenantId)
      return created
    },
  }
}

function wantedFields({ crm }: Playbook): FieldWanted[] {
  const types: Record<string, FieldWanted['type'] | undefined> = FIELD_TYPES
  return Object.entries(crm.fields).map(([fact, name]) => ({ name, type: types[fact] ?? 'text' }))
}
