import type { AddressInfo } from 'node:net'
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import type { BaseLogger } from 'pino'
import { applyFaultsToRequests, createFaultBoard, type Faults } from '../faults.ts'
import { createPending } from '../pending.ts'
import { createRandom, type Random } from '../random.ts'
import { createBlobs, createStateFile } from '../state-file.ts'
import { createWebhookSender } from '../webhook-sender.ts'
import { ensureContact, findContact } from './addresses.ts'
import { ApiError, answerStatus, errorBody } from './api-error.ts'
import { asBody } from './body.ts'
import { createAttendant, createLead } from './lead.ts'
import { closeSocket, createInstance, openSocket } from './pairing.ts'
import { chatRoutes } from './routes-chat.ts'
import { buildWebhook, instanceRoutes } from './routes-instance.ts'
import { messageRoutes } from './routes-message.ts'
import { EmulatorState, emptyState, type Instance, type LedgerEntry } from './state.ts'
import { listChats, mediaTypeById, readThread } from './thread.ts'
import { createEventEmitter, evolutionPolicy } from './webhooks.ts'
import { setStatus } from './whatsapp.ts'
import { type Change, type DeliveryDelays, findInstance, getInstance, type World } from './world.ts'

/** The version whose behaviour is emulated. */
const VERSION = '2.3.7'

export interface EvolutionEmulatorOptions {
  apiKey: string
  log: Pick<BaseLogger, 'debug' | 'warn'>
  seed?: number
  /** Keeps the state here over restarts; media lie in a folder beside it. */
  dataFile?: string
  now?: (instance: string) => Temporal.Instant
  /** When the ticks of a sent message come, in ms after it; 0 needs no timer, null never comes. */
  deliveryDelaysMs?: Partial<DeliveryDelays>
  /** Multiplies the waits a send or presence makes its caller wait: 1 as in life (default), 0 not at all. */
  timeScale?: number
  /** Wait before the second attempt of a webhook; doubled for each further one. The real server begins with 5 s. */
  webhookRetryMs?: number
}

export interface EnsureInstance {
  phone: string
  profileName?: string
  webhook?: { url: string; headers?: Record<string, string>; events?: string[]; base64?: boolean; byEvents?: boolean }
}

export type EvolutionEmulator = ReturnType<typeof createEvolutionEmulator>

