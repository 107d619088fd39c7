import { join } from 'node:path'
import { loadPlaybook } from '#agents/playbooks/load.ts'
import { type Config, projectRoot } from '#src/config.ts'
import { IntegrationError } from '#src/errors.ts'
import { createKommoClient } from '#src/integrations/kommo/client.ts'
import { createRequestGate } from '#src/integrations/kommo/gate.ts'
import { LEAD_ID_FIELD } from '#src/integrations/kommo/setup.ts'
import type { Finding } from './finding.ts'

const name = 'kommo'
/** Kommo allows 7 requests a second for each address, and the application may be running beside us. */
const RATE_PER_SECOND = 2

/** Whether the environment's Kommo account opens, and has the pipeline, stages and field that leads are kept in. */
export async function checkKommo(config: Config): Promise<Finding> {
  const baseUrl = config.kommoBaseUrl ?? (config.kommoSubdomain && `https://${config.kommoSubdomain}.kommo.com`)
  const token = config.kommoLongLivedToken
  if (!baseUrl && !token) {
    if (config.mode === 'sandbox') return { name, status: 'ok', detail: 'emulated in the sandbox' }
    return {
      name,
      status: 'degraded',
      detail: 'not configured: leads reach no CRM',
      mend: 'set KOMMO_SUBDOMAIN and KOMMO_LONG_LIVED_TOKEN',
    }
  }
  if (!baseUrl)
    return {
      name,
      status: 'broken',
      detail: 'KOMMO_SUBDOMAIN is missing',
      mend: 'set it to the account’s name in <name>.kommo.com',
    }
  if (!token)
    return { name, status: 'broken', detail: 'KOMMO_LONG_LIVED_TOKEN is missing', mend: 'make one in Kommo and set it' }
  return checkAccount(baseUrl, token)
}

async function checkAccount(baseUrl: string, token: string): Promise<Finding> {
  const gate = createRequestGate({ ratePerSecond: RATE_PER_SECOND })
  const client = createKommoClient({ baseUrl, accessToken: async () => token, gate })
  const { crm } = loadPlaybook(join(projectRoot, 'agents', 'playbooks', 'solar.yaml'))
  try {
    const account = await client.account()
    const { mapping, missingStages } = await client.findMapping(crm.pipeline)
    const missing = [
      ...(mapping ? missingStages.map((stage) => `stage ${stage}`) : [`pipeline ${crm.pipeline}`]),
      ...(mapping && !mapping.fields[LEAD_ID_FIELD] ? [`field ${LEAD_ID_FIELD}`] : []),
    ]
    if (missing.length === 0)
      return { name, status: 'ok', detail: `account ${account.subdomain}, pipeline ${crm.pipeline}` }
    return {
      name,
      status: 'broken',
      detail: `account ${account.subdomain} lacks ${missing.join(', ')}`,
      mend: 'create what is missing in Kommo',
    }
  } catch (error) {
    if (!(error instanceof IntegrationError)) throw error
    const mend = error.status === 401 ? 'make a new KOMMO_LONG_LIVED_TOKEN' : 'check KOMMO_SUBDOMAIN and the network'
    return { name, status: 'broken', detail: error.message, mend }
  }
}
