import type { LangGraphRunnableConfig } from '@langchain/langgraph'
import { ConversationMemory } from '#src/domain/plan.ts'
import type { Asked } from '#src/domain/understanding.ts'
import type { ConversationDeps } from '../deps.ts'
import type { State } from '../state.ts'
import { turnOf } from '../turn-of.ts'

/** Reads the turn's messages, fragments joined, in the light of what was asked and offered. Sends nothing. */
export function perceive({ understand }: ConversationDeps) {
  return (state: State, config: LangGraphRunnableConfig) => {
    const { inbound, now, asked } = turnOf(config)
    const memory = { ...ConversationMemory.parse(state.memory ?? {}), asked }
    const text = inbound
      .map((message) => message.text.trim())
      .filter(Boolean)
      .join('\n')
    const offered = memory.offered.map((slot) => Temporal.Instant.from(slot.start).toZonedDateTimeISO(now.timeZoneId))
    const read = (question: Asked | null) =>
      understand(text, { now, ...(question ? { asked: question } : {}), offered })
    const first = read(asked)
    // asked for the bill or its kWh, people often say the amount after all
    const isAmountAfterAll = asked === 'consumptionKwh' && Object.keys(first.facts).length === 0
    const perception = isAmountAfterAll ? read('billBrl') : first
    return { memory, perception }
  }
}
