import { GoogleGenerativeAI } from '@google/generative-ai'
import { z } from 'zod'
import type { SpeechClient, SpeechPart } from '#src/domain/speech.ts'
import { wireSchema } from '../models/json-schema.ts'
import { costOf } from '../models/prices.ts'
import { readAnswer } from './answer.ts'
import { asModelError } from './errors.ts'
import { type NewerConfig, SAFETY, thinkingOf } from './options.ts'
import { GenerateContentAnswer } from './wire.ts'

/** Source: ai.google.dev/gemini-api/docs/audio; Opus in Ogg is taken like Vorbis. */
const TAKES = new Set(['audio/ogg', 'audio/mpeg', 'audio/wav', 'audio/flac', 'audio/aac', 'audio/mp4'])
/** A request may have 20 MB, and base64 makes four bytes of three. */
const MOST_BYTES = 14 * 1024 * 1024
/** About twice what fast speech makes, and what the form around it takes. */
const TOKENS_A_SECOND = 12
const LEAST_TOKENS = 200
const MOST_TOKENS = 8000

const Said = z.object({ speech: z.boolean(), language: z.string(), text: z.string() })

export type GeminiSpeechOptions = {
  apiKey: string
  model: string
  /** How to write down what is said; the sound follows it. */
  instructions: string
  baseUrl?: string | undefined
}

/** Gemini as a listener, through `@google/generative-ai`: the sound goes inline. Every failure is an IntegrationError with a ModelFault. */
export function createGeminiSpeech({ apiKey, model, instructions, baseUrl }: GeminiSpeechOptions): SpeechClient {
  const sdk = new GoogleGenerativeAI(apiKey)
  const options = baseUrl === undefined ? {} : { baseUrl: baseUrl.replace(/\/+$/, '') }

  const ask = async (part: SpeechPart, signal: AbortSignal) => {
    signal.throwIfAborted() // the SDK only hears what happens after it has begun
    const generative = sdk.getGenerativeModel({ model, safetySettings: SAFETY }, options)
    const inlineData = { mimeType: part.mimetype, data: Buffer.from(part.bytes).toString('base64') }
    const { response } = await generative.generateContent(
      {
        systemInstruction: instructions,
        contents: [{ role: 'user', parts: [{ inlineData }, { text: 'Transcreva este áudio.' }] }],
        generationConfig: configOf(model, part),
      },
      { signal },
    )
    return response
  }
  return {
    name: 'gemini',
    model,
    takes: ({ mimetype, bytes }) => TAKES.has(mimetype) && bytes.length <= MOST_BYTES,
    async transcribe(part, signal) {
      const response = await ask(part, signal).catch((error: unknown) => {
        throw asModelError(error, signal)
      })
      const { value, usage, model: billed } = readAnswer(response, Said, model)
      const text = value.speech ? value.text.trim() : ''
      const audioTokens = audioTokensOf(response)
      return {
        segments: text === '' ? [] : [{ text }],
        language: value.language,
        model: billed,
        usage,
        costUsd: costOf(billed, usage, { ownServer: baseUrl !== undefined, audioTokens }),
      }
    },
  }
}

function configOf(model: string, { seconds }: SpeechPart): NewerConfig {
  const tokens = seconds === null ? MOST_TOKENS : LEAST_TOKENS + Math.ceil(seconds * TOKENS_A_SECOND)
  return {
    responseMimeType: 'application/json',
    responseJsonSchema: wireSchema(Said),
    maxOutputTokens: Math.min(MOST_TOKENS, tokens),
    temperature: 0,
    ...thinkingOf(model),
  }
}

/** Sound costs more than text; the answer says how many of its tokens were sound. */
function audioTokensOf(response: unknown): number {
  const details = GenerateContentAnswer.parse(response).usageMetadata?.promptTokensDetails ?? []
  return details.reduce((sum, { modality, tokenCount }) => sum + (modality === 'AUDIO' ? (tokenCount ?? 0) : 0), 0)
}
