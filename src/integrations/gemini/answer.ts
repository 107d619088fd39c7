import type { z } from 'zod'
import type { ModelAnswer, ModelFault, Usage } from '#src/domain/models.ts'
import { modelError, parseAnswer } from '../models/answer.ts'
import { GenerateContentAnswer } from './wire.ts'

const BLOCKED = new Set(['SAFETY', 'RECITATION', 'BLOCKLIST', 'PROHIBITED_CONTENT', 'SPII', 'LANGUAGE', 'IMAGE_SAFETY'])

/** The value in an answer. @throws {IntegrationError} with a ModelFault as reason when there is none. */
export function readAnswer<S extends z.ZodType>(response: unknown, schema: S, model: string): ModelAnswer<z.infer<S>> {
  const parsed = GenerateContentAnswer.safeParse(response)
  if (!parsed.success) throw modelError('gemini', 'malformed', { cause: parsed.error })
  const usage = usageOf(parsed.data)
  const candidate = parsed.data.candidates?.[0]
  const fault = faultOf(parsed.data)
  if (fault) throw modelError('gemini', fault, { usage })
  const parts = candidate?.content?.parts ?? []
  if (parts.some(({ functionCall }) => functionCall !== undefined)) throw modelError('gemini', 'malformed', { usage })
  const text = parts
    .filter(({ thought }) => !thought)
    .map((part) => part.text ?? '')
    .join('')
  const value = parseAnswer('gemini', text, schema, usage)
  return { value, text, raw: rawContentOf(response), model: parsed.data.modelVersion ?? model, usage }
}

function faultOf({ candidates, promptFeedback }: GenerateContentAnswer): ModelFault | null {
  if (promptFeedback?.blockReason && !candidates?.length) return 'blocked'
  const [candidate] = candidates ?? []
  if (!candidate) return 'empty'
  const reason = candidate.finishReason ?? 'STOP'
  if (BLOCKED.has(reason)) return 'blocked'
  if (reason === 'MAX_TOKENS') return 'too_long'
  if (reason === 'STOP' || reason === 'FINISH_REASON_UNSPECIFIED') return null
  return reason === 'OTHER' ? 'empty' : 'malformed'
}

/** The candidate's content as it came, not as it was parsed. */
function rawContentOf(response: unknown): unknown {
  if (typeof response !== 'object' || response === null || !('candidates' in response)) return null
  const [candidate]: unknown[] = Array.isArray(response.candidates) ? response.candidates : []
  return typeof candidate === 'object' && candidate !== null && 'content' in candidate ? candidate.content : null
}

function usageOf({ usageMetadata: used }: GenerateContentAnswer): Usage {
  return {
    inputTokens: used?.promptTokenCount ?? 0,
    cachedTokens: used?.cachedContentTokenCount ?? 0,
    outputTokens: (used?.candidatesTokenCount ?? 0) + (used?.thoughtsTokenCount ?? 0),
  }
}
