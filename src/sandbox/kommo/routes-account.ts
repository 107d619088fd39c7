import type { FastifyInstance, FastifyRequest } from 'fastify'
import { validationError } from './api-error.ts'
import { notAChoice, required } from './fields.ts'
import { asObject, noContent, page, type RequestParts } from './request.ts'
import { nextId } from './state.ts'
import { EVENTS, type KommoWorld } from './world.ts'

type Parts = (request: FastifyRequest) => RequestParts

/** The account itself and its users. */
export function accountRoutes(app: FastifyInstance, partsOf: Parts): void {
  app.get('/api/v4/account', async (request) => {
    const { account, query } = partsOf(request)
    const { id, name, slug, userId } = account
    const types = [
      { id: 1, name: 'Follow-up', code: 'FOLLOW_UP', color: null, icon_id: null },
      { id: 2, name: 'Reunião', code: 'MEETING', color: null, icon_id: null },
    ]
    const withTypes = (query.get('with') ?? '').includes('task_types') ? { _embedded: { task_types: types } } : {}
    const basics = {
      id,
      name,
      subdomain: slug,
      current_user_id: userId,
      country: 'BR',
      currency: 'BRL',
      language: 'pt',
    }
    return { ...basics, is_unsorted_on: true, is_technical_account: false, version: 12, ...withTypes }
  })

  app.get('/api/v4/users', async (request, reply) => {
    const { account, query, baseUrl } = partsOf(request)
    const rights = { is_admin: true, is_free: false, is_active: true, group_id: null, role_id: null }
    const items = [{ id: account.userId, name: 'Ana Vendas', email: 'ana@example.com', lang: 'pt', rights }]
    return page(reply, { entity: 'users', path: '/api/v4/users', query, baseUrl, items, show: (user) => user })
  })
}

/** Who is told of changes. One subscription a destination. */
export function webhookRoutes(app: FastifyInstance, world: KommoWorld, partsOf: Parts): void {
  app.get('/api/v4/webhooks', async (request, reply) => {
    const { account, query } = partsOf(request)
    const wanted = query.get('filter[destination]')
    const webhooks = account.webhooks.filter(({ destination }) => wanted === null || destination === wanted)
    return webhooks.length > 0 ? { _total_items: webhooks.length, _embedded: { webhooks } } : noContent(reply)
  })

  app.post('/api/v4/webhooks', async (request) => {
    const { account, body } = partsOf(request)
    const { destination, settings, sort } = asObject(body)
    const events = Array.isArray(settings) ? settings.map(String) : []
    if (typeof destination !== 'string') throw validationError([{ requestId: '0', errors: [required('destination')] }])
    const wrong = events.findIndex((event) => !EVENTS.includes(event))
    if (events.length === 0 || wrong >= 0)
      throw validationError([{ requestId: '0', errors: [notAChoice(`settings.${Math.max(wrong, 0)}`)] }])
    const now = world.now(account)
    const known = account.webhooks.find((webhook) => webhook.destination === destination)
    const saved = {
      destination,
      settings: events,
      sort: typeof sort === 'number' ? sort : 10,
      updated_at: now,
      disabled: false,
    }
    if (known) return Object.assign(known, saved)
    const webhook = { id: nextId(account, 'webhook'), created_at: now, ...saved }
    account.webhooks.push(webhook)
    return webhook
  })

  app.delete('/api/v4/webhooks', async (request, reply) => {
    const { account, body } = partsOf(request)
    const { destination } = asObject(body)
    account.webhooks = account.webhooks.filter((webhook) => webhook.destination !== destination)
    return noContent(reply)
  })
}
