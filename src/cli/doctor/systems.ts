import type { Config } from '#src/config.ts'
import { IntegrationError } from '#src/errors.ts'
import { createEvolutionClient } from '#src/integrations/evolution/client.ts'
import type { Finding } from './finding.ts'

/** Long enough for a loaded server, short enough for a person who waits. */
const ANSWER_WITHIN_MS = 4_000

/** Whether the application answers on its own port. That it is not started is no fault. */
export async function checkApplication({ host, port }: Config): Promise<Finding> {
  const name = 'application'
  const address = `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}/health/ready`
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })
    if (answer.ok) return { name, status: 'ok', detail: `ready on port ${port}` }
    return {
      name,
      status: 'degraded',
      detail: `not ready on port ${port} (answered ${answer.status})`,
      mend: 'see its log',
    }
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError') {
      return {
        name,
        status: 'degraded',
        detail: `no answer on port ${port} in ${ANSWER_WITHIN_MS / 1000} s`,
        mend: 'see its log',
      }
    }
    return { name, status: 'ok', detail: `not running on port ${port}` }
  }
}

/** Whether the server-wide Evolution answers. Tenants' own servers are checked by `setup`. */
export async function checkEvolution(config: Config): Promise<Finding> {
  const name = 'evolution'
  if (config.mode === 'sandbox' && !config.evolutionApiUrl)
    return { name, status: 'ok', detail: 'emulated in the sandbox' }
  if (!config.evolutionApiUrl) {
    return {
      name,
      status: 'degraded',
      detail: 'no server-wide Evolution',
      mend: 'set EVOLUTION_API_URL, unless every tenant has its own',
    }
  }
  if (!config.evolutionApiKey) {
    return {
      name,
      status: 'broken',
      detail: 'EVOLUTION_API_KEY is missing',
      mend: 'set it to the AUTHENTICATION_API_KEY of Evolution',
    }
  }
  const client = createEvolutionClient({
    baseUrl: config.evolutionApiUrl,
    apiKey: config.evolutionApiKey,
    timeoutMs: ANSWER_WITHIN_MS,
  })
  try {
    return { name, status: 'ok', detail: `Evolution ${await client.version()}` }
  } catch (error) {
    if (!(error instanceof IntegrationError)) throw error
    return { name, status: 'broken', detail: error.message, mend: 'check EVOLUTION_API_URL and that the server runs' }
  }
}

/** Where meetings are kept. So far that is the internal calendar alone. */
export function checkCalendar({ googleCalendarCredentials }: Config): Finding {
  return unusedOf('calendar', 'the internal calendar', googleCalendarCredentials ? 'GOOGLE_CALENDAR_CREDENTIALS' : '')
}

function unusedOf(name: string, detail: string, unused: string): Finding {
  if (!unused) return { name, status: 'ok', detail }
  return {
    name,
    status: 'degraded',
    detail: `${detail}; ${unused} not used`,
    mend: 'this version cannot use it yet: nothing to do',
  }
}
