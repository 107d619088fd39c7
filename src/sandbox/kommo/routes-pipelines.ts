import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type FieldProblem, KommoError, validationError } from './api-error.ts'
import { createField, isBody, required } from './fields.ts'
import { asItems, collection, noContent, page, type RequestParts, refuse } from './request.ts'
import { type Account, addPipeline, addStatus, type EntityType, type Pipeline } from './state.ts'

type Parts = (request: FastifyRequest) => RequestParts
type Body = Record<string, unknown>

/** Pipelines with their stages. */
export function pipelineRoutes(app: FastifyInstance, partsOf: Parts): void {
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

/** The custom fields of leads or contacts. */
export function fieldRoutes(app: FastifyInstance, entity: EntityType, partsOf: Parts): void {
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
