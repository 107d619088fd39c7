import type { FieldProblem } from './api-error.ts'
import { isBody, notAChoice, showFields, writeFields, wrongType } from './fields.ts'
import { type Account, type Contact, type EntityType, type Lead, LOST, nextId, WON } from './state.ts'
import { leadWebhook } from './webhook-bodies.ts'
import type { KommoWorld } from './world.ts'

type Body = Record<string, unknown>

/** Creates a lead or changes one; the problems found instead, and then nothing is changed. */
export function writeLead(
  world: KommoWorld,
  account: Account,
  existing: Lead | null,
  body: Body,
): Lead | FieldProblem[] {
  const now = world.now(account)
  const before = existing ? structuredClone(existing) : null
  const lead: Lead = structuredClone(existing) ?? blankLead(account, now)
  const errors = [
    ...writeCommon(account, 'leads', lead, body),
    ...writeStage(account, lead, body, existing === null),
    ...writeContacts(account, lead, body),
  ]
  if (body.price !== undefined) {
    if (Number.isInteger(body.price)) lead.price = Number(body.price)
    else errors.push(wrongType('price', 'int'))
  }
  if (errors.length > 0) return errors
  lead.updated_at = now
  lead.updated_by = account.userId
  lead.closed_at = lead.status_id === WON || lead.status_id === LOST ? (lead.closed_at ?? now) : null
  lead.loss_reason_id = typeof body.loss_reason_id === 'number' ? body.loss_reason_id : lead.loss_reason_id
  if (existing) Object.assign(existing, lead)
  else account.leads.push(lead)
  world.changed({ account: account.slug, type: 'lead', id: lead.id })
  announceLead(world, account, before, lead)
  return existing ?? lead
}

/** The webhooks a new or changed lead fires. */
export function announceLead(world: KommoWorld, account: Account, before: Lead | null, lead: Lead): void {
  if (before === null) {
    world.emit(account, 'add_lead', 'leads', 'add', leadWebhook(account, lead))
    return
  }
  world.emit(account, 'update_lead', 'leads', 'update', leadWebhook(account, lead))
  if (before.status_id !== lead.status_id || before.pipeline_id !== lead.pipeline_id) {
    world.emit(account, 'status_lead', 'leads', 'status', leadWebhook(account, lead, before))
  }
  if (before.responsible_user_id !== lead.responsible_user_id) {
    const old = { old_responsible_user_id: before.responsible_user_id }
    world.emit(account, 'responsible_lead', 'leads', 'responsible', { ...leadWebhook(account, lead), ...old })
  }
}

export function writeContact(
  world: KommoWorld,
  account: Account,
  existing: Contact | null,
  body: Body,
): Contact | FieldProblem[] {
  const now = world.now(account)
  const contact: Contact = structuredClone(existing ?? blankContact(account, now))
  const errors = writeCommon(account, 'contacts', contact, body)
  if (typeof body.first_name === 'string') contact.first_name = body.first_name
  if (typeof body.last_name === 'string') contact.last_name = body.last_name
  if (body.name === undefined && (body.first_name !== undefined || body.last_name !== undefined)) {
    contact.name = [contact.first_name, contact.last_name].filter(Boolean).join(' ')
  } else if (typeof body.name === 'string') {
    const [first = '', ...rest] = body.name.split(' ')
    contact.first_name = first
    contact.last_name = rest.join(' ')
  }
  if (errors.length > 0) return errors
  contact.updated_at = now
  contact.updated_by = account.userId
  if (existing) Object.assign(existing, contact)
  else account.contacts.push(contact)
  world.changed({ account: account.slug, type: 'contact', id: contact.id })
  const event = existing ? 'update' : 'add'
  const { id, name, responsible_user_id } = contact
  world.emit(account, `${event}_contact`, 'contacts', event, { id, name, responsible_user_id, type: 'contact' })
  return existing ?? contact
}

function blankLead(account: Account, now: number): Lead {
  const main = account.pipelines.find((pipeline) => pipeline.is_main) ?? account.pipelines[0]
  const first = main?.statuses.find((status) => status.is_editable)
  return {
    ...blank(account, nextId(account, 'lead'), now),
    price: 0,
    status_id: first?.id ?? WON,
    pipeline_id: main?.id ?? 0,
    loss_reason_id: null,
    closed_at: null,
    contacts: [],
  }
}

function blankContact(account: Account, now: number): Contact {
  return { ...blank(account, nextId(account, 'contact'), now), first_name: '', last_name: '' }
}

function blank(account: Account, id: number, now: number) {
  return {
    id,
    name: '',
    responsible_user_id: account.userId,
    created_by: account.userId,
    updated_by: account.userId,
    created_at: now,
    updated_at: now,
    fields: {},
    tagIds: [],
  }
}

