import type { LangGraphRunnableConfig } from '@langchain/langgraph'
import { decide } from '../policy/decide.ts'
import { decideInput } from '../policy/decide-input.ts'
import type { State } from '../state.ts'
import { turnOf } from '../turn-of.ts'

/** Asks the policy what happens next. */
export function decideNext(state: State, config: LangGraphRunnableConfig) {
  const plan = decide(decideInput(state, turnOf(config)))
  return { plan, memory: plan.memory }
}
