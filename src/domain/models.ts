import type { z } from 'zod'

export const MODEL_NAMES = ['gemini', 'openai', 'rules'] as const
/** Who may answer, in the words of MODEL_CHAIN. */
export type ModelName = (typeof MODEL_NAMES)[number]

/** `extract` goes to a provider's fast model, `word` to its better one. */
export type Operation = 'extract' | 'word'

/** One turn of a prompt. `raw` is the provider's own form of what it said, to be handed back to it untouched. */
export type PromptTurn = { role: 'user'; text: string } | { role: 'model'; text: string; from: ModelName; raw: unknown }

/** What is asked of a model: instructions that stay the same, what changes, and the form of the answer. */
export type ModelRequest<S extends z.ZodType> = {
  /** The stable prefix: the same for every turn of a playbook, so that providers can cache it. */
  system: string
  turns: PromptTurn[]
  /** Names the schema on the wire. */
  name: string
  schema: S
  maxOutputTokens: number
  /** The same for requests with the same prefix; providers route by it. */
  cacheKey: string
  /** What the rule engine answers instead. Cannot fail. */
  fallback: () => z.infer<S>
}

export type Usage = { inputTokens: number; cachedTokens: number; outputTokens: number }

/** `text` and `raw`: the answer as it came, for a second round. */
export type ModelAnswer<T> = { value: T; text: string; raw: unknown; model: string; usage: Usage }

/** Anything that can be asked: a provider, or the rule engine. Failures are IntegrationErrors with a `ModelFault` as reason. */
export type LanguageModel = {
  name: ModelName
  /** Reads a text into data. */
  extract<S extends z.ZodType>(request: ModelRequest<S>, signal: AbortSignal): Promise<ModelAnswer<z.infer<S>>>
  /** Words what was decided. */
  word<S extends z.ZodType>(request: ModelRequest<S>, signal: AbortSignal): Promise<ModelAnswer<z.infer<S>>>
  /** The model's own name, as it is billed. */
  modelOf(operation: Operation): string
}

/**
 * Why a call yielded nothing. `blocked`: the provider's safety filter. `refused`: the model said no. `empty`: nothing in it. `too_long`: cut
 * off at the token limit, or far larger than asked for. `malformed`: no JSON, or a tool call. `invalid`: JSON of another form.
 * `rate_limited`, `server`, `timeout`, `cut`: may pass. `unauthorised`, `unknown_model`, `bad_request`: somebody must mend it. `busy`: our
 * own limit of calls at a time.
 */
export const MODEL_FAULTS = [
  'blocked',
  'refused',
  'empty',
  'too_long',
  'malformed',
  'invalid',
  'rate_limited',
  'server',
  'timeout',
  'cut',
  'unauthorised',
  'unknown_model',
  'bad_request',
  'busy',
] as const
export type ModelFault = (typeof MODEL_FAULTS)[number]

/** One call that left the process: what it was for, what came of it and what it cost. */
export type ModelCall = {
  provider: ModelName
  model: string
  operation: Operation
  outcome: 'ok' | ModelFault
  usage: Usage
  costUsd: number
  ms: number
}

/** What one turn may spend: time until `deadline` (monotonic, ms), and calls at all only while `affordable`. Every call is noted in it. */
export type TurnBudget = { deadline: number; affordable: boolean; calls: ModelCall[] }

export type ChainAnswer<T> = ModelAnswer<T> & { from: ModelName }

/** The models in the order they are asked, the rule engine last: always answers, within the budget. */
export type ModelChain = {
  /** Who is asked; `['rules']` when no provider is set up. */
  names: readonly ModelName[]
  begin(affordable: boolean): TurnBudget
  extract<S extends z.ZodType>(request: ModelRequest<S>, budget: TurnBudget): Promise<ChainAnswer<z.infer<S>>>
  word<S extends z.ZodType>(request: ModelRequest<S>, budget: TurnBudget): Promise<ChainAnswer<z.infer<S>>>
}