/** Evolution API 2.3.7 with a WhatsApp behind it, spoken to over HTTP as the real one, and by code as its leads and attendants. */
export function createEvolutionEmulator(options: EvolutionEmulatorOptions) {
  const listeners = new Set<(change: Change) => void>()
  const file = createStateFile({
    path: options.dataFile,
    schema: EmulatorState,
    snapshot: () => world.state,
    log: options.log,
  })
  const world = buildWorld(options, (change) => {
    file.touch()
    for (const listener of listeners) listener(change)
  })
  world.state = file.load() ?? world.state
  const sender = world.sender
  const app = buildApp(world)
  app.addHook('onResponse', async () => file.touch())
  let address: string | null = null
  world.serverUrl = () => address ?? 'http://127.0.0.1'

  return {
    /** Starts to listen on loopback and returns the base URL. */
    async listen({ port = 0, host = '127.0.0.1' }: { port?: number; host?: string } = {}): Promise<string> {
      await app.listen({ port, host })
      address = urlOf(app, host)
      return address
    },
    async close(): Promise<void> {
      world.stopped.abort()
      await sender.close()
      app.server.closeAllConnections()
      await app.close()
      file.flush()
    },
    lead: createLead(world),
    attendant: createAttendant(world),

    /** Makes an instance that is already paired, or brings an existing one to that: what takes a person and a phone in life. */
    ensureInstance(name: string, { phone, profileName = name, webhook }: EnsureInstance): void {
      const instance = findInstance(world, name) ?? createInstance(world, { name })
      if (webhook) instance.webhook = buildWebhook(world, instance, { enabled: true, events: [], ...webhook })
      if (instance.state !== 'open' || instance.phone !== phone) openSocket(world, instance, phone, profileName)
      file.touch()
    },
    /** Scans the QR code of an instance with this phone. */
    pair(name: string, phone: string, profileName = name): void {
      openSocket(world, getInstance(world, name), phone, profileName)
    },
    /** Loses the connection (428 reconnects when `pair` is called) or the pairing (401). */
    disconnect: (name: string, reason = 401) => closeSocket(world, getInstance(world, name), reason),
    instances: () =>
      world.state.instances.map(({ name, state, phone, webhook }) => ({
        name,
        state,
        phone,
        webhookUrl: webhook?.url ?? null,
      })),
    /** Puts the number into a group. */
    addGroup(name: string, group: { id: string; subject: string; announce?: boolean; participants?: string[] }): void {
      const { id, subject, announce = false, participants = [] } = group
      const instance = getInstance(world, name)
      instance.groups = [...instance.groups.filter((known) => known.id !== id), { id, subject, announce, participants }]
      file.touch()
    },
    /** Says whether a number is on WhatsApp; by default every number is. */
    setOnWhatsApp(name: string, phone: string, onWhatsApp: boolean): void {
      ensureContact(getInstance(world, name), phone).onWhatsApp = onWhatsApp
    },
    /** WhatsApp rejects a message it had taken (error 463 and the like). */
    rejectMessage(name: string, id: string): void {
      const instance = getInstance(world, name)
      const stored = instance.messages.find((message) => message.id === id)
      const contact = stored && findContact(instance, stored.chat)
      if (stored && contact) setStatus(world, instance, contact, stored, 'ERROR')
    },
    setDeliveryDelays(delays: Partial<DeliveryDelays>): void {
      world.delays = { ...world.delays, ...delays }
    },

    /** The chat as both phones show it. */
    thread: (name: string, phone: string) => readThread(getInstance(world, name), phone),
    /** Everybody an instance has a chat with. */
    chats: (name: string) => listChats(getInstance(world, name)),
    /** The bytes of a message's file, as the lead's or the company's phone has them. */
    media: (messageId: string) => world.blobs.get(messageId),
    mediaType: (name: string, messageId: string) => mediaTypeById(getInstance(world, name), messageId),
    /** Every message the server accepted, in order: what was really sent, whatever anybody else believes. */
    ledger: (name?: string): LedgerEntry[] =>
      world.state.ledger.filter((entry) => name === undefined || entry.instance === name),

    /** Troubles from now on, for all or for one instance. */
    setFaults: (faults: Faults, name?: string) => world.faults.set(faults, name),
    /** Calls the listener for every change; returns what ends that. */
    onChange(listener: (change: Change) => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    /** Resolves when no webhook and no tick is on its way; of one instance, when none of its webhooks is. */
    idle: (name?: string) => world.pending.idle(name),
    /** Forgets the chats and the ledger of one instance, or of all, and every fault. Instances stay paired, with their webhooks. */
    reset(name?: string): void {
      const isMeant = (candidate: string) => name === undefined || candidate === name
      world.faults.clear()
      world.state.ledger = world.state.ledger.filter(({ instance }) => !isMeant(instance))
      for (const instance of world.state.instances.filter((candidate) => isMeant(candidate.name))) {
        for (const { id, media } of instance.messages) if (media) world.blobs.remove(id)
        instance.contacts = []
        instance.messages = []
      }
      file.touch()
    },
  }
}

function buildWorld(options: EvolutionEmulatorOptions, changed: (change: Change) => void) {
  const seed = String(options.seed ?? 1)
  const randoms = new Map<string, Random>()
  const random = (scope: string) => {
    const known = randoms.get(scope) ?? createRandom(`${seed}:${scope}`)
    randoms.set(scope, known)
    return known
  }
  const faults = createFaultBoard()
  const pending = createPending()
  const now = options.now ?? (() => Temporal.Now.instant())
  const policy = evolutionPolicy(options.webhookRetryMs ?? 100)
  const sender = createWebhookSender({ policy, faults, random, pending, log: options.log })
  const world: World & { sender: typeof sender } = {
    seed,
    apiKey: options.apiKey,
    log: options.log,
    faults,
    blobs: createBlobs(options.dataFile === undefined ? undefined : `${options.dataFile}.media`),
    pending,
    stopped: new AbortController(),
    state: emptyState(),
    delays: { serverAck: 0, delivered: 0, read: 0, ...options.deliveryDelaysMs },
    timeScale: options.timeScale ?? 1,
    now,
    random,
    changed,
    sender,
    serverUrl: () => '',
    emit: createEventEmitter({ sender, pending, now, serverUrl: () => world.serverUrl() }),
  }
  return world
}

function buildApp(world: World): FastifyInstance {
  const app = Fastify({ logger: false, bodyLimit: 136 * 1024 * 1024, forceCloseConnections: true })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, app.getDefaultJsonParser('ignore', 'ignore'))
  app.addContentTypeParser('*', (_request, _payload, done) => done(null, {}))

  const nameOf = (request: FastifyRequest) => {
    const { instance } = asBody(request.params)
    return typeof instance === 'string' ? instance : undefined
  }
  const instanceOf = (request: FastifyRequest): Instance => {
    const name = nameOf(request) ?? ''
    const instance = findInstance(world, name)
    if (!instance) throw new ApiError(404, [`The "${name}" instance does not exist`])
    return instance
  }
  applyFaultsToRequests(app, world.faults, world.random, { scopeOf: nameOf, answerStatus })
  // unknown instances are told before wrong keys, as the real server does
  app.addHook('preValidation', async (request) => {
    if (request.url === '/' || request.is404) return
    const instance = nameOf(request) === undefined ? undefined : instanceOf(request)
    const key = request.headers.apikey
    if (key !== world.apiKey && (instance === undefined || key !== instance.token))
      throw new ApiError(401, 'Unauthorized')
  })

  app.get('/', async () => ({
    status: 200,
    message: 'Welcome to the Evolution API, it is working!',
    version: VERSION,
    clientName: 'evolution_exchange',
    documentation: 'https://doc.evolution-api.com',
  }))
  instanceRoutes(app, world, instanceOf)
  messageRoutes(app, world, instanceOf)
  chatRoutes(app, world, instanceOf)

  app.setNotFoundHandler((request, reply) => {
    const path = request.url.replace(/\?.*$/, '')
    return reply.code(404).send(errorBody(404, [`Cannot ${request.method} ${path}`]))
  })
  app.setErrorHandler((error, _request, reply) => {
    if (error instanceof ApiError) return reply.code(error.status).send(error.body)
    const message = error instanceof Error ? error.message : String(error)
    world.log.warn({ err: error }, 'sandbox evolution failed')
    return reply.code(500).send(errorBody(500, message))
  })
  return app
}

function urlOf(app: FastifyInstance, host: string): string {
  const address: AddressInfo | string | null = app.server.address()
  return typeof address === 'object' && address !== null ? `http://${host}:${address.port}` : `http://${host}`
}
