import type { z } from 'zod'
import { IntegrationError } from '#src/errors.ts'

/** One answer of another system, read but not yet judged. `body` is parsed JSON, text, or null when there was none. */
export interface HttpAnswer {
  status: number
  body: unknown
  isJson: boolean
  headers: Headers
}

/** What a client knows better than the status code says. */
export interface Judgement {
  retryable?: boolean
  retryAfterMs?: number
  reason?: string
}

export interface HttpOptions {
  baseUrl: string
  /** Sent with every call; a function when they change, as tokens do. */
  headers?: Record<string, string> | (() => Promise<Record<string, string>>)
  /** Named in errors and metrics: `evolution`, `kommo`… */
  system: string
  timeoutMs: number
  fetch?: typeof fetch
  /** Adds what the client knows of this system's error bodies. */
  judge?: (answer: HttpAnswer) => Judgement | undefined
  /** Called once a call with its outcome, for metrics and breakers; `status` is null when no answer came. */
  onAnswer?: (outcome: {
    method: string
    status: number | null
    ms: number
    isJson: boolean
    retryAfterMs?: number
  }) => void
}

export interface CallOptions {
  query?: Record<string, string | number | boolean | undefined>
  /** Instead of the client's own time limit. */
  timeoutMs?: number
  signal?: AbortSignal
}

export type Http = ReturnType<typeof createHttp>

/** Statuses that may pass by themselves. */
const PASSING = new Set([408, 421, 423, 425, 429, 500, 502, 503, 504, 507, 509, 529])

/** Errors that mean the request never reached the other side. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
  'ENETUNREACH',
  'EHOSTUNREACH',
])

/**
 * JSON over HTTP for one system: every answer is parsed by a zod schema (no content is null), every failure is an IntegrationError
 * that says whether trying again can help. Error messages name method, path and status only: bodies, query strings and headers hold
 * phones, texts and tokens.
 */
export function createHttp(options: HttpOptions) {
  const call = <S extends z.ZodType>(
    method: string,
    path: string,
    body: unknown,
    schema: S,
    callOptions: CallOptions = {},
  ) => request(options, method, path, body, schema, callOptions)
  return {
    get: <S extends z.ZodType>(path: string, schema: S, callOptions?: CallOptions) =>
      call('GET', path, undefined, schema, callOptions),
    post: <S extends z.ZodType>(path: string, body: unknown, schema: S, callOptions?: CallOptions) =>
      call('POST', path, body, schema, callOptions),
    patch: <S extends z.ZodType>(path: string, body: unknown, schema: S, callOptions?: CallOptions) =>
      call('PATCH', path, body, schema, callOptions),
    put: <S extends z.ZodType>(path: string, body: unknown, schema: S, callOptions?: CallOptions) =>
      call('PUT', path, body, schema, callOptions),
    delete: <S extends z.ZodType>(path: string, schema: S, callOptions: CallOptions & { body?: unknown } = {}) =>
      call('DELETE', path, callOptions.body, schema, callOptions),
  }
}

async function request<S extends z.ZodType>(
  options: HttpOptions,
  method: string,
  path: string,
  body: unknown,
  schema: S,
  callOptions: CallOptions,
): Promise<z.infer<S>> {
  const startedAt = performance.now()
  const action = `${method} ${path}`
  const headers = await resolveHeaders(options.headers) // before the try: a token that cannot be had is not a network failure
  let answer: HttpAnswer
  try {
    answer = await exchange(options, method, path, body, headers, callOptions)
  } catch (error) {
    options.onAnswer?.({ method, status: null, ms: performance.now() - startedAt, isJson: false })
    throw asUnanswered(options.system, action, error)
  }
  const failed = answer.status < 200 || answer.status > 299
  const judgement = failed ? options.judge?.(answer) : undefined
  const retryAfterMs = judgement?.retryAfterMs ?? retryAfterHeader(answer.headers)
  options.onAnswer?.({
    method,
    status: answer.status,
    ms: performance.now() - startedAt,
    isJson: answer.isJson,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  })
  if (failed) {
    throw new IntegrationError({
      system: options.system,
      action,
      status: answer.status,
      retryable: judgement?.retryable ?? PASSING.has(answer.status),
      outcomeUnknown: answer.status >= 500,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      ...(judgement?.reason === undefined ? {} : { reason: judgement.reason }),
      responseBody: answer.body,
    })
  }
  return parseAnswer(options.system, action, answer, schema)
}

async function exchange(
  options: HttpOptions,
  method: string,
  path: string,
  body: unknown,
  headers: Record<string, string>,
  { query, timeoutMs, signal }: CallOptions,
): Promise<HttpAnswer> {
  const limit = AbortSignal.timeout(timeoutMs ?? options.timeoutMs)
  const response = await (options.fetch ?? fetch)(buildUrl(options.baseUrl, path, query), {
    method,
    headers: {
      accept: 'application/json',
      ...headers,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    signal: signal ? AbortSignal.any([signal, limit]) : limit,
    redirect: 'error', // a redirected POST would be repeated elsewhere, with our headers
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = response.status === 204 ? '' : await response.text()
  return { status: response.status, headers: response.headers, ...readBody(text) }
}

async function resolveHeaders(headers: HttpOptions['headers']): Promise<Record<string, string>> {
  return typeof headers === 'function' ? headers() : (headers ?? {})
}

function buildUrl(baseUrl: string, path: string, query: CallOptions['query']): string {
  const url = `${baseUrl.replace(/\/+$/, '')}${path}`
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) params.append(name, String(value))
  }
  return params.size === 0 ? url : `${url}?${params}`
}

/** Servers answer HTML and plain words even where JSON is promised: by content, not by header. */
function readBody(text: string): Pick<HttpAnswer, 'body' | 'isJson'> {
  if (text.trim() === '') return { body: null, isJson: false }
  try {
    return { body: JSON.parse(text), isJson: true }
  } catch {
    return { body: text, isJson: false }
  }
}

function parseAnswer<S extends z.ZodType>(system: string, action: string, answer: HttpAnswer, schema: S): z.infer<S> {
  const parsed = schema.safeParse(answer.body)
  if (parsed.success) return parsed.data
  throw new IntegrationError({
    system,
    action,
    status: answer.status,
    retryable: false,
    outcomeUnknown: true, // it was done, in a way we cannot read
    reason: `unreadable answer at ${parsed.error.issues.map((issue) => issue.path.join('.') || 'top').join(', ')}`,
    responseBody: answer.body,
  })
}

/** No answer: timeout, reset, refused. Anything else is a mistake of ours and passes as it is. */
function asUnanswered(system: string, action: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const code = networkCode(error)
  const isTimeout =
    error.name === 'TimeoutError' || code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT'
  const isNetwork = isTimeout || error.name === 'AbortError' || code !== undefined || error.message === 'fetch failed'
  if (!isNetwork) return error
  return new IntegrationError({
    system,
    action,
    retryable: true,
    outcomeUnknown: code === undefined || !NEVER_SENT.has(code),
    reason: isTimeout ? 'timeout' : (code ?? 'no answer'),
    cause: error,
  })
}

/** The system's error code, wherever in the chain of causes undici put it. */
function networkCode(error: Error): string | undefined {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string') return cause.code
  }
  return undefined
}

function retryAfterHeader(headers: Headers): number | undefined {
  const value = headers.get('retry-after')
  if (value === null) return undefined
  const seconds = Number(value)
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000)
  const at = Date.parse(value)
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now())
}
