import { z } from 'zod'
import type { ModelFault, ModelName, Usage } from '#src/domain/models.ts'
import { IntegrationError } from '#src/errors.ts'

/** An answer far beyond what was asked for is no answer, whatever it says. */
const MAX_ANSWER_CHARS = 20_000
export const NO_USAGE: Usage = { inputTokens: 0, cachedTokens: 0, outputTokens: 0 }

const PASSING: ReadonlySet<ModelFault> = new Set(['rate_limited', 'server', 'timeout', 'cut', 'busy'])
const UsageBody = z.object({
  usage: z.object({ inputTokens: z.number(), cachedTokens: z.number(), outputTokens: z.number() }),
})

export type FaultDetails = { status?: number; retryAfterMs?: number; usage?: Usage; cause?: unknown }

/** A call that yielded nothing, as the chain reads it. What it used up is billed all the same. */
export function modelError(
  system: ModelName,
  fault: ModelFault,
  { status, retryAfterMs, usage = NO_USAGE, cause }: FaultDetails = {},
): IntegrationError {
  return new IntegrationError({
    system,
    action: 'generate',
    reason: fault,
    retryable: PASSING.has(fault),
    ...(status === undefined ? {} : { status }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(cause === undefined ? {} : { cause }),
    responseBody: { usage },
  })
}

/** What a failed call used up. */
export function usageOfError(error: unknown): Usage {
  const body = error instanceof IntegrationError ? UsageBody.safeParse(error.responseBody) : undefined
  return body?.data?.usage ?? NO_USAGE
}

/**
 * The answer's JSON as the schema's value. One fence around it is forgiven, since some servers add it whatever they are told.
 * @throws {IntegrationError} `empty`, `too_long`, `malformed` or `invalid`.
 */
export function parseAnswer<S extends z.ZodType>(system: ModelName, text: string, schema: S, usage: Usage): z.infer<S> {
  const bare = text.trim()
  if (bare === '') throw modelError(system, 'empty', { usage })
  if (bare.length > MAX_ANSWER_CHARS) throw modelError(system, 'too_long', { usage })
  const parsed = schema.safeParse(parseJson(system, bare.replace(/^```(?:json)?\s*([\s\S]*?)\s*```$/, '$1'), usage))
  if (!parsed.success) throw modelError(system, 'invalid', { usage, cause: parsed.error })
  return parsed.data
}

function parseJson(system: ModelName, text: string, usage: Usage): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw modelError(system, 'malformed', { usage })
  }
}

/** Errors of `fetch` and of reading a body: ended by our signal, or by the other side. */
export function unansweredFault(error: unknown, signal: AbortSignal): ModelFault {
  if (signal.aborted) return 'timeout'
  const name = error instanceof Error ? error.name : ''
  return name === 'TimeoutError' || name === 'AbortError' ? 'timeout' : name === 'SyntaxError' ? 'malformed' : 'cut'
}
