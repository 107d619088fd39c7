import { addAside, note, type Rule, settleWith } from './draft.ts'
import { handOver, isHandedOver } from './handoff.ts'
import type { Turn } from './turn.ts'

/** Laughter and signs are no words that could have been misunderstood. */
const NO_WORDS = /^[\s\P{L}]*$|^\W*(k{2,}|(rs)+|(ha|he|hua)+h?|u+h?|a+h+|o+h+)\W*$/iu

/**
 * Turns in a row that yield nothing: said so once, the second time with other words and choices, the third time a person takes over.
 * Media, abuse and what is off topic leave the count as it is; anything understood sets it back.
 */
export const notUnderstood: Rule = (turn, draft) => {
  if (draft.settled || draft.excused) return draft
  if (!yieldsNothing(turn))
    return turn.memory.notUnderstood > 0 ? note(draft, 'understood', { memory: { notUnderstood: 0 } }) : draft
  const attempt = turn.memory.notUnderstood + 1
  if (attempt >= turn.input.playbook.handoff.notUnderstoodAfter && isHandedOver(turn, 'not_understood'))
    return handOver(turn, draft, 'not_understood')
  const says = [{ kind: 'not_understood', attempt } as const]
  const counted = note(draft, `not understood: ${attempt}`, { memory: { notUnderstood: attempt } })
  return turn.booking || turn.memory.closed
    ? settleWith(counted, 'not understood', { says })
    : addAside(counted, 'not understood: says so', says)
}

/** Nothing of the message could be used. The first message may be a mere opening; signs without words ask for no answer. */
function yieldsNothing({ perception, memory, input }: Turn): boolean {
  const { acts, facts, declined, time, choice, topics, noInterest, ambiguousCity, normalised, wantsDiscountOnly } =
    perception
  if (memory.turns === 0 || NO_WORDS.test(normalised)) return false
  if (input.media.some(({ outcome }) => outcome !== 'read')) return false
  const some = [declined?.length, topics?.length, ambiguousCity?.length, time, choice, noInterest, wantsDiscountOnly]
  return acts.every((act) => act === 'inform') && Object.keys(facts).length === 0 && !some.some(Boolean)
}
