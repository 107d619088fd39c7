import type { LangGraphRunnableConfig } from '@langchain/langgraph'
import { soundParts } from '../check/sound-parts.ts'
import type { ConversationDeps, Draft } from '../deps.ts'
import type { State } from '../state.ts'
import { turnOf } from '../turn-of.ts'

/**
 * Holds the draft against what is known to be true, and a model's draft also against the text it was to reword. A blocked draft is removed,
 * with its reasons, so that it is written again; of the playbook's own wordings, the second time only the sentences that pass alone are kept.
 * Wordings used are remembered here, once the draft stands.
 */
export function checkWords({ check }: ConversationDeps) {
  return ({ plan, draft, memory, rewording, blocked = [] }: State, config: LangGraphRunnableConfig) => {
    if (!plan || !draft) throw new Error('nothing was written yet')
    const { kit, now, lead, recent } = turnOf(config)
    const bookings = lead.booking ? [lead.booking] : []
    const wording =
      draft.byModel && rewording
        ? {
            reference: textOf(rewording.reference),
            usedWordings: rewording.reference.usedWordings,
            said: recent.filter(isOurs).map(({ text }) => text),
          }
        : undefined
    const grounds = {
      plan,
      facts: plan.facts,
      playbook: kit.playbook,
      bookings,
      now,
      ...(wording ? { wording } : {}),
    }
    const verdict = check(draft.bubbles, grounds)
    if (verdict.ok) return { memory: remember(memory, draft) }
    const codes = [...new Set(verdict.reasons.map(({ code }) => code))].join(', ')
    const reasons = [...blocked, draft.byModel ? `model: ${codes}` : codes]
    if (wording && rewording)
      return {
        draft: undefined,
        blocked: reasons,
        rewording: { ...rewording, reasons: verdict.reasons.map(({ code, text }) => `${code}: ${text}`).slice(0, 6) },
      }
    if (blocked.length - (rewording?.tries ?? 0) === 0) return { draft: undefined, blocked: reasons }
    const kept = { ...draft, bubbles: soundParts(draft.bubbles, (bubbles) => check(bubbles, grounds).ok) }
    return { draft: kept, blocked: reasons, memory: remember(memory, kept) }
  }
}

const textOf = ({ bubbles }: Draft) => bubbles.map(({ text }) => text).join('\n')
const isOurs = ({ author }: { author: string }) => author === 'agent'

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
