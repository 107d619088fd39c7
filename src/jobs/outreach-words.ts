import { threadIdOf } from '#src/db/checkpointer.ts'
import type { Outreach } from '#src/db/outreach.ts'
import { ConversationMemory, type Plan, type Say } from '#src/domain/plan.ts'
import type { Asked } from '#src/domain/understanding.ts'
import type { Services } from '#src/services.ts'

/** What the conversation remembers, as the last committed turn left it. */
export async function readMemory(
  services: Services,
  tenantId: string,
  conversationId: string,
): Promise<ConversationMemory> {
  const saved = await services.checkpointer.getTuple({
    configurable: { thread_id: threadIdOf(tenantId, conversationId) },
  })
  return ConversationMemory.parse(saved?.checkpoint.channel_values.memory ?? {})
}

/** The words of a message that answers nothing: nudge, call back, reminder. Worded by the playbook like every other. */
export function outreachWords(
  services: Services,
  {
    outreach,
    memory,
    say,
    asks,
    seed,
  }: { outreach: Outreach; memory: ConversationMemory; say: Say; asks: Asked | null; seed: string },
): { text: string }[] {
  const kit = services.playbooks.kitOf(outreach.playbookSha, outreach.playbookSource)
  const plan: Plan = {
    agent: 'none',
    says: [say],
    asks,
    action: null,
    facts: outreach.facts,
    stage: outreach.stage,
    offer: null,
    effects: {},
    memory,
    why: [],
  }
  return kit.write(plan, { now: outreach.now.toZonedDateTimeISO(outreach.timeZone), facts: outreach.facts, seed })
    .bubbles
}
