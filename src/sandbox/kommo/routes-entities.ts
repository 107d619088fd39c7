import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type FieldProblem, KommoError, validationError } from './api-error.ts'
import { showEntity, tagIds, writeContact, writeLead } from './entities.ts'
import { isBody, notAChoice } from './fields.ts'
import { asItems, asObject, collection, listOf, noContent, page, type RequestParts } from './request.ts'
import type { Account, Contact, EntityType, Lead } from './state.ts'
import type { KommoWorld } from './world.ts'

type Parts = (request: FastifyRequest) => RequestParts

/** Leads and contacts: lists, search, single ones, writing, links, tags. */
export function entityRoutes(app: FastifyInstance, world: KommoWorld, partsOf: Parts): void {
  for (const entity of ['leads', 'contacts'] as const) {
    app.get(`/api/v4/${entity}`, async (request, reply) => {
      const { account, query, baseUrl } = partsOf(request)
      const found = sorted(account[entity].filter(matcher(account, entity, query)), query)
      return page(reply, {
        entity,
        path: `/api/v4/${entity}`,
        query,
        baseUrl,
        items: found,
        show: (item) => showEntity(account, entity, item, baseUrl, withOf(query)),
      })
    })

    app.get(`/api/v4/${entity}/:id`, async (request, reply) => {
      const { account, query, baseUrl, id } = partsOf(request)
      const item = account[entity].find((candidate) => candidate.id === id)
      return item ? showEntity(account, entity, item, baseUrl, withOf(query)) : noContent(reply)
    })

    app.post(`/api/v4/${entity}`, async (request) => {
      const { account, baseUrl, body } = partsOf(request)
      return collection(
        entity,
        baseUrl,
        writeMany(world, account, entity, asItems(body), () => null),
      )
    })

    app.patch(`/api/v4/${entity}`, async (request) => {
      const { account, baseUrl, body } = partsOf(request)
      return collection(
        entity,
        baseUrl,
        writeMany(world, account, entity, asItems(body), (item) => find(account, entity, Number(item.id))),
      )
    })

    app.patch(`/api/v4/${entity}/:id`, async (request) => {
      const { account, baseUrl, body, id } = partsOf(request)
      const target = find(account, entity, id)
      const written = write(world, account, entity, target, asObject(body))
      if (Array.isArray(written)) throw validationError([{ requestId: '0', errors: written }])
      return collection(entity, baseUrl, [{ id: written.id, updated_at: written.updated_at }])
    })

    app.get(`/api/v4/${entity}/tags`, async (request, reply) => {
      const { account, query, baseUrl } = partsOf(request)
      return page(reply, {
        entity: 'tags',
        path: `/api/v4/${entity}/tags`,
        query,
        baseUrl,
        items: account.tags[entity],
        show: (tag) => tag,
      })
    })

    app.post(`/api/v4/${entity}/tags`, async (request) => {
      const { account, body } = partsOf(request)
      const items = asItems(body)
      const tags = items.map((item, index) => {
        const [id] = tagIds(account, entity, [item], true)
        return { id, name: item.name, request_id: String(item.request_id ?? index) }
      })
      return { _total_items: tags.length, _embedded: { tags } }
    })
  }
  linkRoutes(app, partsOf)
}

/** All or nothing: one wrong item refuses the request, so several are rehearsed on a copy first. */
function writeMany(
  world: KommoWorld,
  account: Account,
  entity: EntityType,
  items: Record<string, unknown>[],
  existing: (item: Record<string, unknown>) => Lead | Contact | null,
) {
  const targets = items.map(existing)
  if (items.length > 1)
    writeEach({ ...world, emit: () => {}, changed: () => {} }, structuredClone(account), entity, items, targets)
  return writeEach(world, account, entity, items, targets)
}

function writeEach(
  world: KommoWorld,
  account: Account,
  entity: EntityType,
  items: Record<string, unknown>[],
  targets: (Lead | Contact | null)[],
) {
  const problems: { requestId: string; errors: FieldProblem[] }[] = []
  const answers = items.map((item, index) => {
    const requestId = String(item.request_id ?? index)
    const target = account[entity].find((candidate) => candidate.id === targets[index]?.id) ?? null
    const written = write(world, account, entity, target, item)
    if (Array.isArray(written)) problems.push({ requestId, errors: written })
    else if (target) return { id: written.id, updated_at: written.updated_at }
    else return { id: written.id, request_id: requestId }
    return null
  })
  if (problems.length > 0) throw validationError(problems)
  return answers
}

