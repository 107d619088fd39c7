import { z } from 'zod'

/**
 * What people do in the CRM, as its webhooks tell it. Webhooks carry no proof and may be late or repeated: read the entity again before
 * acting on one. `byUserId`: who did it, null when unknown; our own writes come back with the user of our token.
 */
const LeadChange = z.object({
  crmLeadId: z.number(),
  pipelineId: z.number().nullable(),
  statusId: z.number().nullable(),
  byUserId: z.number().nullable(),
  /** Unix seconds of the change. */
  changedAt: z.number().nullable(),
})

export const CrmEvent = z.discriminatedUnion('kind', [
  LeadChange.extend({ kind: z.literal('lead_added') }),
  LeadChange.extend({ kind: z.literal('lead_changed') }),
  LeadChange.extend({ kind: z.literal('lead_moved'), oldStatusId: z.number().nullable() }),
  LeadChange.extend({ kind: z.literal('lead_reassigned'), responsibleUserId: z.number().nullable() }),
  z.object({ kind: z.literal('lead_deleted'), crmLeadId: z.number() }),
  z.object({ kind: z.literal('note_added'), crmLeadId: z.number(), text: z.string(), byUserId: z.number().nullable() }),
  z.object({ kind: z.literal('ignored'), reason: z.string() }),
])
export type CrmEvent = z.infer<typeof CrmEvent>

export const CrmWebhook = z.object({
  accountId: z.number().nullable(),
  subdomain: z.string().nullable(),
  events: z.array(CrmEvent),
})
export type CrmWebhook = z.infer<typeof CrmWebhook>
