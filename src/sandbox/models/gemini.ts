import { GenerateContentBody } from '#src/integrations/gemini/wire.ts'
import type { Ask } from './ask.ts'

type Turns = Ask['turns']

type Sound = { mimeType: string; data: string }

/** `generateContent`'s body as instructions, turns, and the sound among their parts. */
export function readGemini(body: unknown): { system: string; turns: Turns; schema: unknown; sound: Sound | undefined } {
  const { systemInstruction, contents, generationConfig } = GenerateContentBody.parse(body)
  const textOf = (parts: { text?: string | undefined }[]) => parts.map(({ text }) => text ?? '').join('')
  return {
    system: textOf(systemInstruction?.parts ?? []),
    turns: contents.map(({ role, parts }) => ({ role: role === 'model' ? 'model' : 'user', text: textOf(parts) })),
    schema: generationConfig?.responseJsonSchema,
    sound: contents.flatMap(({ parts }) => parts.flatMap(({ inlineData }) => inlineData ?? []))[0],
  }
}

export type Counted = { input: number; cached: number; output: number }

/** An answer as Gemini 2.5 and 3 give it: parts carry a signature that must come back unchanged. */
export function geminiAnswer(model: string, text: string, counted: Counted, { finishReason = 'STOP' } = {}) {
  return {
    candidates: [
      {
        content: { role: 'model', parts: [{ text, thoughtSignature: signatureOf(text) }] },
        finishReason,
        index: 0,
      },
    ],
    ...usage(model, counted),
  }
}

export function signatureOf(text: string): string {
  return Buffer.from(`signed:${text.length}`).toString('base64')
}

export function geminiBlocked(model: string, counted: Counted) {
  return { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' }, ...usage(model, { ...counted, output: 0 }) }
}

export function geminiEmpty(model: string, counted: Counted) {
  return { candidates: [{ content: { role: 'model' }, finishReason: 'STOP', index: 0 }], ...usage(model, counted) }
}

export function geminiToolCall(model: string, counted: Counted) {
  const parts = [{ functionCall: { name: 'book_meeting', args: { slot: 'hoje 19h' } } }]
  return {
    candidates: [{ content: { role: 'model', parts }, finishReason: 'STOP', index: 0 }],
    ...usage(model, counted),
  }
}

function usage(modelVersion: string, { input, cached, output }: Counted) {
  return {
    usageMetadata: {
      promptTokenCount: input,
      ...(cached > 0 ? { cachedContentTokenCount: cached } : {}),
      candidatesTokenCount: output,
      totalTokenCount: input + output,
    },
    modelVersion,
    responseId: 'emulated',
  }
}

/** The body of an error, with the hint a 429 brings. */
export function geminiError(status: number, retryAfterSeconds?: number) {
  const details =
    retryAfterSeconds === undefined
      ? []
      : [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${retryAfterSeconds}s` }]
  return {
    error: {
      code: status,
      message: status === 429 ? 'You exceeded your current quota.' : 'An emulated failure.',
      status: NAMES[status] ?? 'INTERNAL',
      details,
    },
  }
}

const NAMES: Record<number, string> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
}
