import { parsePhone, samePhone } from '#src/domain/identity.ts'
import type { Http } from '../http.ts'
import { type FieldWrite, readFields, readMultitext } from './fields.ts'
import { createKommoHttp, type KommoHttpOptions } from './http.ts'
import { createKommoSetup } from './setup.ts'
import {
  AnyAnswer,
  listOf,
  WireAccount,
  WireContact,
  WireLead,
  WireNote,
  WireTask,
  WireWebhook,
  writtenId,
} from './wire.ts'

// made once: a schema is compiled when it first parses
const Webhooks = listOf('webhooks', WireWebhook)
const Contacts = listOf('contacts', WireContact)
const WrittenContacts = writtenId('contacts')
const WrittenLeads = writtenId('leads')
const Leads = listOf('leads', WireLead)
const WrittenNotes = writtenId('notes')
const WrittenTasks = writtenId('tasks')
const Notes = listOf('notes', WireNote)
const Tasks = listOf('tasks', WireTask)

export interface KommoLead {
  id: number
  name: string
  statusId: number
  pipelineId: number
  tags: string[]
  /** First value of each filled field, by the field's name. */
  fields: Record<string, string | number | boolean>
  contactIds: number[]
  updatedBy: number | null
}

export interface KommoContact {
  id: number
  name: string
  phones: string[]
  leadIds: number[]
}

export interface LeadWrite {
  name?: string
  price?: number
  /** Both or none: a stage without its pipeline would be looked for in the pipeline the lead is in. */
  stage?: { pipelineId: number; statusId: number }
  fields?: FieldWrite[]
  tagsToAdd?: readonly string[]
  tagsToDelete?: readonly string[]
  responsibleUserId?: number
}

export type KommoClient = ReturnType<typeof createKommoClient>

/** One Kommo account. Every call throws IntegrationError when it fails; nothing found is null or an empty list. */
export function createKommoClient(options: KommoHttpOptions) {
  const http = createKommoHttp(options)
  return {
    ...accountCalls(http),
    ...createKommoSetup(http),
    ...contactCalls(http),
    ...leadCalls(http),
    ...entryCalls(http),
  }
}

function accountCalls(http: Http) {
  return {
    /** Proves that the token works, and whose it is. */
    async account() {
      const answer = await http.get('/api/v4/account', WireAccount)
      return {
        id: answer.id,
        name: answer.name ?? '',
        subdomain: answer.subdomain ?? '',
        userId: answer.current_user_id ?? null,
      }
    },
    /** Subscribes a webhook; the whole list is sent each time, because merging is undocumented. */
    async setWebhook(destination: string, settings: readonly string[]): Promise<void> {
      await http.post('/api/v4/webhooks', { destination, settings, sort: 10 }, AnyAnswer)
    },
    /** A webhook of ours as Kommo has it; `disabled` after too many bad answers. */
    async findWebhook(destination: string) {
      const query = { 'filter[destination]': destination }
      const { items } = await http.get('/api/v4/webhooks', Webhooks, { query })
      return items.find((webhook) => webhook.destination === destination) ?? null
    },
  }
}

function contactCalls(http: Http) {
  const readContact = async (id: number): Promise<KommoContact | null> => {
    const answer = await http.get(`/api/v4/contacts/${id}`, WireContact.nullable(), { query: { with: 'leads' } })
    return answer && asContact(answer)
  }
  return {
    getContact: readContact,

    /**
     * Contacts that have this phone, with or without the ninth digit. Kommo's search is full text over every field, so the phones are
     * compared here; oldest first.
     */
    async findContactsByPhone(phone: string): Promise<KommoContact[]> {
      const query = { query: phone.slice(-8), with: 'leads', limit: 50 }
      const found: KommoContact[] = []
      for (let page = 1; page <= 5; page++) {
        const { items, next } = await http.get('/api/v4/contacts', Contacts, {
          query: { ...query, page },
        })
        found.push(...items.map(asContact).filter((contact) => contact.phones.some((own) => samePhone(own, phone))))
        if (next === null) break
      }
      return found.sort((a, b) => a.id - b.id)
    },

    async createContact({ name, phone, email }: { name: string; phone: string; email?: string }): Promise<number> {
      const values = [phoneField([phone]), ...(email ? [emailField([email])] : [])]
      return http.post('/api/v4/contacts', [{ name, custom_fields_values: values }], WrittenContacts)
    },

    /** Changes a contact. Phones and e-mails are added: writing them replaces all, so they are read and merged first. */
    async updateContact(
      id: number,
      { name, phone, email }: { name?: string; phone?: string; email?: string },
    ): Promise<void> {
      const values = []
      if (phone !== undefined || email !== undefined) {
        const stored = await http.get(`/api/v4/contacts/${id}`, WireContact.nullable())
        const phones = readMultitext(stored?.custom_fields_values, 'PHONE')
        const emails = readMultitext(stored?.custom_fields_values, 'EMAIL')
        if (phone !== undefined && !phones.some((own) => samePhone(own, phone)))
          values.push(phoneField([...phones, phone]))
        if (email !== undefined && !emails.some((own) => own.toLowerCase() === email.toLowerCase()))
          values.push(emailField([...emails, email]))
      }
      if (name === undefined && values.length === 0) return
      const body = {
        ...(name === undefined ? {} : { name }),
        ...(values.length > 0 ? { custom_fields_values: values } : {}),
      }
      await http.patch(`/api/v4/contacts/${id}`, body, AnyAnswer)
    },
  }
}

