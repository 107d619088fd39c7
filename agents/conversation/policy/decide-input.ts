import type { TurnContext } from '../deps.ts'
import type { State } from '../state.ts'
import type { DecideInput } from './input.ts'

/** What the policy may look at, from the graph's state and the turn. */
export function decideInput({ memory, perception }: State, { kit, now, lead, media }: TurnContext): DecideInput {
  if (!perception) throw new Error('nothing was perceived yet')
  return { now, playbook: kit.playbook, lead, memory, perception, media }
}
