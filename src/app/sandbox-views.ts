import { type LeadView, listLeadStages } from '#src/db/lead-view.ts'
import { findFile, type ReadingRow } from '#src/db/readings.ts'
import { findActivePlaybook } from '#src/db/tenants.ts'
import { inTenant } from '#src/db/transaction.ts'
import type { Services } from '#src/services.ts'
import type { Emulators, SandboxTenant } from './sandbox.ts'

/** The chat as the lead's phone shows it; authors by the names people use. */
export function threadOf({ evolution }: Emulators, instance: string, phone: string) {
  const { messages, presence } = evolution.thread(instance, phone)
  return {
    messages: messages.map(({ author, status, ...message }) => ({
      ...message,
      author: author === 'api' ? 'agent' : author === 'phone' ? 'attendant' : 'lead',
      status: status === 'failed' ? 'error' : status,
      ...(message.mediaType && message.mimetype
        ? { mediaUrl: `/sandbox/media/${encodeURIComponent(message.id)}` }
        : {}),
    })),
    presence: presence === 'recording' ? 'composing' : presence,
  }
}

/** The chat with what became of each file beside it. */
export function withReadings(thread: ReturnType<typeof threadOf>, readings: ReadingRow[]) {
  const byId = new Map(readings.map(({ providerMessageId, ...reading }) => [providerMessageId, reading]))
  return {
    ...thread,
    messages: thread.messages.map((message) => ({ ...message, reading: byId.get(message.id) ?? null })),
  }
}

/** The file of a message from our own storage; null when it is not, or no longer, kept. */
export async function keptFile({ pool, media }: Services, tenantId: string, id: string) {
  const file = await inTenant(pool, tenantId, (tx) => findFile(tx, id))
  const bytes = file && (await media.get(file.key))
  return bytes ? { bytes, mimetype: file.mimetype } : null
}

/** Everybody who wrote, the latest first. */
export async function listLeads({ pool }: Services, emulators: Emulators, tenant: SandboxTenant) {
  const stages = new Map((await inTenant(pool, tenant.id, listLeadStages)).map((row) => [row.phone, row]))
  return emulators.evolution
    .chats(tenant.instance)
    .map(({ phone, pushName }) => {
      const { messages, presence } = threadOf(emulators, tenant.instance, phone)
      const last = messages.at(-1)
      return {
        phone,
        pushName: stages.get(phone)?.pushName ?? pushName,
        lastText: last?.text ?? '',
        lastAt: last?.at ?? null,
        unread: 0,
        stage: stages.get(phone)?.stage ?? 'new',
        presence,
      }
    })
    .sort((a, b) => (b.lastAt ?? '').localeCompare(a.lastAt ?? ''))
}

/** The bytes of a message's file. */
export function mediaOf(
  { evolution }: Emulators,
  instance: string,
  id: string,
): { bytes: Buffer; mimetype: string } | null {
  const bytes = evolution.media(id)
  return bytes ? { bytes, mimetype: evolution.mediaType(instance, id) ?? 'application/octet-stream' } : null
}

/** The lead as the page shows it: what is known, the last turns and why, what is planned. */
export function describeLead(view: LeadView | null) {
  if (!view) return { lead: null, understanding: null, turns: [], bookings: [], followUps: [] }
  const { id, stage, score, temperature, offer, silence, disqualified, handoff, facts } = view
  return {
    lead: { id, stage, score, temperature, offer, silence, disqualified, handoff, facts },
    understanding: view.turns.find(({ perception }) => perception !== null)?.perception ?? null,
    turns: view.turns.map(({ plan, checks, perception: _perception, status, ...turn }) => ({
      ...turn,
      status: checks && checks.length > 0 && status === 'committed' ? 'blocked' : status,
      reason: turn.reason ?? checks?.join('; ') ?? null,
      why: plan?.why ?? [],
      says: plan?.says.map(({ kind }) => kind) ?? [],
      asks: plan?.asks ?? null,
    })),
    bookings: view.bookings,
    followUps: view.followUps.filter(({ kind }) => kind !== 'nurture'),
    reminders: view.reminders,
  }
}

/** The lead's card in the emulated CRM, with its contact, notes and tasks. */
export function cardOf({ kommo }: Emulators, { kommoAccount }: SandboxTenant, view: LeadView | null) {
  if (!view?.crmLeadId) return null
  const account = kommo.snapshot(kommoAccount)
  const lead = account.leads.find(({ id }) => id === view.crmLeadId)
  if (!lead) return null
  return {
    lead,
    contact: account.contacts.find(({ id }) => lead.contactIds.includes(id)) ?? null,
    notes: account.notes.filter(({ leadId }) => leadId === lead.id),
    tasks: account.tasks.filter(({ leadId }) => leadId === lead.id),
  }
}

/** Who the lead talks to. */
export async function describeCompany({ pool, playbooks }: Services, tenant: SandboxTenant) {
  const row = await inTenant(pool, tenant.id, findActivePlaybook)
  const { persona } = playbooks.kitOf(row.sourceSha, row.source).playbook
  return { tenant: tenant.slug, agentName: persona.agentName, company: persona.company }
}
