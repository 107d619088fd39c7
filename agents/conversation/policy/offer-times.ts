import type { Say } from '#src/domain/plan.ts'
import { closeDoor } from './closing.ts'
import { addAside, type Draft, type Rule } from './draft.ts'
import { estimateFor } from './estimate.ts'
import { askWhichMeant, askWhichSlot, canOffer, offer } from './times.ts'
import { type Turn, timesAsked } from './turn.ts'

/** Put this often without a pick, the times are left alone. */
const GIVE_UP_AFTER = 6
/** An either-or that was put this often is left, and times are listed instead. */
const EITHER_OR_AFTER = 4

/** Everything is known: the offer that suits is named, and times are looked for; a wish said earlier is used now. */
export const offerTimes: Rule = (turn, draft) => {
  if (draft.settled || !canOffer(turn)) return draft
  const { memory } = turn
  if (memory.ambiguous && timesAsked(memory, 'slots') < EITHER_OR_AFTER) return askWhichMeant(turn, draft)
  const lost = (draft.memory.notUnderstood ?? 0) > 1
  if (memory.asked === 'slots' && memory.offered.length > 0 && !lost)
    return timesAsked(memory, 'slots') < GIVE_UP_AFTER ? askWhichSlot(draft) : closeDoor(draft, 'times: no pick')
  if (memory.rescheduling) return offer(turn, draft, 'reschedule', memory.wish)
  return offer(turn, presentOffer(turn, draft), memory.wish ? 'as_wished' : 'first', memory.wish)
}

/** Names the offer that suits this lead, once. */
function presentOffer(turn: Turn, draft: Draft): Draft {
  const { offer: offerId, memory } = turn
  if (offerId === null || memory.offerPresented === offerId) return draft
  const estimate = draft.memory.estimateGiven ? null : estimateFor(turn)
  const says: Say[] = [{ kind: 'present_offer', offer: offerId }, ...(estimate ? [estimate] : [])]
  const estimateGiven = memory.estimateGiven || draft.memory.estimateGiven || estimate !== null
  return addAside(draft, `presents: ${offerId}`, says, { offerPresented: offerId, estimateGiven })
}
