import type { LangGraphRunnableConfig } from '@langchain/langgraph'
import { formalityOf } from '#agents/rules/write/tone.ts'
import type { State } from '../state.ts'
import { turnOf } from '../turn-of.ts'

/** Words the plan from the playbook's wordings; another attempt takes other wordings. */
export function writeWords({ plan, blocked }: State, config: LangGraphRunnableConfig) {
  const { kit, now, inbound } = turnOf(config)
  if (!plan) throw new Error('nothing was decided yet')
  const seed = `${inbound[0]?.id ?? ''}:${plan.memory.turns}:${blocked?.length ?? 0}`
  const draft = kit.write(plan, {
    now,
    facts: plan.facts,
    formality: formalityOf(inbound.map(({ text }) => text).join('\n')),
    seed,
  })
  return { draft }
}
