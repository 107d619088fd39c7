import { GoogleGenerativeAIAbortError, GoogleGenerativeAIFetchError } from '@google/generative-ai'
import type { ModelFault } from '#src/domain/models.ts'
import type { IntegrationError } from '#src/errors.ts'
import { modelError, unansweredFault } from '../models/answer.ts'
import { RetryInfo } from './wire.ts'

/** What the SDK threw, as an IntegrationError with a ModelFault as reason. */
export function asModelError(error: unknown, signal: AbortSignal): IntegrationError {
  if (error instanceof GoogleGenerativeAIAbortError || signal.aborted) return modelError('gemini', 'timeout')
  if (!(error instanceof GoogleGenerativeAIFetchError)) {
    // "Error fetching from <address>" without a status, or what reading the body threw
    return modelError('gemini', unansweredFault(error, signal))
  }
  const status = error.status ?? 0
  const keyInvalid = error.errorDetails?.some(({ reason }) => reason === 'API_KEY_INVALID') ?? false
  const retryAfterMs = retryDelayOf(error)
  return modelError('gemini', keyInvalid ? 'unauthorised' : faultOfStatus(status), {
    status,
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

function retryDelayOf({ errorDetails }: GoogleGenerativeAIFetchError): number | undefined {
  for (const detail of errorDetails ?? []) {
    const info = RetryInfo.safeParse(detail)
    if (info.success) return Number.parseFloat(info.data.retryDelay) * 1000
  }
  return undefined
}