function leadCalls(http: Http) {
  return {
    async createLead({ contactId, ...lead }: LeadWrite & { contactId?: number }): Promise<number> {
      const { tags_to_add: tags, tags_to_delete: _, ...body } = leadBody(lead)
      const contacts = contactId === undefined ? {} : { contacts: [{ id: contactId, is_main: true }] }
      const item = { ...body, _embedded: { ...(tags ? { tags } : {}), ...contacts } }
      return http.post('/api/v4/leads', [item], WrittenLeads)
    },

    /** Null when the lead is gone. */
    async getLead(id: number): Promise<KommoLead | null> {
      const answer = await http.get(`/api/v4/leads/${id}`, WireLead.nullable(), { query: { with: 'contacts' } })
      return answer && !answer.is_deleted ? asLead(answer) : null
    },

    /** Changes only what is given; tags of people stay. */
    async updateLead(id: number, lead: LeadWrite): Promise<void> {
      await http.patch(`/api/v4/leads/${id}`, leadBody(lead), AnyAnswer)
    },

    /** Leads whose field has exactly this value: our own id, to find again what a lost answer made. Oldest first. */
    async findLeadsByField(fieldName: string, value: string): Promise<KommoLead[]> {
      const query = { query: value, with: 'contacts', limit: 50 }
      const { items } = await http.get('/api/v4/leads', Leads, { query })
      const found = items.filter((lead) => !lead.is_deleted).map(asLead)
      return found.filter((lead) => lead.fields[fieldName] === value).sort((a, b) => a.id - b.id)
    },

    /** Leads changed since then, to catch up on webhooks that never came. One page of 250, oldest change first. */
    async findLeadsChangedSince(since: Temporal.Instant, pipelineId: number): Promise<KommoLead[]> {
      const query = {
        'filter[updated_at][from]': Math.floor(since.epochMilliseconds / 1000),
        'filter[pipeline_id][]': pipelineId,
        'order[updated_at]': 'asc',
        with: 'contacts',
        limit: 250,
      }
      const { items } = await http.get('/api/v4/leads', Leads, { query })
      return items.map(asLead)
    },
  }
}

/** Notes and tasks of a lead. */
function entryCalls(http: Http) {
  return {
    async addNote(leadId: number, text: string): Promise<number> {
      const item = { entity_id: leadId, note_type: 'common', params: { text } }
      return http.post('/api/v4/leads/notes', [item], WrittenNotes)
    },

    async addTask(
      leadId: number,
      { text, dueAt, meeting = false }: { text: string; dueAt: Temporal.Instant; meeting?: boolean },
    ): Promise<number> {
      const item = {
        entity_id: leadId,
        entity_type: 'leads',
        task_type_id: meeting ? 2 : 1,
        text,
        complete_till: Math.floor(dueAt.epochMilliseconds / 1000),
      }
      return http.post('/api/v4/tasks', [item], WrittenTasks)
    },

    async completeTask(id: number, result: string): Promise<void> {
      await http.patch(`/api/v4/tasks/${id}`, { is_completed: true, result: { text: result } }, AnyAnswer)
    },

    /** The newest 250 notes are enough to see whether one was written already. */
    async listNotes(leadId: number) {
      const query = { limit: 250, 'order[id]': 'desc' }
      const { items } = await http.get(`/api/v4/leads/${leadId}/notes`, Notes, { query })
      return items.map(({ id, params, created_at }) => ({
        id,
        text: typeof params.text === 'string' ? params.text : '',
        createdAt: created_at ?? null,
      }))
    },

    async listTasks(leadId: number) {
      const query = { 'filter[entity_id][]': leadId, 'filter[entity_type]': 'leads', limit: 250 }
      const { items } = await http.get('/api/v4/tasks', Tasks, { query })
      return items.map(({ id, text, complete_till, is_completed }) => ({
        id,
        text,
        dueAt: complete_till,
        done: is_completed,
      }))
    },
  }
}

function leadBody({ name, price, stage, fields, tagsToAdd, tagsToDelete, responsibleUserId }: LeadWrite) {
  const named = (tags: readonly string[]) => tags.map((tag) => ({ name: tag }))
  return {
    ...(name === undefined ? {} : { name }),
    ...(price === undefined ? {} : { price: Math.round(price) }),
    ...(stage === undefined ? {} : { pipeline_id: stage.pipelineId, status_id: stage.statusId }),
    ...(responsibleUserId === undefined ? {} : { responsible_user_id: responsibleUserId }),
    ...(fields === undefined || fields.length === 0 ? {} : { custom_fields_values: fields }),
    ...(tagsToAdd === undefined || tagsToAdd.length === 0 ? {} : { tags_to_add: named(tagsToAdd) }),
    ...(tagsToDelete === undefined || tagsToDelete.length === 0 ? {} : { tags_to_delete: named(tagsToDelete) }),
  }
}

function phoneField(phones: string[]) {
  const plus = (phone: string) => `+${parsePhone(phone) ?? phone.replace(/\D/g, '')}`
  return { field_code: 'PHONE', values: phones.map((phone) => ({ value: plus(phone), enum_code: 'MOB' })) }
}

function emailField(emails: string[]) {
  return { field_code: 'EMAIL', values: emails.map((value) => ({ value, enum_code: 'PRIV' })) }
}

function asContact(wire: WireContact): KommoContact {
  return {
    id: wire.id,
    name: wire.name ?? '',
    phones: readMultitext(wire.custom_fields_values, 'PHONE'),
    leadIds: (wire._embedded?.leads ?? []).map(({ id }) => id),
  }
}

function asLead(wire: WireLead): KommoLead {
  return {
    id: wire.id,
    name: wire.name ?? '',
    statusId: wire.status_id,
    pipelineId: wire.pipeline_id,
    tags: (wire._embedded?.tags ?? []).map(({ name }) => name),
    fields: readFields(wire.custom_fields_values),
    contactIds: (wire._embedded?.contacts ?? []).map(({ id }) => id),
    updatedBy: wire.updated_by ?? null,
  }
}
