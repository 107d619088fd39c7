import { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from 'openai'
import type { ModelFault } from '#src/domain/models.ts'
import type { IntegrationError } from '#src/errors.ts'
import { modelError, unansweredFault } from '../models/answer.ts'

/** An account without money does not get any by waiting seconds. */
const NO_MONEY_PAUSE_MS = 300_000

/** What the SDK threw, as an IntegrationError with a ModelFault as reason. */
export function asModelError(error: unknown, signal: AbortSignal): IntegrationError {
  if (signal.aborted || error instanceof APIUserAbortError || error instanceof APIConnectionTimeoutError)
    return modelError('openai', 'timeout')
  if (error instanceof APIConnectionError || !(error instanceof APIError))
    return modelError('openai', unansweredFault(error, signal))
  const status: number | undefined = error.status
  const retryAfterMs = error.code === 'insufficient_quota' ? NO_MONEY_PAUSE_MS : retryAfterOf(error.headers)
  return modelError('openai', faultOfStatus(status ?? 0), {
    ...(status === undefined ? {} : { status }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  })
}

function faultOfStatus(status: number): ModelFault {
  if (status === 429) return 'rate_limited'
  if (status === 401 || status === 403) return 'unauthorised'
  if (status === 404) return 'unknown_model'
  if (status === 408 || status === 504) return 'timeout'
  return status >= 500 ? 'server' : 'bad_request'
}

function retryAfterOf(headers: Headers | undefined): number | undefined {
  const ms = Number(headers?.get('retry-after-ms') ?? Number.NaN)
  if (Number.isFinite(ms)) return ms
  const seconds = Number(headers?.get('retry-after') ?? Number.NaN)
  return Number.isFinite(seconds) ? seconds * 1000 : undefined
}
