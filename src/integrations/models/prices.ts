import type { Usage } from '#src/domain/models.ts'

/** The day the prices below were read from the providers' public price pages. Older than half a year: read them again. */
export const PRICES_AS_OF = '2026-01-15'

/** US dollars a million tokens. */
type Price = { input: number; cached: number; output: number }

/** By the beginning of a model's name; the longest that fits counts. */
const PRICES: Record<string, Price> = {
  'gemini-2.5-flash-lite': { input: 0.1, cached: 0.01, output: 0.4 },
  'gemini-2.5-flash': { input: 0.3, cached: 0.03, output: 2.5 },
  'gemini-2.5-pro': { input: 1.25, cached: 0.125, output: 10 },
  'gemini-2.0-flash': { input: 0.1, cached: 0.025, output: 0.4 },
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

/** What a call cost, in US dollars. `ownServer`: a model of no known name on a server of the operator's is free. */
export function costOf(model: string, usage: Usage, { ownServer }: { ownServer: boolean }): number {
  const { input, cached, output } = priceOf(model) ?? (ownServer ? FREE : DEAREST)
  const fresh = Math.max(0, usage.inputTokens - usage.cachedTokens)
  return (fresh * input + usage.cachedTokens * cached + usage.outputTokens * output) / 1_000_000
}

function priceOf(model: string): Price | undefined {
  const bare = model.replace(/^models\//, '')
  const name = Object.keys(PRICES)
    .filter((known) => bare.startsWith(known))
    .toSorted((a, b) => b.length - a.length)[0]
  return name === undefined ? undefined : PRICES[name]
}
