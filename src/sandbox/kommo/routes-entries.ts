import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type FieldProblem, KommoError } from './api-error.ts'
import { isBody, notAChoice, required } from './fields.ts'
import { asItems, asObject, collection, listOf, page, type RequestParts, refuse } from './request.ts'
import { type Account, type EntityType, type Note, nextId, type Task } from './state.ts'
import { noteWebhook, taskWebhook } from './webhook-bodies.ts'
import type { KommoWorld } from './world.ts'

type Parts = (request: FastifyRequest) => RequestParts
type Body = Record<string, unknown>

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

/** Notes of leads or contacts. */
export function noteRoutes(app: FastifyInstance, world: KommoWorld, entity: EntityType, partsOf: Parts): void {
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

/** Tasks. */
export function taskRoutes(app: FastifyInstance, world: KommoWorld, partsOf: Parts): void {
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
