import type { LangGraphRunnableConfig } from '@langchain/langgraph'
import type { TurnContext } from './deps.ts'

/** The turn a node works on; it travels as context, not as state, so that it is never checkpointed. */
export function turnOf(config: LangGraphRunnableConfig): TurnContext {
  const turn: TurnContext | undefined = config.context?.turn
  if (!turn) throw new Error('the graph was run without a turn')
  return turn
}
