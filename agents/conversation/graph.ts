import { type BaseCheckpointSaver, END, START, StateGraph } from '@langchain/langgraph'
import { createSalesAgent } from '#agents/sales/graph.ts'
import { createSchedulingAgent } from '#agents/scheduling/graph.ts'
import { ConversationMemory } from '#src/domain/plan.ts'
import type { ConversationDeps, TurnContext, TurnResult } from './deps.ts'
import { PROMPT_VERSION } from './models/word.ts'
import { checkWords } from './nodes/check-words.ts'
import { decideNext } from './nodes/decide-next.ts'
import { perceive } from './nodes/perceive.ts'
import { writeWords } from './nodes/write-words.ts'
import { afterCheck, agentOfPlan } from './routing.ts'
import { ConversationState } from './state.ts'

/** perceive → decide → the agent the plan belongs to → write → check. Thread = conversation; the checkpointer commits with the turn. */
export function createConversationGraph(deps: ConversationDeps, checkpointer: BaseCheckpointSaver) {
  return new StateGraph(ConversationState)
    .addNode('perceive', perceive(deps))
    .addNode('decide', decideNext)
    .addNode('sales', createSalesAgent())
    .addNode('scheduling', createSchedulingAgent())
    .addNode('write', writeWords(deps))
    .addNode('check', checkWords(deps))
    .addEdge(START, 'perceive')
    .addEdge('perceive', 'decide')
    .addConditionalEdges('decide', agentOfPlan, ['sales', 'scheduling', 'write', END])
    .addEdge('sales', 'write')
    .addEdge('scheduling', 'write')
    .addEdge('write', 'check')
    .addConditionalEdges('check', afterCheck, ['write', END])
    .compile({ checkpointer, name: 'conversation' })
}

export type ConversationGraph = ReturnType<typeof createConversationGraph>

/** Runs one turn of a conversation and returns what it came to. Sends and stores nothing; the checkpointer holds the memory until commit. */
export async function runTurn(graph: ConversationGraph, threadId: string, turn: TurnContext): Promise<TurnResult> {
  const state = await graph.invoke(
    { blocked: [] },
    { configurable: { thread_id: threadId }, context: { turn }, durability: 'exit' },
  )
  if (!state.perception || !state.plan) throw new Error('the graph ended without a plan')
  return {
    perception: state.perception,
    plan: state.plan,
    draft: state.draft ?? { bubbles: [], usedWordings: [], emojiUsed: false },
    memory: ConversationMemory.parse(state.memory ?? {}),
    blocked: state.blocked ?? [],
    calls: turn.budget.calls,
    promptVersion: turn.budget.calls.length > 0 ? PROMPT_VERSION : null,
  }
}