function writeCommon(account: Account, entity: EntityType, target: Lead | Contact, body: Body): FieldProblem[] {
  const errors: FieldProblem[] = []
  if (body.name !== undefined) {
    if (typeof body.name === 'string') target.name = body.name
    else errors.push(wrongType('name', 'string'))
  }
  if (typeof body.responsible_user_id === 'number') target.responsible_user_id = body.responsible_user_id
  errors.push(...writeFields(account, entity, target.fields, body.custom_fields_values))
  writeTags(account, entity, target, body)
  return errors
}

/** `_embedded.tags` replaces the whole set, the two lists at the top change it. */
function writeTags(account: Account, entity: EntityType, target: Lead | Contact, body: Body): void {
  const embedded = isBody(body._embedded) ? body._embedded : {}
  if (embedded.tags === null) target.tagIds = []
  if (Array.isArray(embedded.tags)) target.tagIds = tagIds(account, entity, embedded.tags, true)
  const added = tagIds(account, entity, Array.isArray(body.tags_to_add) ? body.tags_to_add : [], true)
  const removed = new Set(tagIds(account, entity, Array.isArray(body.tags_to_delete) ? body.tags_to_delete : [], false))
  target.tagIds = [...new Set([...target.tagIds, ...added])].filter((id) => !removed.has(id))
}

/** Ids of tags given by id or name; unknown names become tags when `create` says so. */
export function tagIds(account: Account, entity: EntityType, wanted: unknown[], create: boolean): number[] {
  return wanted.filter(isBody).flatMap((entry) => {
    const known = account.tags[entity].find((tag) => tag.id === entry.id || tag.name === entry.name)
    if (known) return [known.id]
    if (!create || typeof entry.name !== 'string' || entry.name === '') return []
    const tag = { id: nextId(account, 'tag'), name: entry.name }
    account.tags[entity].push(tag)
    return [tag.id]
  })
}

/** A stage alone stays in the lead's pipeline; a pipeline alone puts the lead on its first stage. */
function writeStage(account: Account, lead: Lead, body: Body, isNew: boolean): FieldProblem[] {
  const { pipeline_id: pipelineId, status_id: statusId } = body
  if (pipelineId === undefined && statusId === undefined) return []
  const byStatus = account.pipelines.find((candidate) =>
    candidate.statuses.some((status) => status.id === statusId && status.is_editable),
  )
  const own = account.pipelines.find((candidate) => candidate.id === lead.pipeline_id)
  const pipeline =
    pipelineId === undefined
      ? ((isNew ? byStatus : undefined) ?? own)
      : account.pipelines.find((candidate) => candidate.id === pipelineId)
  if (!pipeline) return [notAChoice('pipeline_id')]
  const wanted = statusId ?? pipeline.statuses.find((status) => status.is_editable)?.id
  const status = pipeline.statuses.find((candidate) => candidate.id === wanted)
  if (!status) return [notAChoice('status_id')]
  lead.pipeline_id = pipeline.id
  lead.status_id = status.id
  return []
}

function writeContacts(account: Account, lead: Lead, body: Body): FieldProblem[] {
  const embedded = isBody(body._embedded) ? body._embedded : {}
  if (!Array.isArray(embedded.contacts)) return []
  const links = embedded.contacts
    .filter(isBody)
    .map((link, index) => ({ id: Number(link.id), is_main: link.is_main === true || index === 0 }))
  const unknown = links.findIndex((link) => !account.contacts.some((contact) => contact.id === link.id))
  if (unknown >= 0) return [notAChoice(`_embedded.contacts.${unknown}.id`)]
  lead.contacts = links
  return []
}

/** A lead or contact as a GET shows it. */
export function showEntity(
  account: Account,
  entity: EntityType,
  item: Lead | Contact,
  baseUrl: string,
  withWhat: Set<string>,
) {
  const { fields, tagIds: ids, ...plain } = item
  const tags = account.tags[entity].filter((tag) => ids.includes(tag.id)).map((tag) => ({ ...tag, color: null }))
  const shared = {
    group_id: 0,
    closest_task_at: null,
    is_deleted: false,
    custom_fields_values: showFields(account, entity, fields),
    account_id: account.id,
    _links: { self: { href: `${baseUrl}/api/v4/${entity}/${item.id}` } },
  }
  if ('contacts' in plain) {
    const { contacts, ...lead } = plain
    const linked = withWhat.has('contacts') ? { contacts } : {}
    return { ...lead, ...shared, score: null, _embedded: { tags, companies: [], ...linked } }
  }
  const leads = account.leads
    .filter((lead) => lead.contacts.some((contact) => contact.id === item.id))
    .map(({ id }) => ({ id }))
  return {
    ...plain,
    ...shared,
    is_unsorted: false,
    _embedded: { tags, companies: [], ...(withWhat.has('leads') ? { leads } : {}) },
  }
}
