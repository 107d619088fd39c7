import { END, START, StateGraph } from '@langchain/langgraph'
import { act } from '#agents/conversation/nodes/act.ts'
import { ConversationState, type State } from '#agents/conversation/state.ts'

/** Actions that only look; everything else changes a booking. */
const LOOKING = new Set(['offer_slots'])

/** The scheduling agent: looks for free times, or changes a booking (book, reschedule, cancel, confirm). */
export function createSchedulingAgent() {
  return new StateGraph(ConversationState)
    .addNode('find_times', act)
    .addNode('change_booking', act)
    .addConditionalEdges(
      START,
      (state: State) => (LOOKING.has(state.plan?.action?.kind ?? '') ? 'find_times' : 'change_booking'),
      ['find_times', 'change_booking'],
    )
    .addEdge('find_times', END)
    .addEdge('change_booking', END)
    .compile({ checkpointer: false, name: 'scheduling' })
}
