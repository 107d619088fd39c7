import { type Content, GoogleGenerativeAI } from '@google/generative-ai'
import type { z } from 'zod'
import type { LanguageModel, ModelAnswer, ModelRequest, Operation, PromptTurn } from '#src/domain/models.ts'
import { wireSchema } from '../models/json-schema.ts'
import { readAnswer } from './answer.ts'
import { asModelError } from './errors.ts'
import { type NewerConfig, SAFETY, thinkingOf } from './options.ts'

export type GeminiOptions = { apiKey: string; model: string; fastModel: string; baseUrl?: string | undefined }

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
