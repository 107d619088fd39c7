import type { Outreach } from '#src/db/outreach.ts'
import { ConversationMemory, type Plan, type Say } from '#src/domain/plan.ts'
import type { Services } from '#src/services.ts'

/** The words of a message that answers nothing: nudge, call back, reminder, notice. Worded by the playbook like every other. */
export function outreachWords(services: Services, outreach: Outreach, say: Say, seed: string): { text: string }[] {
  const kit = services.playbooks.kitOf(outreach.playbookSha, outreach.playbookSource)
  const plan: Plan = {
    agent: 'none',
    says: [say],
    asks: null,
    action: null,
    facts: outreach.facts,
    stage: outreach.stage,
    offer: null,
    effects: {},
    memory: ConversationMemory.parse({}),
    why: [],
  }
  return kit.write(plan, { now: outreach.now.toZonedDateTimeISO(outreach.timeZone), facts: outreach.facts, seed })
    .bubbles
}
