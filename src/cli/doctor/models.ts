import { z } from 'zod'
import { EMULATED_KEY } from '#src/app/application.ts'
import { configuredLinks } from '#src/app/models.ts'
import type { Config } from '#src/config.ts'
import type { LanguageModel, ModelFault } from '#src/domain/models.ts'
import { IntegrationError } from '#src/errors.ts'
import type { Finding } from './finding.ts'

/** A person waits; a model that takes longer would be passed over in a turn too. */
const ANSWER_WITHIN_MS = 8_000

const MENDS: Partial<Record<ModelFault, (provider: string) => string>> = {
  unauthorised: (provider) => `check ${provider}_API_KEY`,
  unknown_model: (provider) => `check ${provider}_MODEL and ${provider}_FAST_MODEL`,
  bad_request: (provider) => `check ${provider}_MODEL: it refuses what is asked of it`,
  rate_limited: () => "check the account's limits and credit",
}

/** Whether each model of the chain answers, both the fast and the better one. Without any the rule engine holds every conversation. */
export async function checkModels(config: Config): Promise<Finding> {
  const name = 'models'
  const links = configuredLinks(config)
  if (links.length === 0) return { name, status: 'ok', detail: 'the rule engine, which needs no key' }
  if (config.mode === 'sandbox' && [config.geminiApiKey, config.openaiApiKey].includes(EMULATED_KEY))
    return { name, status: 'ok', detail: 'emulated in the sandbox' }
  const answers = await Promise.all(links.map(({ model }) => tryModel(model)))
  const problems = answers.filter(({ mend }) => mend !== undefined)
  const detail = answers.map((answer) => answer.detail).join('; ')
  if (problems.length === 0) return { name, status: 'ok', detail }
  const mend = problems.map((problem) => problem.mend).join('; ')
  return { name, status: 'degraded', detail: `${detail}; the next of the chain answers`, mend }
}

const Said = z.object({ ok: z.boolean() })

async function tryModel(model: LanguageModel): Promise<{ detail: string; mend?: string }> {
  const request = {
    ...{ system: 'Answer with JSON.', turns: [{ role: 'user' as const, text: 'Say {"ok": true}.' }] },
    ...{ name: 'doctor', schema: Said, maxOutputTokens: 200, cacheKey: 'doctor', fallback: () => ({ ok: true }) },
  }
  const startedAt = performance.now()
  try {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS)
    await Promise.all([model.extract(request, signal), model.word(request, signal)])
    const names = [...new Set([model.modelOf('word'), model.modelOf('extract')])].join(' and ')
    return { detail: `${names} answered in ${Math.round(performance.now() - startedAt)} ms` }
  } catch (error) {
    if (!(error instanceof IntegrationError)) throw error
    const provider = model.name.toUpperCase()
    const mend =
      MENDS[(error.reason ?? 'cut') as ModelFault]?.(provider) ?? `check ${provider}_BASE_URL and the network`
    return { detail: `${model.name}: ${(error.reason ?? 'no answer').replaceAll('_', ' ')}`, mend }
  }
}
