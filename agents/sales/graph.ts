import { END, START, StateGraph } from '@langchain/langgraph'
import { act } from '#agents/conversation/nodes/act.ts'
import { ConversationState } from '#agents/conversation/state.ts'

/** The sales agent: qualification, offers, objections and questions are words of the plan; what it does itself is erasing a lead's data. */
export function createSalesAgent() {
  return new StateGraph(ConversationState)
    .addNode('act', act)
    .addEdge(START, 'act')
    .addEdge('act', END)
    .compile({ checkpointer: false, name: 'sales' })
}
