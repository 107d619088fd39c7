import { type GenerationConfig, HarmBlockThreshold, HarmCategory } from '@google/generative-ai'

/** Options the API takes and the SDK, which is no longer developed, has no types for. It passes them on as they are. */
export type NewerConfig = GenerationConfig & {
  responseJsonSchema?: Record<string, unknown>
  thinkingConfig?: { thinkingBudget?: number; thinkingLevel?: string }
}

/** A lead who swears is still a lead: only what is surely harmful is blocked. */
export const SAFETY = [
  HarmCategory.HARM_CATEGORY_HARASSMENT,
  HarmCategory.HARM_CATEGORY_HATE_SPEECH,
  HarmCategory.HARM_CATEGORY_SEXUALLY_EXPLICIT,
  HarmCategory.HARM_CATEGORY_DANGEROUS_CONTENT,
].map((category) => ({ category, threshold: HarmBlockThreshold.BLOCK_ONLY_HIGH }))

/** Rewording needs no thinking; each generation says so in its own way. Models before 2.5 know no such option. */
export function thinkingOf(model: string): Pick<NewerConfig, 'thinkingConfig'> {
  if (/gemini-2\.5-flash/.test(model)) return { thinkingConfig: { thinkingBudget: 0 } }
  if (/gemini-2\.5-pro/.test(model)) return { thinkingConfig: { thinkingBudget: 128 } } // the least it takes
  return /gemini-[3-9]/.test(model) ? { thinkingConfig: { thinkingLevel: 'low' } } : {}
}
