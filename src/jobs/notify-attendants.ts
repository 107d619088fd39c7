import { z } from 'zod'
import { findPhoneOfConversation } from '#src/db/leads.ts'
import { loadOutreach } from '#src/db/outreach.ts'
import { inTenant } from '#src/db/transaction.ts'
import { describeFacts } from './describe-facts.ts'
import { defineTask } from './task.ts'

/** Tells the attendants' WhatsApp group that somebody waits for them, with what is known. Does nothing where no group is set. */
export const notifyAttendants = defineTask({
  name: 'notify_attendants',
  payload: z.object({ tenantId: z.uuid(), conversationId: z.uuid() }),
  run: async ({ tenantId, conversationId }, { services, log }) => {
    const { outreach, contact } = await inTenant(services.pool, tenantId, async (tx) => ({
      outreach: await loadOutreach(tx, conversationId),
      contact: await findPhoneOfConversation(tx, conversationId),
    }))
    const { playbook } = services.playbooks.kitOf(outreach.playbookSha, outreach.playbookSource)
    const group = playbook.handoff.attendantsGroup
    if (!group || !contact) return log.debug('no group of attendants')
    const phone = contact.phone ? `+${contact.phone}` : 'número oculto pelo WhatsApp'
    const text = `Um lead espera por vocês: ${phone}\n${describeFacts(outreach.facts)}`.trim()
    await services.whatsapp.sendText(contact.instance, { to: group, text })
  },
})
