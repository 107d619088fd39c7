import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { ModelCall } from '#src/domain/models.ts'
import type { SpeechCall } from '#src/domain/speech.ts'

const TURN_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 12, 16, 20, 25]

export type Metrics = ReturnType<typeof createMetrics>

/** The figures of this process, for `GET /metrics`. Labels are few and fixed: no tenant, no lead, no text. */
export function createMetrics() {
  const registry = new Registry()
  const registers = [registry]
  const calls = new Counter({
    name: 'girassol_model_calls_total',
    help: 'Calls of models by outcome; skipped: not asked, since its breaker was open.',
    labelNames: ['provider', 'operation', 'outcome'],
    registers,
  })
  const tokens = new Counter({
    name: 'girassol_model_tokens_total',
    help: 'Tokens of models; cached ones are part of the input.',
    labelNames: ['provider', 'model', 'kind'],
    registers,
  })
  const cost = new Counter({
    name: 'girassol_model_cost_usd_total',
    help: 'What models cost, in US dollars.',
    labelNames: ['provider', 'model'],
    registers,
  })
  const seconds = new Histogram({
    name: 'girassol_model_call_seconds',
    help: 'How long calls of models take.',
    labelNames: ['provider', 'operation'],
    buckets: TURN_SECONDS,
    registers,
  })
  const blocked = new Counter({
    name: 'girassol_drafts_blocked_total',
    help: 'Drafts the check refused, by reason and author.',
    labelNames: ['author', 'reason'],
    registers,
  })
  const turns = new Counter({
    name: 'girassol_turns_total',
    help: 'Turns by outcome and by who worded them.',
    labelNames: ['outcome', 'worded_by'],
    registers,
  })
  const turnSeconds = new Histogram({
    name: 'girassol_turn_seconds',
    help: 'How long turns take from their lease to their commit.',
    buckets: TURN_SECONDS,
    registers,
  })
  const caps = new Counter({
    name: 'girassol_model_capped_turns_total',
    help: 'Turns without models because a cost cap was reached.',
    labelNames: ['cap'],
    registers,
  })
  const up = new Gauge({ name: 'girassol_up', help: 'The process is up.', registers })
  up.set(1)
  return {
    contentType: registry.contentType,
    render: () => registry.metrics(),
    modelCall(call: ModelCall | SpeechCall | { provider: string; operation: string; outcome: 'skipped' }) {
      calls.inc({ provider: call.provider, operation: call.operation, outcome: call.outcome })
      if (!('usage' in call)) return
      const { provider, model, operation, usage } = call
      tokens.inc({ provider, model, kind: 'input' }, usage.inputTokens)
      tokens.inc({ provider, model, kind: 'cached' }, usage.cachedTokens)
      tokens.inc({ provider, model, kind: 'output' }, usage.outputTokens)
      cost.inc({ provider, model }, call.costUsd)
      seconds.observe({ provider, operation }, call.ms / 1000)
    },
    /** `blocked`: one line a draft, its codes by commas, as the turn keeps them. */
    turn({
      outcome,
      byModel,
      blocked: drafts,
      ms,
    }: {
      outcome: string
      byModel: boolean
      blocked: string[]
      ms: number
    }) {
      turns.inc({ outcome, worded_by: byModel ? 'model' : 'rules' })
      turnSeconds.observe(ms / 1000)
      for (const draft of drafts) {
        const isModels = draft.startsWith('model: ')
        for (const reason of draft.replace(/^model: /, '').split(', '))
          blocked.inc({ author: isModels ? 'model' : 'rules', reason })
      }
    },
    capped: (cap: 'conversation' | 'day') => caps.inc({ cap }),
  }
}
