import type { TurnContext } from '../deps.ts'
import type { State } from '../state.ts'
import type { DecideInput } from './input.ts'

/** What the policy may look at, from the graph's state and the turn. */
export function decideInput(
  { memory, perception }: State,
  { kit, now, lead, media, bills, inbound }: TurnContext,
): DecideInput {
  if (!perception) throw new Error('nothing was perceived yet')
  const freshBills = bills
    .map(({ messageId }) => messageId)
    .filter((id) => inbound.some((message) => message.id === id))
  return { now, playbook: kit.playbook, lead, memory, perception, media, bills, freshBills }
}
