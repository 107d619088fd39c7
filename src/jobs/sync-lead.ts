import { z } from 'zod'
import { type CrmLead, claimCrmLead, endCrmSync, storeCrmEntryId, storeCrmIds } from '#src/db/crm.ts'
import { inTenantAtOnce, inTenantInsistently } from '#src/db/transaction.ts'
import type { Playbook } from '#src/domain/playbook.ts'
import { IntegrationError } from '#src/errors.ts'
import type { KommoClient, LeadWrite } from '#src/integrations/kommo/client.ts'
import { writeField } from '#src/integrations/kommo/fields.ts'
import { type KommoMapping, LEAD_ID_FIELD } from '#src/integrations/kommo/setup.ts'
import type { Services } from '#src/services.ts'
import { CHOICES } from './describe-facts.ts'
import { enqueueCrmSync } from './enqueue.ts'
import { defineTask } from './task.ts'

/** When another sync of the same lead runs, this one comes back after it. */
const BUSY_MS = 2000

/**
 * Brings one lead up to date in Kommo: contact, lead, stage, tags, fields, notes, tasks, each once. Ids are stored as soon as they are
 * known, and looked for before anything is made, so that a crash or a lost answer makes nothing twice.
 */
export const syncLead = defineTask({
  name: 'sync_lead',
  payload: z.object({ tenantId: z.uuid(), leadId: z.uuid() }),
  run: async ({ tenantId, leadId }, { services, log }) => {
    const lead = await inTenantAtOnce(services.pool, tenantId, (tx) => claimCrmLead(tx, leadId, services.workerId))
    if (lead === null) return log.debug('the lead is gone')
    if (lead === 'busy') return await enqueueCrmSync(services.pool, { tenantId, leadId }, BUSY_MS)
    try {
      const { playbook } = services.playbooks.kitOf(lead.playbookSha, lead.playbookSource)
      const account = await services.kommo.accountOf(tenantId, playbook)
      const written = account ? await write(services, { tenantId, leadId, lead, playbook, ...account }) : lead.written
      await inTenantAtOnce(services.pool, tenantId, (tx) =>
        endCrmSync(tx, leadId, account ? { written } : { error: 'no CRM connected' }),
      )
      services.bus.emit('crm', { tenantId, leadId })
      log.info({ connected: account !== null }, 'lead synced')
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'unknown'
      await inTenantInsistently(services.pool, tenantId, (tx) => endCrmSync(tx, leadId, { error: reason }))
      // what Kommo will never take is not offered again; it stays on the link for people to see, until the lead changes
      if (error instanceof IntegrationError && !error.retryable)
        return log.error({ err: error }, 'Kommo refused the lead')
      throw error
    }
  },
})

type Sync = {
  tenantId: string
  leadId: string
  lead: CrmLead
  playbook: Playbook
  client: KommoClient
  mapping: KommoMapping
}
type Written = { name: string; stage: string; tags: string[]; fields: Record<string, unknown>; email: string | null }

async function write(services: Services, sync: Sync): Promise<Written> {
  const wanted = wantedOf(sync)
  const contactId = await ensureContact(services, sync, wanted)
  const crmLeadId = await ensureLead(services, sync, wanted, contactId)
  await writeEntries(services, sync, crmLeadId)
  return wanted
}

/** What should stand in the CRM. Fields hold what is known; a stage moves only when ours moves, since people move cards too. */
function wantedOf({ lead, playbook }: Sync): Written {
  const { tags, statuses, fields } = playbook.crm
  const temperature = { hot: tags.hot, warm: tags.warm, cold: tags.cold }[lead.temperature]
  const offer = playbook.offers.find(({ id }) => id === lead.offer)
  const values = Object.entries(fields).flatMap(([fact, name]) => {
    const value = Object.entries(lead.facts).find(([known]) => known === fact)?.[1]?.value
    return value === undefined || value === null || name === undefined
      ? []
      : [[name, CHOICES[String(value)] ?? value] as const]
  })
  return {
    name: String(lead.facts.name?.value ?? lead.pushName ?? lead.phone ?? 'Lead do WhatsApp'),
    stage: statuses[lead.stage] ?? '',
    tags: [
      ...tags.always,
      temperature,
      ...(offer ? [offer.tag] : []),
      ...(lead.stage === 'opted_out' ? [tags.optOut] : []),
      ...(lead.stage === 'handoff' ? [tags.handoff] : []),
    ],
    fields: Object.fromEntries(values),
    email: lead.facts.email?.value ? String(lead.facts.email.value) : null,
  }
}

