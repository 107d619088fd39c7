import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  CircuitState,
  CountBreaker,
  circuitBreaker,
  handleWhen,
  wrap,
} from 'cockatiel'
import { MODEL_FAULTS, type ModelFault, type ModelName } from '#src/domain/models.ts'
import { IntegrationError } from '#src/errors.ts'
import { modelError } from './answer.ts'

/** Faults that speak of the provider, not of one request. A blocked or malformed answer says nothing about the next. */
const OUTAGES: ReadonlySet<ModelFault> = new Set(['server', 'timeout', 'cut', 'unauthorised', 'unknown_model'])

/** Half of the last twenty calls failed: leave the provider alone for a while, then try one. */
const BREAKER = { threshold: 0.5, size: 20, minimumNumberOfCalls: 6 }
const HALF_OPEN_AFTER_MS = 15_000
/** Calls at a time to one provider. Who finds no place asks the next provider instead of waiting. */
const AT_A_TIME = 24
const PAUSE_MS = 5_000
const LONGEST_PAUSE_MS = 300_000

export type Guard = ReturnType<typeof createGuard>

/** One provider's breaker and bulkhead, and the pause it asked for with a 429. */
export function createGuard(name: ModelName, { now }: { now: () => number }) {
  const breaker = circuitBreaker(
    handleWhen((error) => OUTAGES.has(faultOf(error))),
    { halfOpenAfter: HALF_OPEN_AFTER_MS, breaker: new CountBreaker(BREAKER) },
  )
  const policy = wrap(breaker, bulkhead(AT_A_TIME, 0))
  let pausedUntil = Number.NEGATIVE_INFINITY
  return {
    /** `closed`: it is asked. `open`: it failed too often, or asked for a pause. */
    state(): 'closed' | 'half_open' | 'open' {
      if (now() < pausedUntil || breaker.state === CircuitState.Open) return 'open'
      return breaker.state === CircuitState.HalfOpen ? 'half_open' : 'closed'
    },
    isPaused: () => now() < pausedUntil,
    /** Runs a call; null when the provider is not to be asked now. @throws {IntegrationError} what the call threw. */
    async run<T>(call: () => Promise<T>): Promise<T | null> {
      try {
        return await policy.execute(call)
      } catch (error) {
        if (error instanceof BrokenCircuitError) return null
        if (error instanceof BulkheadRejectedError) throw modelError(name, 'busy')
        if (faultOf(error) === 'rate_limited') pausedUntil = now() + pauseOf(error)
        throw error
      }
    },
  }
}

/** The reason of a failed call; what is no IntegrationError is a fault of ours and passes for an outage of the provider. */
export function faultOf(error: unknown): ModelFault {
  const reason = error instanceof IntegrationError ? error.reason : undefined
  return isFault(reason) ? reason : 'cut'
}

function isFault(reason: string | undefined): reason is ModelFault {
  return reason !== undefined && FAULTS.has(reason)
}

const FAULTS: ReadonlySet<string> = new Set(MODEL_FAULTS)

function pauseOf(error: unknown): number {
  const asked = error instanceof IntegrationError ? error.retryAfterMs : undefined
  return Math.min(LONGEST_PAUSE_MS, asked ?? PAUSE_MS)
}
