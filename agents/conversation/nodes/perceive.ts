import type { LangGraphRunnableConfig } from '@langchain/langgraph'
import { ConversationMemory } from '#src/domain/plan.ts'
import type { Asked, Understanding } from '#src/domain/understanding.ts'
import type { ConversationDeps, TurnContext } from '../deps.ts'
import { adoptReading } from '../models/adopt-reading.ts'
import { readRequest } from '../models/read.ts'
import type { State } from '../state.ts'
import { turnOf } from '../turn-of.ts'

/**
 * Reads the turn's messages, fragments joined, in the light of what was asked and offered. The extractors first; a model only for what they
 * leave open, and never while somebody else has the conversation. Sends nothing.
 */
export function perceive(deps: ConversationDeps) {
  return async (state: State, config: LangGraphRunnableConfig) => {
    const turn = turnOf(config)
    const { inbound, now, asked, lead } = turn
    const memory = { ...ConversationMemory.parse(state.memory ?? {}), asked }
    const text = inbound
      .map((message) => message.text.trim())
      .filter(Boolean)
      .join('\n')
    const offered = memory.offered.map((slot) => Temporal.Instant.from(slot.start).toZonedDateTimeISO(now.timeZoneId))
    const isVoice = inbound.some((message) => message.isVoice) && inbound.every(({ isVoice, text }) => isVoice || !text)
    const read = (question: Asked | null) => {
      const understood = deps.understand(text, { now, ...(question ? { asked: question } : {}), offered })
      return isVoice ? spoken(understood) : understood
    }
    const first = read(asked)
    // asked for the bill or its kWh, people often say the amount after all; declined for it, they set it right
    const isAboutAmount = asked === 'consumptionKwh' || (asked === null && lead.disqualified === 'low_bill')
    const amount = isAboutAmount && !first.facts.billBrl && !first.facts.consumptionKwh ? read('billBrl') : null
    const perception = amount && (asked !== null || amount.facts.billBrl) ? amount : first
    return {
      memory,
      perception: leavesOpen(perception, turn, deps) ? await withModel(perception, turn, deps) : perception,
    }
  }
}

/** Facts that were heard, not read. */
function spoken(perception: Understanding): Understanding {
  const facts = Object.entries(perception.facts).map(([name, fact]) => [name, { ...fact, source: 'voice' as const }])
  return { ...perception, facts: Object.fromEntries(facts) }
}

/** Whether a model could add anything. Attempts at leading the agent astray are not shown to one. */
function leavesOpen(read: Understanding, { lead }: TurnContext, { models }: ConversationDeps): boolean {
  if (models.names.length === 1 || read.complete || read.text === '' || lead.silence !== null) return false
  return read.language === undefined && !read.acts.some((act) => act === 'injection' || act === 'opt_out')
}

async function withModel(
  read: Understanding,
  { kit, now, asked, recent, budget }: TurnContext,
  { models, understand }: ConversationDeps,
): Promise<Understanding> {
  const { playbook, key: playbookKey } = kit
  const request = readRequest({ text: read.text, asked, recent, playbook, playbookKey })
  const { value } = await models.extract(request, budget)
  return adoptReading(read, value, { now, playbook, understand, asked })
}