async function ensureContact(
  services: Services,
  { tenantId, leadId, lead, client }: Sync,
  { name, email }: Written,
): Promise<number | null> {
  if (!lead.phone) return lead.contactId // WhatsApp hides this person's number
  const details = { name, ...(email ? { email } : {}) }
  const changed = lead.written.name !== name || lead.written.email !== email
  if (lead.contactId !== null) {
    if (changed) await client.updateContact(lead.contactId, details)
    return lead.contactId
  }
  const known = (await client.findContactsByPhone(lead.phone))[0]
  const contactId = known?.id ?? (await client.createContact({ ...details, phone: lead.phone }))
  await inTenantAtOnce(services.pool, tenantId, (tx) => storeCrmIds(tx, leadId, { contactId }))
  return contactId
}

async function ensureLead(services: Services, sync: Sync, wanted: Written, contactId: number | null): Promise<number> {
  const { tenantId, leadId, lead, client, mapping } = sync
  const known = lead.crmLeadId ?? (await client.findLeadsByField(LEAD_ID_FIELD, leadId))[0]?.id
  if (known === undefined) {
    const idField = mapping.fields[LEAD_ID_FIELD]
    const body = leadBody(mapping, {}, wanted)
    const fields = [...(body.fields ?? []), ...(idField ? [writeField(idField, leadId) ?? []].flat() : [])]
    const crmLeadId = await client.createLead({ ...body, fields, ...(contactId === null ? {} : { contactId }) })
    await inTenantAtOnce(services.pool, tenantId, (tx) => storeCrmIds(tx, leadId, { crmLeadId }))
    return crmLeadId
  }
  if (lead.crmLeadId === null)
    await inTenantAtOnce(services.pool, tenantId, (tx) => storeCrmIds(tx, leadId, { crmLeadId: known }))
  const body = leadBody(mapping, lead.written, wanted)
  if (Object.keys(body).length > 0) await client.updateLead(known, body)
  return known
}

/** Only what differs from what was last written there. */
function leadBody(mapping: KommoMapping, written: Record<string, unknown>, wanted: Written): LeadWrite {
  const before = z
    .object({ tags: z.array(z.string()).catch([]), fields: z.record(z.string(), z.unknown()).catch({}) })
    .parse(written)
  const statusId = mapping.statuses[wanted.stage]
  const changed = Object.entries(wanted.fields).filter(([name, value]) => before.fields[name] !== value)
  const fields = changed.flatMap(([name, value]) => {
    const field = mapping.fields[name]
    const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    return field && isPlain ? [writeField(field, value) ?? []].flat() : []
  })
  const tagsToAdd = wanted.tags.filter((tag) => !before.tags.includes(tag))
  const tagsToDelete = before.tags.filter((tag) => !wanted.tags.includes(tag))
  return {
    ...(written.name === wanted.name ? {} : { name: wanted.name }),
    ...(written.stage === wanted.stage || statusId === undefined
      ? {}
      : { stage: { pipelineId: mapping.pipelineId, statusId } }),
    ...(fields.length > 0 ? { fields } : {}),
    ...(tagsToAdd.length > 0 ? { tagsToAdd } : {}),
    ...(tagsToDelete.length > 0 ? { tagsToDelete } : {}),
  }
}

/** Notes and tasks that are not there yet; one whose text is there was written by a try whose answer was lost. */
async function writeEntries(services: Services, { tenantId, lead, client }: Sync, crmLeadId: number) {
  if (lead.entries.length === 0) return
  const [notes, tasks] =
    lead.crmLeadId === null ? [[], []] : await Promise.all([client.listNotes(crmLeadId), client.listTasks(crmLeadId)])
  for (const entry of lead.entries) {
    const there = (entry.kind === 'note' ? notes : tasks).find(({ text }) => text === entry.text)
    const add = () =>
      entry.kind === 'note'
        ? client.addNote(crmLeadId, entry.text)
        : client.addTask(crmLeadId, {
            text: entry.text,
            dueAt: entry.dueAt ?? Temporal.Now.instant().add({ hours: 1 }),
          })
    const crmId = there?.id ?? (await add())
    await inTenantAtOnce(services.pool, tenantId, (tx) => storeCrmEntryId(tx, entry.id, crmId))
  }
}
