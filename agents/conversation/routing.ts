import { END } from '@langchain/langgraph'
import type { State } from './state.ts'

/** How often a blocked draft is written anew before only its sound bubbles are kept. */
const REWRITES = 1

/** Where a decided turn goes: to the agent that must act, straight to the words, or nowhere when the agent stays silent. */
export function agentOfPlan({ plan }: State): 'sales' | 'scheduling' | 'write' | typeof END {
  if (!plan || (plan.says.length === 0 && !plan.action)) return END
  if (!plan.action) return 'write'
  return plan.agent === 'sales' ? 'sales' : 'scheduling'
}

/** A blocked draft is written once more; `check` has already emptied or kept it. */
export function afterCheck({ draft, blocked }: State): 'write' | typeof END {
  return draft === undefined && (blocked ?? []).length <= REWRITES ? 'write' : END
}
