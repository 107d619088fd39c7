import type { FastifyInstance, FastifyRequest } from 'fastify'
import { deriveUuid } from '../random.ts'
import { ApiError, failure, invalid } from './api-error.ts'
import { asBody, type Body, optionalText, requireProperties } from './body.ts'
import { closeSocket, createInstance, removeInstance, startPairing } from './pairing.ts'
import type { Instance, WebhookRow } from './state.ts'
import { EVENT_NAMES } from './webhooks.ts'
import type { World } from './world.ts'

const SETTINGS = ['rejectCall', 'groupsIgnore', 'alwaysOnline', 'readMessages', 'readStatus', 'syncFullHistory']
const INTEGRATIONS = ['WHATSAPP-BAILEYS', 'WHATSAPP-BUSINESS', 'EVOLUTION']

/** /instance/*, /webhook/* and /settings/*. */
export function instanceRoutes(
  app: FastifyInstance,
  world: World,
  instanceOf: (request: FastifyRequest) => Instance,
): void {
  app.post('/instance/create', async (request, reply) => reply.code(201).send(create(world, asBody(request.body))))

  app.get('/instance/connect/:instance', async (request) => {
    const instance = instanceOf(request)
    if (instance.state === 'open') return { instance: { instanceName: instance.name, state: 'open' } }
    return startPairing(world, instance, optionalText(asBody(request.query).number))
  })

  app.get('/instance/connectionState/:instance', async (request) => {
    const { name, state } = instanceOf(request)
    return { instance: { instanceName: name, state } }
  })

  app.get('/instance/fetchInstances', async (request) => {
    const wanted = optionalText(asBody(request.query).instanceName)
    const rows = world.state.instances.filter(({ name }) => wanted === undefined || name === wanted)
    if (wanted !== undefined && rows.length === 0) throw failure(404, `Instance "${wanted}" not found`)
    return rows.map(instanceRow)
  })

  app.post('/instance/restart/:instance', async (request) => {
    const instance = instanceOf(request)
    if (instance.state === 'close') return { error: true, message: '[object Object]' }
    return startPairing(world, instance, undefined)
  })

  app.delete('/instance/logout/:instance', async (request) => {
    const instance = instanceOf(request)
    if (instance.state === 'close') throw failure(400, `The "${instance.name}" instance is not connected`)
    closeSocket(world, instance, 401)
    return { status: 'SUCCESS', error: false, response: { message: 'Instance logged out' } }
  })

  app.delete('/instance/delete/:instance', async (request) => {
    removeInstance(world, instanceOf(request))
    return { status: 'SUCCESS', error: false, response: { message: 'Instance deleted' } }
  })

  app.post('/webhook/set/:instance', async (request, reply) => {
    const [instance, body] = [instanceOf(request), asBody(request.body)]
    requireProperties(body, 'webhook')
    instance.webhook = buildWebhook(world, instance, asBody(body.webhook))
    return reply.code(201).send(instance.webhook)
  })

  app.get('/webhook/find/:instance', async (request, reply) => {
    reply.header('content-type', 'application/json; charset=utf-8')
    return JSON.stringify(instanceOf(request).webhook)
  })

  app.post('/settings/set/:instance', async (request, reply) => {
    const [instance, body] = [instanceOf(request), asBody(request.body)]
    requireProperties(body, ...SETTINGS)
    for (const name of SETTINGS) instance.settings[name] = body[name] === true
    return reply.code(201).send({ settings: { instanceName: instance.name, settings: instance.settings } })
  })

  app.get('/settings/find/:instance', async (request) => instanceOf(request).settings)
}

