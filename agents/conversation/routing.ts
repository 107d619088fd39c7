import { END } from '@langchain/langgraph'
import type { State } from './state.ts'

/** Where a decided turn goes: to the agent that must act, straight to the words, or nowhere when the agent stays silent. */
export function agentOfPlan({ plan }: State): 'sales' | 'scheduling' | 'write' | typeof END {
  if (!plan || (plan.says.length === 0 && !plan.action)) return END
  if (!plan.action) return 'write'
  return plan.agent === 'sales' ? 'sales' : 'scheduling'
}

/** A blocked draft is written anew; `check` has already emptied it, or kept what is sound of the last one. */
export function afterCheck({ draft }: State): 'write' | typeof END {
  return draft === undefined ? 'write' : END
}
