/** What is known of a call to another system that failed. */
export interface IntegrationFailure {
  system: string
  /** What was tried, without query string, tokens or bodies: `POST /message/sendText/loja`. */
  action: string
  status?: number
  retryable: boolean
  /** The other side may have acted on the call: look there before repeating it. */
  outcomeUnknown?: boolean
  /** How long the other system asked us to wait. */
  retryAfterMs?: number
  /** A short word of ours for the reason, for logs and branches: `timeout`, `blocked`, `invalid_response`… */
  reason?: string
  cause?: unknown
  /** The parsed answer, for the client that must branch on it; never printed. */
  responseBody?: unknown
}

/** Another system could not do what was asked. `retryable` is decided where the response is read. */
export class IntegrationError extends Error {
  override readonly name = 'IntegrationError'
  readonly system: string
  readonly action: string
  readonly status: number | undefined
  readonly retryable: boolean
  readonly outcomeUnknown: boolean
  readonly retryAfterMs: number | undefined
  readonly reason: string | undefined
  declare readonly responseBody: unknown

  constructor(failure: IntegrationFailure) {
    const what = failure.status === undefined ? (failure.reason ?? 'no answer') : `answered ${failure.status}`
    const detail = failure.status !== undefined && failure.reason ? ` (${failure.reason})` : ''
    super(`${failure.system}: ${failure.action} ${what}${detail}`, { cause: failure.cause })
    this.system = failure.system
    this.action = failure.action
    this.status = failure.status
    this.retryable = failure.retryable
    this.outcomeUnknown = failure.outcomeUnknown ?? false
    this.retryAfterMs = failure.retryAfterMs
    this.reason = failure.reason
    // Bodies hold phones and texts: reachable for the client, invisible to loggers and serialisers.
    Object.defineProperty(this, 'responseBody', { value: failure.responseBody, enumerable: false })
  }
}

/** A mistake the person at the keyboard can mend: shown as one clear line, without a stack. */
export class UserError extends Error {
  override readonly name = 'UserError'
  readonly exitCode: number

  constructor(message: string, { exitCode = 1, cause }: { exitCode?: number; cause?: unknown } = {}) {
    super(message, { cause })
    this.exitCode = exitCode
  }
}
