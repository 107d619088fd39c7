import type { Config } from '#src/config.ts'
import type { LanguageModel, ModelChain } from '#src/domain/models.ts'
import { createGeminiModel } from '#src/integrations/gemini/client.ts'
import { type ChainLink, type ChainOptions, createModelChain } from '#src/integrations/models/chain.ts'
import { createOpenAiModel } from '#src/integrations/openai/client.ts'

/** The chain as configured, with the rule engine last. */
export function createConfiguredChain(config: Config, onCall: NonNullable<ChainOptions['onCall']>): ModelChain {
  return createModelChain({ links: configuredLinks(config), budgetMs: config.modelBudgetMs, onCall })
}

/** Who is asked, in order: providers without a key are skipped, and so is what stands behind `rules`. */
export function configuredLinks(config: Config): ChainLink[] {
  const end = config.modelChain.indexOf('rules')
  const wanted = end < 0 ? config.modelChain : config.modelChain.slice(0, end)
  return [...new Set(wanted)].flatMap((name): ChainLink[] => {
    if (name === 'gemini') return linkOf(geminiOf(config), config.geminiBaseUrl)
    return name === 'openai' ? linkOf(openAiOf(config), config.openaiBaseUrl) : []
  })
}

function linkOf(model: LanguageModel | null, baseUrl: string | undefined): ChainLink[] {
  return model ? [{ model, ownServer: baseUrl !== undefined }] : []
}

function geminiOf({ geminiApiKey, geminiModel, geminiFastModel, geminiBaseUrl }: Config): LanguageModel | null {
  if (!geminiApiKey) return null
  return createGeminiModel({
    apiKey: geminiApiKey,
    model: geminiModel,
    fastModel: geminiFastModel,
    baseUrl: geminiBaseUrl,
  })
}

/** A server of one's own may need no key; any word stands for it then. */
function openAiOf({ openaiApiKey, openaiModel, openaiFastModel, openaiBaseUrl }: Config): LanguageModel | null {
  if (!openaiApiKey) return null
  return createOpenAiModel({
    apiKey: openaiApiKey,
    model: openaiModel,
    fastModel: openaiFastModel,
    baseUrl: openaiBaseUrl,
  })
}
