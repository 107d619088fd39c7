import type { LangGraphRunnableConfig } from '@langchain/langgraph'
import type { ConversationDeps, Draft } from '../deps.ts'
import type { State } from '../state.ts'
import { turnOf } from '../turn-of.ts'

/**
 * Holds the draft against what is known to be true. A blocked draft is removed, with its reasons, so that it is written again; the second
 * time only the bubbles that pass alone are kept. Wordings used are remembered here, once the draft stands.
 */
export function checkWords({ check }: ConversationDeps) {
  return ({ plan, draft, memory, blocked = [] }: State, config: LangGraphRunnableConfig) => {
    if (!plan || !draft) throw new Error('nothing was written yet')
    const { kit, now, lead } = turnOf(config)
    const bookings = lead.booking ? [lead.booking] : []
    const grounds = { plan, facts: plan.facts, playbook: kit.playbook, bookings, now }
    const verdict = check(draft.bubbles, grounds)
    if (verdict.ok) return { memory: remember(memory, draft) }
    const reasons = [...blocked, verdict.reasons.map(({ code }) => code).join(', ')]
    if (blocked.length === 0) return { draft: undefined, blocked: reasons }
    const sound = draft.bubbles.filter((bubble) => check([bubble], grounds).ok)
    const kept = { ...draft, bubbles: sound }
    return { draft: kept, blocked: reasons, memory: remember(memory, kept) }
  }
}

function remember(memory: State['memory'], draft: Draft): State['memory'] {
  return {
    ...memory,
    usedWordings: latestOnly([...memory.usedWordings, ...draft.usedWordings]),
    emojiTurn: draft.emojiUsed ? memory.turns : memory.emojiTurn,
  }
}

/** Each id once, where it was used last: the list stays as short as the playbook is. */
function latestOnly(ids: string[]): string[] {
  return [...new Set(ids.toReversed())].toReversed()
}
