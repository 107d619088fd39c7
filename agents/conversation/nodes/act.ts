import type { LangGraphRunnableConfig } from '@langchain/langgraph'
import { decideInput } from '../policy/decide-input.ts'
import { settle } from '../policy/settle.ts'
import type { State } from '../state.ts'
import { turnOf } from '../turn-of.ts'

/** Does the plan's action and lets the policy say what its result means. An action of the result (other times, after a refusal) is not run. */
export async function act(state: State, config: LangGraphRunnableConfig) {
  const turn = turnOf(config)
  const { plan } = state
  if (!plan?.action) return {}
  const result = await turn.act(plan.action)
  const settled = settle(plan, result, decideInput(state, turn))
  return { plan: settled, memory: settled.memory }
}
