import { announceLead } from './entities.ts'
import { type Account, type FieldValue, type Lead, LOST, WON } from './state.ts'
import type { KommoWorld } from './world.ts'

/** A CRM account as a person looking at it would tell it: names instead of ids. */
export interface KommoSnapshot {
  leads: {
    id: number
    name: string
    price: number
    pipeline: string
    status: string
    statusName: string
    tags: string[]
    fields: Record<string, string | number | boolean>
    contactIds: number[]
    createdAt: string
    updatedAt: string
  }[]
  contacts: { id: number; name: string; phones: string[]; emails: string[]; tags: string[]; leadIds: number[] }[]
  notes: { id: number; leadId: number; type: string; text: string; at: string }[]
  tasks: { id: number; leadId: number | null; text: string; dueAt: string; done: boolean; result: string | null }[]
  pipelines: { id: number; name: string; statuses: { id: number; name: string; status: string }[] }[]
}

export function readSnapshot(account: Account): KommoSnapshot {
  return {
    leads: account.leads.map((lead) => readLead(account, lead)),
    contacts: account.contacts.map((contact) => ({
      id: contact.id,
      name: contact.name,
      phones: valuesByCode(account, contact.fields, 'PHONE'),
      emails: valuesByCode(account, contact.fields, 'EMAIL'),
      tags: tagNames(account, 'contacts', contact.tagIds),
      leadIds: account.leads.filter((lead) => lead.contacts.some(({ id }) => id === contact.id)).map(({ id }) => id),
    })),
    notes: account.notes
      .filter((note) => note.entity_type === 'leads')
      .map(({ id, entity_id, note_type, params, created_at }) => {
        const text = typeof params.text === 'string' ? params.text : ''
        return { id, leadId: entity_id, type: note_type, text, at: isoOf(created_at) }
      }),
    tasks: account.tasks.map(({ id, entity_type, entity_id, text, complete_till, is_completed, result }) => {
      const leadId = entity_type === 'leads' ? entity_id : null
      return { id, leadId, text, dueAt: isoOf(complete_till), done: is_completed, result }
    }),
    pipelines: account.pipelines.map(({ id, name, statuses }) => ({
      id,
      name,
      statuses: statuses.map((status) => ({ id: status.id, name: status.name, status: slugOfStatus(status) })),
    })),
  }
}

/** `ganho` and `perdido` for the two closed stages, otherwise the name without accents: "Reunião agendada" is `reuniao_agendada`. */
export function slugOfStatus({ id, name }: { id: number; name: string }): string {
  if (id === WON) return 'ganho'
  if (id === LOST) return 'perdido'
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  return plain.replace(/[^a-z0-9]+/g, '_').replace(/^_|_$/g, '')
}

/** A person drags the card to another stage of its pipeline, named by slug, name or id; the webhooks of that fire. False: no such card or stage. */
export function moveLead(world: KommoWorld, account: Account, leadId: number, wanted: string | number): boolean {
  const lead = account.leads.find(({ id }) => id === leadId)
  const pipeline = account.pipelines.find(({ id }) => id === lead?.pipeline_id)
  const status = pipeline?.statuses.find(
    (candidate) =>
      slugOfStatus(candidate) === wanted || candidate.name === wanted || String(candidate.id) === String(wanted),
  )
  if (!lead || !status) return false
  const before = structuredClone(lead)
  lead.status_id = status.id
  lead.updated_at = world.now(account)
  lead.updated_by = account.userId + 1 // a person, not the integration
  lead.closed_at = status.id === WON || status.id === LOST ? lead.updated_at : null
  world.changed({ account: account.slug, type: 'lead', id: lead.id })
  announceLead(world, account, before, lead)
  return true
}

function readLead(account: Account, lead: Lead): KommoSnapshot['leads'][number] {
  const pipeline = account.pipelines.find(({ id }) => id === lead.pipeline_id)
  const status = pipeline?.statuses.find(({ id }) => id === lead.status_id)
  return {
    id: lead.id,
    name: lead.name,
    price: lead.price,
    pipeline: pipeline?.name ?? '',
    status: status ? slugOfStatus(status) : '',
    statusName: status?.name ?? '',
    tags: tagNames(account, 'leads', lead.tagIds),
    fields: fieldsByName(account, lead.fields),
    contactIds: lead.contacts.map(({ id }) => id),
    createdAt: isoOf(lead.created_at),
    updatedAt: isoOf(lead.updated_at),
  }
}

function fieldsByName(
  account: Account,
  values: Record<string, FieldValue[]>,
): Record<string, string | number | boolean> {
  const named = account.customFields.leads.flatMap((field) => {
    const first = values[String(field.id)]?.[0]?.value
    return first === undefined ? [] : [[field.name, field.type === 'numeric' ? Number(first) : first] as const]
  })
  return Object.fromEntries(named)
}

function valuesByCode(account: Account, values: Record<string, FieldValue[]>, code: string): string[] {
  const field = account.customFields.contacts.find((candidate) => candidate.code === code)
  return (field && values[String(field.id)]?.map(({ value }) => String(value))) ?? []
}

function tagNames(account: Account, entity: 'leads' | 'contacts', ids: number[]): string[] {
  return account.tags[entity].filter((tag) => ids.includes(tag.id)).map(({ name }) => name)
}

function isoOf(seconds: number): string {
  return Temporal.Instant.fromEpochMilliseconds(seconds * 1000).toString()
}