function write(
  world: KommoWorld,
  account: Account,
  entity: EntityType,
  existing: Lead | Contact | null,
  body: Record<string, unknown>,
) {
  if (entity === 'leads')
    return writeLead(world, account, existing && 'pipeline_id' in existing ? existing : null, body)
  return writeContact(world, account, existing && 'first_name' in existing ? existing : null, body)
}

function find(account: Account, entity: EntityType, id: number): Lead | Contact {
  const found = account[entity].find((candidate) => candidate.id === id)
  if (!found) throw new KommoError(404, 'Entity not found')
  return found
}

function matcher(account: Account, entity: EntityType, query: URLSearchParams): (item: Lead | Contact) => boolean {
  const text = query.get('query')
  const ids = listOf(query, 'filter[id]').map(Number)
  const pipelines = listOf(query, 'filter[pipeline_id]').map(Number)
  const [from, to] = [query.get('filter[updated_at][from]'), query.get('filter[updated_at][to]')]
  return (item) => {
    if (ids.length > 0 && !ids.includes(item.id)) return false
    if (pipelines.length > 0 && !('pipeline_id' in item && pipelines.includes(item.pipeline_id))) return false
    if (from !== null && item.updated_at < Number(from)) return false
    if (to !== null && item.updated_at > Number(to)) return false
    return text === null || matchesText(account, entity, item, text)
  }
}

/** Full text over everything that is filled in; digits also match a number written with other signs. */
function matchesText(account: Account, entity: EntityType, item: Lead | Contact, text: string): boolean {
  const needle = text.trim().toLowerCase()
  if (needle === '') return true
  const tags = account.tags[entity].filter((tag) => item.tagIds.includes(tag.id)).map((tag) => tag.name)
  const values = [
    item.name,
    String(item.id),
    ...tags,
    ...Object.values(item.fields).flatMap((own) => own.map(({ value }) => String(value))),
  ]
  if (values.some((value) => value.toLowerCase().includes(needle))) return true
  const digits = needle.replace(/\D/g, '')
  return (
    digits.length >= 5 &&
    /^[+\d()\s.-]+$/.test(needle) &&
    values.some((value) => value.replace(/\D/g, '').includes(digits))
  )
}

function sorted<T extends Lead | Contact>(items: T[], query: URLSearchParams): T[] {
  const order = query.get('order[updated_at]')
  if (order === null) return items
  return items.toSorted((a, b) => (order === 'asc' ? a.updated_at - b.updated_at : b.updated_at - a.updated_at))
}

function withOf(query: URLSearchParams): Set<string> {
  return new Set((query.get('with') ?? '').split(','))
}

function linkRoutes(app: FastifyInstance, partsOf: Parts): void {
  for (const action of ['link', 'unlink'] as const) {
    app.post(`/api/v4/leads/:id/${action}`, async (request, reply) => {
      const { account, body, id, baseUrl } = partsOf(request)
      const lead = account.leads.find((candidate) => candidate.id === id)
      if (!lead) throw new KommoError(404, 'Entity not found')
      const wanted = asItems(body)
      for (const [index, item] of wanted.entries()) {
        const known = account.contacts.some((contact) => contact.id === item.to_entity_id)
        if (item.to_entity_type !== 'contacts' || !known) {
          throw validationError([{ requestId: String(index), errors: [notAChoice('to_entity_id')] }])
        }
        lead.contacts = lead.contacts.filter((link) => link.id !== item.to_entity_id)
        const metadata = isBody(item.metadata) ? item.metadata : {}
        if (action === 'link') lead.contacts.push({ id: Number(item.to_entity_id), is_main: metadata.is_main === true })
      }
      if (action === 'unlink') return noContent(reply)
      return collection('links', baseUrl, linksOf(lead))
    })
  }

  app.get('/api/v4/leads/:id/links', async (request, reply) => {
    const { account, id, baseUrl } = partsOf(request)
    const lead = account.leads.find((candidate) => candidate.id === id)
    return lead && lead.contacts.length > 0 ? collection('links', baseUrl, linksOf(lead)) : noContent(reply)
  })
}

function linksOf(lead: Lead) {
  return lead.contacts.map((link) => ({
    entity_id: lead.id,
    entity_type: 'leads',
    to_entity_id: link.id,
    to_entity_type: 'contacts',
    metadata: { main_contact: link.is_main },
  }))
}
