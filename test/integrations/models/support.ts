import { z } from 'zod'
import type { LanguageModel, ModelRequest } from '#src/domain/models.ts'
import { IntegrationError } from '#src/errors.ts'
import { createGeminiModel } from '#src/integrations/gemini/client.ts'
import { createOpenAiModel } from '#src/integrations/openai/client.ts'
import { createModelsEmulator } from '#src/sandbox/models/server.ts'

export const Words = z.object({ bubbles: z.array(z.string()) })

/** A request of a test; the rule engine would answer `regra`. */
export function request(change: Partial<ModelRequest<typeof Words>> = {}): ModelRequest<typeof Words> {
  return {
    system: 'Você escreve mensagens.',
    turns: [{ role: 'user', text: 'Texto de referência:\n<<<Como você se chama?>>>' }],
    name: 'mensagem',
    schema: Words,
    maxOutputTokens: 300,
    cacheKey: 'word-test',
    fallback: () => ({ bubbles: ['regra'] }),
    ...change,
  }
}

export const never = () => new AbortController().signal

/** The emulator and both clients on it. */
export async function startModels(t: { after(hook: () => Promise<void>): void }) {
  const emulator = createModelsEmulator()
  const urls = await emulator.listen()
  t.after(() => emulator.close())
  const gemini = createGeminiModel({ apiKey: 'k', model: 'gemini-2.5-flash', fastModel: 'lite', baseUrl: urls.gemini })
  const openai = createOpenAiModel({ apiKey: 'k', model: 'gpt-5-mini', fastModel: 'gpt-5-nano', baseUrl: urls.openai })
  return { emulator, urls, gemini, openai, both: [gemini, openai] as LanguageModel[] }
}

/** The reason a call failed with, and the whole error. */
export async function failureOf(call: Promise<unknown>): Promise<IntegrationError> {
  try {
    await call
  } catch (error) {
    if (error instanceof IntegrationError) return error
    throw error
  }
  throw new Error('the call did not fail')
}
