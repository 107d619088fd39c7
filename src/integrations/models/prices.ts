import type { Usage } from '#src/domain/models.ts'

/** The day the prices below were read from the providers' public price pages. Older than half a year: read them again. */
export const PRICES_AS_OF = '2026-01-15'

/** US dollars a million tokens. `audio`: input that is sound, where it costs more than text. */
type Price = { input: number; cached: number; output: number; audio?: number }

/** By the beginning of a model's name; the longest that fits counts. */
const PRICES: Record<string, Price> = {
  'gemini-2.5-flash-lite': { input: 0.1, cached: 0.01, output: 0.4, audio: 0.3 },
  'gemini-2.5-flash': { input: 0.3, cached: 0.03, output: 2.5, audio: 1 },
  'gemini-2.5-pro': { input: 1.25, cached: 0.125, output: 10 },
  'gemini-2.0-flash': { input: 0.1, cached: 0.025, output: 0.4, audio: 0.7 },
  'gpt-5-nano': { input: 0.05, cached: 0.005, output: 0.4 },
  'gpt-5-mini': { input: 0.25, cached: 0.025, output: 2 },
  'gpt-5': { input: 1.25, cached: 0.125, output: 10 },
  'gpt-4.1-nano': { input: 0.1, cached: 0.025, output: 0.4 },
  'gpt-4.1-mini': { input: 0.4, cached: 0.1, output: 1.6 },
  'gpt-4.1': { input: 2, cached: 0.5, output: 8 },
  'gpt-4o-mini': { input: 0.15, cached: 0.075, output: 0.6 },
  'gpt-4o': { input: 2.5, cached: 1.25, output: 10 },
}

/** An unknown model counts as the dearest known, so that the caps hold. */
const DEAREST: Price = { input: 2.5, cached: 1.25, output: 10 }
const FREE: Price = { input: 0, cached: 0, output: 0 }

/** US dollars a minute of sound; models that bill by token count as what their maker says a minute comes to. */
const A_MINUTE: Record<string, number> = {
  'whisper-1': 0.006,
  'gpt-4o-transcribe': 0.006,
  'gpt-4o-mini-transcribe': 0.003,
}
const DEAREST_MINUTE = 0.006

/**
 * What a call cost, in US dollars. `ownServer`: a model of no known name on a server of the operator's is free. `audioTokens`: how many of the
 * input's tokens were sound.
 */
export function costOf(
  model: string,
  usage: Usage,
  { ownServer, audioTokens = 0 }: { ownServer: boolean; audioTokens?: number },
): number {
  const { input, cached, output, audio = input } = lookUp(PRICES, model) ?? (ownServer ? FREE : DEAREST)
  const sound = Math.min(audioTokens, usage.inputTokens)
  const fresh = Math.max(0, usage.inputTokens - sound - usage.cachedTokens)
  return (fresh * input + sound * audio + usage.cachedTokens * cached + usage.outputTokens * output) / 1_000_000
}

/** What it cost to have that much sound written down, in US dollars; billed by the whole second. */
export function transcriptionCost(model: string, seconds: number, { ownServer }: { ownServer: boolean }): number {
  const price = lookUp(A_MINUTE, model) ?? (ownServer ? 0 : DEAREST_MINUTE)
  return (Math.ceil(seconds) / 60) * price
}

function lookUp<T>(table: Record<string, T>, model: string): T | undefined {
  const bare = model.replace(/^models\//, '')
  const name = Object.keys(table)
    .filter((known) => bare.startsWith(known))
    .toSorted((a, b) => b.length - a.length)[0]
  return name === undefined ? undefined : table[name]
}
