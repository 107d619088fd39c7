import {
  type Content,
  type GenerationConfig,
  GoogleGenerativeAI,
  GoogleGenerativeAIAbortError,
  GoogleGenerativeAIFetchError,
  HarmBlockThreshold,
  HarmCategory,
} from '@google/generative-ai'
import type { z } from 'zod'
import type {
  LanguageModel,
  ModelAnswer,
  ModelFault,
  ModelRequest,
  Operation,
  PromptTurn,
  Usage,
} from '#src/domain/models.ts'
import type { IntegrationError } from '#src/errors.ts'
import { modelError, parseAnswer, unansweredFault } from '../models/answer.ts'
import { wireSchema } from '../models/json-schema.ts'
import { GenerateContentAnswer, RetryInfo } from './wire.ts'

export type GeminiOptions = { apiKey: string; model: string; fastModel: string; baseUrl?: string | undefined }

/** Options the API takes and the SDK, which is no longer developed, has no types for. It passes them on as they are. */
type NewerConfig = GenerationConfig & {
  responseJsonSchema?: Record<string, unknown>
  thinkingConfig?: { thinkingBudget?: number; thinkingLevel?: string }
}

/** A lead who swears is still a lead: only what is surely harmful is blocked. */
const SAFETY = [
  HarmCategory.HARM_CATEGORY_HARASSMENT,
  HarmCategory.HARM_CATEGORY_HATE_SPEECH,
  HarmCategory.HARM_CATEGORY_SEXUALLY_EXPLICIT,
  HarmCategory.HARM_CATEGORY_DANGEROUS_CONTENT,
].map((category) => ({ category, threshold: HarmBlockThreshold.BLOCK_ONLY_HIGH }))

const BLOCKED = new Set(['SAFETY', 'RECITATION', 'BLOCKLIST', 'PROHIBITED_CONTENT', 'SPII', 'LANGUAGE', 'IMAGE_SAFETY'])

/** Gemini through `@google/generative-ai`: JSON by schema, no tools. Every failure is an IntegrationError with a ModelFault as reason. */
export function createGeminiModel({ apiKey, model, fastModel, baseUrl }: GeminiOptions): LanguageModel {
  const sdk = new GoogleGenerativeAI(apiKey)
  const modelOf = (operation: Operation) => (operation === 'extract' ? fastModel : model)
  const options = baseUrl === undefined ? {} : { baseUrl: baseUrl.replace(/\/+$/, '') }

  const ask = async <S extends z.ZodType>(name: string, request: ModelRequest<S>, signal: AbortSignal) => {
    signal.throwIfAborted() // the SDK only hears what happens after it has begun
    const generative = sdk.getGenerativeModel({ model: name, safetySettings: SAFETY }, options)
    const { response } = await generative.generateContent(
      {
        systemInstruction: request.system,
        contents: request.turns.map(toContent),
        generationConfig: configOf(name, request),
      },
      { signal },
    )
    return response
  }
  const call = async <S extends z.ZodType>(
    operation: Operation,
    request: ModelRequest<S>,
    signal: AbortSignal,
  ): Promise<ModelAnswer<z.infer<S>>> => {
    const name = modelOf(operation)
    const response = await ask(name, request, signal).catch((error: unknown) => {
      throw asModelError(error, signal)
    })
    return readAnswer(response, request.schema, name)
  }
  return {
    name: 'gemini',
    modelOf,
    extract: (request, signal) => call('extract', request, signal),
    word: (request, signal) => call('word', request, signal),
  }
}

/** Its own answers go back as they came, thought signatures and all; another's only as text. */
function toContent(turn: PromptTurn): Content {
  if (turn.role === 'user') return { role: 'user', parts: [{ text: turn.text }] }
  return turn.from === 'gemini' && isContent(turn.raw) ? turn.raw : { role: 'model', parts: [{ text: turn.text }] }
}

function isContent(raw: unknown): raw is Content {
  return typeof raw === 'object' && raw !== null && 'parts' in raw && Array.isArray(raw.parts)
}

function configOf(model: string, { schema, maxOutputTokens }: ModelRequest<z.ZodType>): NewerConfig {
  return {
    responseMimeType: 'application/json',
    responseJsonSchema: wireSchema(schema),
    maxOutputTokens,
    ...thinkingOf(model),
  }
}

/** Rewording needs no thinking; each generation says so in its own way. Models before 2.5 know no such option. */
function thinkingOf(model: string): Pick<NewerConfig, 'thinkingConfig'> {
  if (/gemini-2\.5-flash/.test(model)) return { thinkingConfig: { thinkingBudget: 0 } }
  if (/gemini-2\.5-pro/.test(model)) return { thinkingConfig: { thinkingBudget: 128 } } // the least it takes
  return /gemini-[3-9]/.test(model) ? { thinkingConfig: { thinkingLevel: 'low' } } : {}
}

function readAnswer<S extends z.ZodType>(response: unknown, schema: S, model: string): ModelAnswer<z.infer<S>> {
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

function asModelError(error: unknown, signal: AbortSignal): IntegrationError {
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
