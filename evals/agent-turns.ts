import type { StoredMessage, WorldState } from './world.ts'

/** The bubbles of one turn of the agent (or one follow-up, or one reminder), joined by newlines. */
export type AgentTurn = {
  id: string
  purpose: StoredMessage['purpose']
  text: string
  bubbles: string[]
  asks: string | null
  offers: { start: string }[]
  at: Temporal.Instant
  firstSeq: number
  lastSeq: number
}

const DELIVERED = new Set(['sent', 'delivered', 'read', 'played'])

/** What the agent said, turn by turn; bubbles that never left are left out. */
export function agentTurns(state: WorldState): AgentTurn[] {
  const turns = new Map<string, AgentTurn>()
  for (const message of state.messages) {
    if (!isFromAgent(message)) continue
    const key = message.turnId ?? message.id
    const turn = turns.get(key)
    if (turn) extend(turn, message)
    else turns.set(key, begin(key, message))
  }
  return [...turns.values()]
}

/** True for words the lead got from the agent itself, not from a person. */
export function isFromAgent({ author, status }: StoredMessage): boolean {
  return (author === 'agent' || author === 'system') && DELIVERED.has(status)
}

function begin(id: string, { purpose, text, asks, offers, at, seq }: StoredMessage): AgentTurn {
  return { id, purpose, text, bubbles: [text], asks, offers, at, firstSeq: seq, lastSeq: seq }
}

function extend(turn: AgentTurn, message: StoredMessage): void {
  turn.bubbles.push(message.text)
  turn.text = turn.bubbles.join('\n')
  turn.asks = message.asks ?? turn.asks
  if (message.offers.length > 0) turn.offers = message.offers
  turn.lastSeq = message.seq
}
