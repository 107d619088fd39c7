import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type FieldProblem, KommoError, validationError } from './api-error.ts'
import { createField, isBody, notAChoice, required } from './fields.ts'
import { asItems, asObject, collection, listOf, noContent, page, type RequestParts } from './request.ts'
import {
  type Account,
  addPipeline,
  addStatus,
  type EntityType,
  type Note,
  nextId,
  type Pipeline,
  type Task,
} from './state.ts'
import { noteWebhook, taskWebhook } from './webhook-bodies.ts'
import { EVENTS, type KommoWorld } from './world.ts'

type Parts = (request: FastifyRequest) => RequestParts
type Body = Record<string, unknown>

/** Everything that is not a lead or a contact. */
export function otherRoutes(app: FastifyInstance, world: KommoWorld, partsOf: Parts): void {
  accountRoutes(app, partsOf)
  pipelineRoutes(app, partsOf)
  for (const entity of ['leads', 'contacts'] as const) {
    fieldRoutes(app, entity, partsOf)
    noteRoutes(app, world, entity, partsOf)
  }
  taskRoutes(app, world, partsOf)
  webhookRoutes(app, world, partsOf)
}

function accountRoutes(app: FastifyInstance, partsOf: Parts): void {
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

function pipelineRoutes(app: FastifyInstance, partsOf: Parts): void {
  const path = '/api/v4/leads/pipelines'
  app.get(path, async (request) => {
    const { account, baseUrl } = partsOf(request)
    const shown = account.pipelines.map((pipeline) => showPipeline(account, pipeline))
    return { _total_items: shown.length, ...collection('pipelines', baseUrl, shown) }
  })

  app.get(`${path}/:id`, async (request, reply) => {
    const { account, id } = partsOf(request)
    const pipeline = account.pipelines.find((candidate) => candidate.id === id)
    return pipeline ? showPipeline(account, pipeline) : noContent(reply)
  })

  app.post(path, async (request) => {
    const { account, baseUrl, body } = partsOf(request)
    const items = asItems(body)
    refuse(items, (item) =>
      ['name', 'sort', 'is_main', 'is_unsorted_on'].filter((name) => item[name] === undefined).map(required),
    )
    const made = items.map((item) => createPipeline(account, item))
    return {
      _total_items: made.length,
      ...collection(
        'pipelines',
        baseUrl,
        made.map((pipeline) => showPipeline(account, pipeline)),
      ),
    }
  })

  app.get(`${path}/:id/statuses`, async (request) => {
    const { account, baseUrl, id } = partsOf(request)
    return collection('statuses', baseUrl, showPipeline(account, getPipeline(account, id))._embedded.statuses)
  })

  app.post(`${path}/:id/statuses`, async (request) => {
    const { account, baseUrl, body, id } = partsOf(request)
    const pipeline = getPipeline(account, id)
    const items = asItems(body)
    refuse(items, (item) => (typeof item.name === 'string' && item.name !== '' ? [] : [required('name')]))
    const made = items.map((item) => addStatus(account, pipeline, statusOf(item)))
    return collection(
      'statuses',
      baseUrl,
      made.map((status) => ({ ...status, pipeline_id: id, account_id: account.id })),
    )
  })
}

function createPipeline(account: Account, item: Body): Pipeline {
  const embedded =
    isBody(item._embedded) && Array.isArray(item._embedded.statuses) ? item._embedded.statuses.filter(isBody) : []
  const named = (id: number) => embedded.find((status) => status.id === id)?.name
  const [won, lost] = [named(142), named(143)]
  const pipeline = addPipeline(account, {
    name: String(item.name),
    sort: Number(item.sort),
    isMain: item.is_main === true,
    isUnsortedOn: item.is_unsorted_on === true,
    statuses: [],
    ...(typeof won === 'string' ? { won } : {}),
    ...(typeof lost === 'string' ? { lost } : {}),
  })
  for (const status of embedded.filter(({ id }) => id === undefined)) addStatus(account, pipeline, statusOf(status))
  return pipeline
}

function statusOf({ name, sort, color }: Body) {
  return {
    name: String(name),
    sort: typeof sort === 'number' ? sort : undefined,
    color: typeof color === 'string' ? color : undefined,
  }
}

function showPipeline(account: Account, { statuses, ...pipeline }: Pipeline) {
  const shown = statuses.map((status) => ({ ...status, pipeline_id: pipeline.id, account_id: account.id }))
  return { ...pipeline, is_archive: false, account_id: account.id, _embedded: { statuses: shown } }
}

function getPipeline(account: Account, id: number): Pipeline {
  const pipeline = account.pipelines.find((candidate) => candidate.id === id)
  if (!pipeline) throw new KommoError(404, 'Pipeline not found')
  return pipeline
}

function fieldRoutes(app: FastifyInstance, entity: EntityType, partsOf: Parts): void {
  const path = `/api/v4/${entity}/custom_fields`
  app.get(path, async (request, reply) => {
    const { account, query, baseUrl } = partsOf(request)
    const items = account.customFields[entity]
    return page(reply, {
      entity: 'custom_fields',
      path,
      query,
      baseUrl,
      items,
      show: (field) => ({ ...field, entity_type: entity, required_statuses: [] }),
    })
  })

  app.post(path, async (request, reply) => {
    const { account, body } = partsOf(request)
    const problems: { requestId: string; errors: FieldProblem[] }[] = []
    const made = asItems(body).map((item, index) => {
      const field = createField(account, entity, item)
      if (Array.isArray(field)) problems.push({ requestId: String(item.request_id ?? index), errors: field })
      return field
    })
    if (problems.length > 0) throw validationError(problems)
    return reply.code(201).send({ _total_items: made.length, _embedded: { custom_fields: made } })
  })
}

const NOTE_TEXTS: Record<string, string[]> = {
  common: ['text'],
  service_message: ['service', 'text'],
  extended_service_message: ['service', 'text'],
  sms_in: ['text', 'phone'],
  sms_out: ['text', 'phone'],
  call_in: ['uniq', 'duration', 'source', 'link', 'phone'],
  call_out: ['uniq', 'duration', 'source', 'link', 'phone'],
  geolocation: ['text', 'address', 'longitude', 'latitude'],
  attachment: ['file_uuid', 'version_uuid', 'file_name'],
}

function noteRoutes(app: FastifyInstance, world: KommoWorld, entity: EntityType, partsOf: Parts): void {
  const create = (request: FastifyRequest, ownEntity: boolean) => {
    const { account, body, baseUrl, id } = partsOf(request)
    const items = asItems(body).map((item) => (ownEntity ? { ...item, entity_id: id } : item))
    refuse(items, (item) => noteProblems(account, entity, item))
    const made = items.map((item, index) => {
      const note = addNote(world, account, entity, item)
      return { id: note.id, entity_id: note.entity_id, request_id: String(item.request_id ?? index) }
    })
    return collection('notes', baseUrl, made)
  }
  app.post(`/api/v4/${entity}/notes`, async (request) => create(request, false))
  app.post(`/api/v4/${entity}/:id/notes`, async (request) => create(request, true))

  app.get(`/api/v4/${entity}/:id/notes`, async (request, reply) => {
    const { account, query, baseUrl, id } = partsOf(request)
    const items = account.notes.filter((note) => note.entity_type === entity && note.entity_id === id)
    const path = `/api/v4/${entity}/${id}/notes`
    return page(reply, { entity: 'notes', path, query, baseUrl, items, show: ({ entity_type: _, ...note }) => note })
  })
}

function noteProblems(account: Account, entity: EntityType, item: Body): FieldProblem[] {
  if (!account[entity].some((candidate) => candidate.id === item.entity_id)) return [notAChoice('entity_id')]
  const needed = NOTE_TEXTS[String(item.note_type)]
  if (!needed) return [notAChoice('note_type')]
  const params = isBody(item.params) ? item.params : {}
  return needed
    .filter((name) => params[name] === undefined || params[name] === '')
    .map((name) => required(`params.${name}`))
}

function addNote(world: KommoWorld, account: Account, entity: EntityType, item: Body): Note {
  const note: Note = {
    id: nextId(account, 'note'),
    entity_type: entity,
    entity_id: Number(item.entity_id),
    note_type: String(item.note_type),
    params: isBody(item.params) ? item.params : {},
    created_at: typeof item.created_at === 'number' ? item.created_at : world.now(account),
    created_by: account.userId,
  }
  account.notes.push(note)
  world.changed({ account: account.slug, type: 'note', id: note.id })
  world.emit(account, entity === 'leads' ? 'note_lead' : 'note_contact', entity, 'note', noteWebhook(account, note))
  return note
}

function taskRoutes(app: FastifyInstance, world: KommoWorld, partsOf: Parts): void {
  app.get('/api/v4/tasks', async (request, reply) => {
    const { account, query, baseUrl } = partsOf(request)
    const ids = listOf(query, 'filter[entity_id]').map(Number)
    const completed = query.get('filter[is_completed]')
    const items = account.tasks.filter(
      (task) =>
        (ids.length === 0 || (task.entity_id !== null && ids.includes(task.entity_id))) &&
        (completed === null || task.is_completed === (completed === '1')),
    )
    return page(reply, { entity: 'tasks', path: '/api/v4/tasks', query, baseUrl, items, show: showTask })
  })

  app.post('/api/v4/tasks', async (request) => {
    const { account, body, baseUrl } = partsOf(request)
    const items = asItems(body)
    refuse(items, (item) => [
      ...(typeof item.text === 'string' && item.text !== '' ? [] : [required('text')]),
      ...(Number.isInteger(item.complete_till) ? [] : [required('complete_till')]),
    ])
    const made = items.map((item, index) => ({
      id: addTask(world, account, item).id,
      request_id: String(item.request_id ?? index),
    }))
    return collection('tasks', baseUrl, made)
  })

  app.patch('/api/v4/tasks/:id', async (request) => {
    const { account, body, baseUrl, id } = partsOf(request)
    const task = account.tasks.find((candidate) => candidate.id === id)
    if (!task) throw new KommoError(404, 'Task not found')
    const { is_completed: done, result, text, complete_till: till } = asObject(body)
    if (typeof done === 'boolean') task.is_completed = done
    if (isBody(result) && typeof result.text === 'string') task.result = result.text
    if (typeof text === 'string') task.text = text
    if (typeof till === 'number') task.complete_till = till
    task.updated_at = world.now(account)
    world.changed({ account: account.slug, type: 'task', id })
    return collection('tasks', baseUrl, [{ id, updated_at: task.updated_at }])
  })
}

function addTask(world: KommoWorld, account: Account, item: Body): Task {
  const now = world.now(account)
  const task: Task = {
    id: nextId(account, 'task'),
    entity_type: typeof item.entity_type === 'string' ? item.entity_type : null,
    entity_id: typeof item.entity_id === 'number' ? item.entity_id : null,
    text: String(item.text),
    complete_till: Number(item.complete_till),
    task_type_id: typeof item.task_type_id === 'number' ? item.task_type_id : 1,
    responsible_user_id: typeof item.responsible_user_id === 'number' ? item.responsible_user_id : account.userId,
    is_completed: false,
    result: null,
    created_at: now,
    updated_at: now,
  }
  account.tasks.push(task)
  world.changed({ account: account.slug, type: 'task', id: task.id })
  world.emit(account, 'add_task', 'task', 'add', taskWebhook(account, task))
  return task
}

function showTask({ result, ...task }: Task) {
  return { ...task, duration: 0, group_id: 0, result: result === null ? [] : { text: result } }
}

function webhookRoutes(app: FastifyInstance, world: KommoWorld, partsOf: Parts): void {
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

function refuse(items: Body[], problemsOf: (item: Body) => FieldProblem[]): void {
  const problems = items
    .map((item, index) => ({ requestId: String(item.request_id ?? index), errors: problemsOf(item) }))
    .filter(({ errors }) => errors.length > 0)
  if (problems.length > 0) throw validationError(problems)
}
