import type { z } from 'zod'
import type {
  ChainAnswer,
  LanguageModel,
  ModelCall,
  ModelChain,
  ModelFault,
  ModelRequest,
  Operation,
  TurnBudget,
  Usage,
} from '#src/domain/models.ts'
import { modelError, usageOfError } from './answer.ts'
import { createGuard, faultOf, type Guard } from './guard.ts'
import { costOf } from './prices.ts'
import { createRulesModel } from './rules-model.ts'

export type ChainLink = { model: LanguageModel; ownServer: boolean }

export type ChainOptions = {
  /** Providers in the order they are asked; the rule engine comes after them by itself. */
  links: ChainLink[]
  /** What a turn may take altogether. */
  budgetMs: number
  /** A call has ended, for metrics and the log. `outcome` is `skipped` when the provider was not asked at all. */
  onCall?: (call: ModelCall | { provider: string; operation: Operation; outcome: 'skipped' }) => void
  /** Monotonic time. */
  now?: () => number
}

/** No call takes longer than this, so that there is time for the next provider. Reading is short, wording longer. */
const LONGEST_MS: Record<Operation, number> = { extract: 5000, word: 12_000 }
/** Of what is left, while another provider could still be asked. */
const SHARE = 0.6
/** With less than this left nobody is asked: it would only fail later. */
const LEAST_MS = 400

/**
 * Asks one provider after another within the turn's budget, each behind its breaker and bulkhead, and the rule engine last: an answer always
 * comes. No call is repeated at the same provider. Asking has no effect outside, so what was asked in vain leaves nothing behind.
 */
export function createModelChain({ links, budgetMs, onCall, now = () => performance.now() }: ChainOptions): ModelChain {
  const guarded = links.map((link) => ({ ...link, guard: createGuard(link.model.name, { now }) }))
  const rules = createRulesModel()

  const ask = async <S extends z.ZodType>(
    operation: Operation,
    request: ModelRequest<S>,
    budget: TurnBudget,
  ): Promise<ChainAnswer<z.infer<S>>> => {
    const candidates = budget.affordable ? guarded.filter(({ guard }) => !guard.isPaused()) : []
    for (const [i, link] of candidates.entries()) {
      const leftMs = budget.deadline - now()
      if (leftMs < LEAST_MS) break
      const isLast = i === candidates.length - 1
      const withinMs = Math.min(LONGEST_MS[operation], isLast ? leftMs : leftMs * SHARE)
      const note = (call: ModelCall) => {
        budget.calls.push(call)
        onCall?.(call)
      }
      const answer = await tryLink(link, { operation, request, withinMs, note, now })
      if (answer === 'skipped') onCall?.({ provider: link.model.name, operation, outcome: 'skipped' })
      else if (answer) return answer
    }
    return { ...(await rules[operation](request, AbortSignal.abort())), from: 'rules' }
  }
  return {
    names: [...links.map(({ model }) => model.name), 'rules'],
    begin: (affordable) => ({ deadline: now() + budgetMs, affordable, calls: [] }),
    extract: (request, budget) => ask('extract', request, budget),
    word: (request, budget) => ask('word', request, budget),
  }
}

type Attempt<S extends z.ZodType> = {
  operation: Operation
  request: ModelRequest<S>
  withinMs: number
  note: (call: ModelCall) => void
  now: () => number
}

/** One call; null when it yielded nothing. */
async function tryLink<S extends z.ZodType>(
  { model, ownServer, guard }: ChainLink & { guard: Guard },
  { operation, request, withinMs, note, now }: Attempt<S>,
): Promise<ChainAnswer<z.infer<S>> | 'skipped' | null> {
  const startedAt = now()
  const name = model.modelOf(operation)
  const end = (outcome: 'ok' | ModelFault, usage: Usage, billed = name) =>
    note({
      provider: model.name,
      model: billed,
      operation,
      outcome,
      usage,
      costUsd: costOf(billed, usage, { ownServer }),
      ms: now() - startedAt,
    })
  try {
    const answer = await guard.run(() => withTimeLimit(model, operation, request, withinMs))
    if (answer === null) return 'skipped'
    end('ok', answer.usage, answer.model)
    return { ...answer, from: model.name }
  } catch (error) {
    end(faultOf(error), usageOfError(error))
    return null
  }
}

/** Ends at the limit even if the SDK does not hear the signal. */
async function withTimeLimit<S extends z.ZodType>(
  model: LanguageModel,
  operation: Operation,
  request: ModelRequest<S>,
  withinMs: number,
) {
  const controller = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      controller.abort()
      reject(modelError(model.name, 'timeout'))
    }, withinMs)
  })
  try {
    return await Promise.race([model[operation](request, controller.signal), late])
  } finally {
    clearTimeout(timer)
  }
}