function create(world: World, body: Body): unknown {
  const name = optionalText(body.instanceName)
  if (name === undefined) throw invalid('instance requires property "instanceName"')
  const integration = optionalText(body.integration)
  if (integration === undefined || !INTEGRATIONS.includes(integration)) throw failure(400, 'Invalid integration')
  const number = optionalText(body.number)
  if (number !== undefined && !/^\d+[.@\w-]+/.test(number))
    throw invalid('number does not match pattern "^\\\\d+[\\\\.@\\\\w-]+"')
  const wanted = asBody(body.webhook)
  // the half-made instance is deleted again, with the error JavaScript raised inside
  if (wanted.url !== undefined && !Array.isArray(wanted.events)) {
    throw failure(400, "Cannot read properties of undefined (reading 'length')")
  }
  const instance = createInstance(world, { name, integration, token: optionalText(body.token), wantedPhone: number })
  for (const setting of SETTINGS) instance.settings[setting] = body[setting] === true
  if (wanted.url !== undefined) instance.webhook = buildWebhook(world, instance, { ...wanted, enabled: true })
  world.emit(instance, 'instance.create', { instanceName: name, instanceId: instance.id })
  const qrcode = body.qrcode === true ? { qrcode: startPairing(world, instance, number) } : {}
  return { ...createdAnswer(instance), ...qrcode }
}

function createdAnswer({ name, id, integration, state, token, webhook, settings }: Instance): Record<string, unknown> {
  return {
    instance: {
      instanceName: name,
      instanceId: id,
      integration,
      webhookWaBusiness: null,
      accessTokenWaBusiness: '',
      status: state,
    },
    hash: token,
    webhook: {
      webhookUrl: webhook?.url,
      webhookHeaders: webhook?.headers,
      webhookByEvents: webhook?.webhookByEvents,
      webhookBase64: webhook?.webhookBase64,
    },
    websocket: {},
    rabbitmq: {},
    nats: {},
    sqs: {},
    settings,
  }
}

/** One webhook an instance. `events` empty means all, missing is a crash, and the names of the answer are ignored in the question. */
export function buildWebhook(world: World, instance: Instance, wanted: Body): WebhookRow {
  if (typeof wanted.enabled !== 'boolean') throw invalid('webhook requires property "enabled"')
  const url = optionalText(wanted.url)
  if (url === undefined) throw invalid('webhook requires property "url"')
  if (!Array.isArray(wanted.events)) throw new ApiError(500, "Cannot read properties of undefined (reading 'length')")
  const wrong = wanted.events.findIndex((event) => !EVENT_NAMES.includes(event))
  if (wrong >= 0) throw invalid(`webhook.events[${wrong}] is not one of enum values: ${EVENT_NAMES.join(',')}`)
  const names = wanted.events.length === 0 ? EVENT_NAMES : wanted.events.map(String)
  const now = world.now(instance.name).toString()
  return {
    id: instance.webhook?.id ?? deriveUuid(world.seed, 'webhook', instance.id),
    url,
    headers: readHeaders(wanted.headers),
    enabled: wanted.enabled,
    events: wanted.enabled ? [...names] : [],
    webhookByEvents: wanted.byEvents === true,
    webhookBase64: wanted.base64 === true,
    createdAt: instance.webhook?.createdAt ?? now,
    updatedAt: now,
  }
}

function readHeaders(value: unknown): Record<string, string> | null {
  const entries = Object.entries(asBody(value)).map(([name, text]) => [name, String(text)] as const)
  return entries.length > 0 ? Object.fromEntries(entries) : null
}

function instanceRow(instance: Instance): Record<string, unknown> {
  return {
    id: instance.id,
    name: instance.name,
    connectionStatus: instance.state,
    ownerJid: instance.phone ? `${instance.phone}@s.whatsapp.net` : null,
    profileName: instance.profileName,
    profilePicUrl: null,
    integration: instance.integration,
    number: instance.wantedPhone,
    businessId: null,
    token: instance.token,
    clientName: 'evolution_exchange',
    disconnectionReasonCode: instance.closedReason,
    disconnectionObject: null,
    disconnectionAt: null,
    createdAt: instance.createdAt,
    updatedAt: instance.updatedAt,
    Setting: instance.settings,
    _count: { Message: instance.messages.length, Contact: instance.contacts.length, Chat: instance.contacts.length },
  }
}
