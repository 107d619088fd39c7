import type { AddressInfo } from 'node:net'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { BaseLogger } from 'pino'
import { applyFaultsToRequests, createFaultBoard, type Faults } from '../faults.ts'
import { createPending } from '../pending.ts'
import { createRandom, deriveHex, deriveUuid, type Random } from '../random.ts'
import { createStateFile } from '../state-file.ts'
import { createWebhookSender, type WebhookSender } from '../webhook-sender.ts'
import { answerStatus, BLOCKED_PAGE, KommoError, problem, tooManyRequests } from './api-error.ts'
import { isBody } from './fields.ts'
import { createRateLimit } from './rate-limit.ts'
import type { RequestParts } from './request.ts'
import { accountRoutes, webhookRoutes } from './routes-account.ts'
import { entityRoutes } from './routes-entities.ts'
import { noteRoutes, taskRoutes } from './routes-entries.ts'
import { fieldRoutes, pipelineRoutes } from './routes-pipelines.ts'
import { moveLead, readSnapshot } from './snapshot.ts'
import { type Account, ENTITIES, KommoState, newAccount } from './state.ts'
import { accountOfToken, exchange, issueTokens } from './tokens.ts'
import { encodePhpForm } from './webhook-bodies.ts'
import { getAccount, type KommoChange, type KommoWorld } from './world.ts'

export interface KommoEmulatorOptions {
  log: Pick<BaseLogger, 'debug' | 'warn'>
  seed?: number
  dataFile?: string
  now?: (account: string) => Temporal.Instant
  /** Requests a second and address: 7 as in life (default); null for none. */
  rateLimit?: number | null
  /** How long an address is shut out after running on into the limit. The real one stays shut until support opens it. */
  blockMs?: number
  /** For the limit, which has nothing to do with anybody's clock. */
  monotonicMs?: () => number
  webhookRetryMs?: number
}

export interface KommoCredentials {
  /** A long-lived token. */
  accessToken: string
  accountId: number
  clientId: string
  clientSecret: string
}

export type KommoEmulator = ReturnType<typeof createKommoEmulator>

/** Kommo's API v4 for many accounts at once: the access token says which, as the subdomain does in life. */
export function createKommoEmulator(options: KommoEmulatorOptions) {
  const listeners = new Set<(change: KommoChange) => void>()
  const file = createStateFile({
    path: options.dataFile,
    schema: KommoState,
    snapshot: () => world.state,
    log: options.log,
  })
  const { world, sender } = buildWorld(options, (change) => {
    file.touch()
    for (const listener of listeners) listener(change)
  })
  world.state = file.load() ?? world.state
  const limit = createRateLimit({
    perSecond: options.rateLimit === undefined ? 7 : options.rateLimit,
    blockMs: options.blockMs ?? 60_000,
    monotonicMs: options.monotonicMs ?? (() => performance.now()),
  })
  const app = buildApp(world, limit)
  app.addHook('onResponse', async () => file.touch())

  return {
    /** Starts to listen on loopback and returns the base URL. */
    async listen({ port = 0, host = '127.0.0.1' }: { port?: number; host?: string } = {}): Promise<string> {
      await app.listen({ port, host })
      const address: AddressInfo | string | null = app.server.address()
      return `http://${host}:${typeof address === 'object' && address ? address.port : port}`
    },
    async close(): Promise<void> {
      await sender.close()
      app.server.closeAllConnections()
      await app.close()
      file.flush()
    },

    /** Makes an account, or finds the one there is, with a long-lived token to it. */
    createAccount(slug: string, { name = slug }: { name?: string } = {}): KommoCredentials {
      const known = world.state.accounts.find((account) => account.slug === slug)
      const account = known ?? addAccount(world, slug, name)
      const lasting = account.tokens.find((pair) => pair.expiresAt === null && pair.state !== 'revoked')
      const { access } = lasting ?? issueTokens(account, world.seed, world.now(account), { lasting: true })
      file.touch()
      return {
        accessToken: access,
        accountId: account.id,
        clientId: account.clientId,
        clientSecret: account.clientSecret,
      }
    },
    /** The code a browser brings back after an administrator's consent; good once. */
    authorise(slug: string): string {
      const account = getAccount(world, slug)
      account.counter += 1
      const code = `def502${deriveHex(40, world.seed, slug, 'code', account.counter)}`
      account.codes.push(code)
      return code
    },
    /** The administrator switches the integration off: every token of the account is void. */
    revoke(slug: string): void {
      for (const pair of getAccount(world, slug).tokens) pair.state = 'revoked'
    },

    snapshot: (slug: string) => readSnapshot(getAccount(world, slug)),
    /** A person moves a card: by slug (`reuniao_agendada`), stage name or id. False when there is no such lead or stage. */
    moveLead: (slug: string, leadId: number, status: string | number) =>
      moveLead(world, getAccount(world, slug), leadId, status),

    /** Troubles from now on, for all or for one account. */
    setFaults: (faults: Faults, slug?: string) => world.faults.set(faults, slug),
    onChange(listener: (change: KommoChange) => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    /** Resolves when no webhook is on its way. */
    idle: () => world.pending.idle(),
    /** Empties one account, or all, of leads, contacts, notes and tasks; ends faults and blocks. Tokens, stages, fields and webhooks stay. */
    reset(slug?: string): void {
      world.faults.clear()
      limit.clear()
      for (const account of world.state.accounts.filter((candidate) => slug === undefined || candidate.slug === slug)) {
        account.leads = []
        account.contacts = []
        account.notes = []
        account.tasks = []
      }
      file.touch()
    },
  }
}

function addAccount(world: KommoWorld, slug: string, name: string): Account {
  const secrets = {
    clientId: deriveUuid(world.seed, slug, 'client'),
    clientSecret: deriveHex(64, world.seed, slug, 'secret'),
  }
  const account = newAccount(slug, name, secrets, world.state.accounts.length + 1)
  world.state.accounts.push(account)
  return account
}

function buildWorld(options: KommoEmulatorOptions, changed: (change: KommoChange) => void) {
  const seed = String(options.seed ?? 1)
  const randoms = new Map<string, Random>()
  const random = (scope: string) => {
    const known = randoms.get(scope) ?? createRandom(`${seed}:${scope}`)
    randoms.set(scope, known)
    return known
  }
  const faults = createFaultBoard(options.monotonicMs)
  const pending = createPending()
  const now = options.now ?? (() => Temporal.Now.instant())
  const retryMs = options.webhookRetryMs ?? 200
  const sender = createWebhookSender({
    // five attempts at 5 min, 15 min, 15 min, 1 h in life
    policy: {
      attempts: 5,
      backoffMs: (attempt) => retryMs * attempt,
      timeoutMs: 2000,
      notRetried: (status) => status < 300,
    },
    faults,
    random,
    pending,
    log: options.log,
  })
  const world: KommoWorld = {
    seed,
    log: options.log,
    faults,
    pending,
    state: { version: 1, accounts: [] },
    now: (account) => Math.floor(now(account.slug).epochMilliseconds / 1000),
    random,
    changed,
    emit: (account, event, key, action, entity) => emit(sender, account, event, { [key]: { [action]: [entity] } }),
  }
  return { world, sender }
}

function emit(sender: WebhookSender, account: Account, event: string, tree: Record<string, unknown>): void {
  const subscribers = account.webhooks.filter((webhook) => !webhook.disabled && webhook.settings.includes(event))
  if (subscribers.length === 0) return
  const self = `https://${account.slug}.kommo.com`
  const body = encodePhpForm({ ...tree, account: { subdomain: account.slug, id: account.id, _links: { self } } })
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': 'amoCRM-Webhooks/3.0' }
  for (const { destination } of subscribers) sender.send({ url: destination, headers, body, scope: account.slug })
}

function buildApp(world: KommoWorld, limit: ReturnType<typeof createRateLimit>): FastifyInstance {
  const app = Fastify({ logger: false, bodyLimit: 32 * 1024 * 1024, forceCloseConnections: true })
  const accounts = new WeakMap<FastifyRequest, Account>()
  const accountOf = (request: FastifyRequest): Account | undefined => {
    const known = accounts.get(request)
    if (known) return known
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1]
    const account = token === undefined ? null : accountOfToken(world.state, token, (candidate) => world.now(candidate))
    if (account) accounts.set(request, account)
    return account ?? undefined
  }
  const partsOf = (request: FastifyRequest): RequestParts => {
    const account = accountOf(request)
    if (!account) throw new KommoError(401, 'Invalid user name or password')
    const { id } = isBody(request.params) ? request.params : {}
    const query = new URLSearchParams(request.url.split('?')[1] ?? '')
    return { account, query, body: request.body, id: Number(id), baseUrl: `http://${request.headers.host}` }
  }

  app.addHook('onRequest', async (request, reply) => {
    const verdict = limit.check(request.ip)
    if (verdict === 'ok') return
    if (verdict === 'blocked') return reply.code(403).type('text/html').send(BLOCKED_PAGE)
    return reply
      .code(429)
      .type('application/problem+json')
      .send(JSON.stringify(tooManyRequests(verdict.retryAfterSeconds)))
  })
  applyFaultsToRequests(app, world.faults, world.random, {
    scopeOf: (request) => accountOf(request)?.slug,
    answerStatus,
  })
  app.addHook('preValidation', async (request) => {
    if (request.url.startsWith('/api/') && !request.is404) partsOf(request)
  })
  app.addHook('onSend', async (_request, reply, payload) => {
    const type = String(reply.getHeader('content-type') ?? '')
    if (type.startsWith('application/json') && reply.statusCode < 300)
      reply.header('content-type', 'application/hal+json')
    return payload
  })

  app.post('/oauth2/access_token', async (request, reply) => {
    const outcome = exchange(world.state, isBody(request.body) ? request.body : {})
    if (outcome.kind !== 'issued') return sayProblem(reply, 401, oauthProblem(outcome.kind))
    const now = world.now(outcome.account)
    const { access, refresh } = issueTokens(outcome.account, world.seed, now)
    return { token_type: 'Bearer', expires_in: 86_400, server_time: now, access_token: access, refresh_token: refresh }
  })
  entityRoutes(app, world, partsOf)
  for (const entity of ENTITIES) {
    fieldRoutes(app, entity, partsOf)
    noteRoutes(app, world, entity, partsOf)
  }
  accountRoutes(app, partsOf)
  pipelineRoutes(app, partsOf)
  taskRoutes(app, world, partsOf)
  webhookRoutes(app, world, partsOf)

  const sayProblem = (reply: FastifyReply, status: number, body: Record<string, unknown>) =>
    reply.code(status).type('application/problem+json').send(JSON.stringify(body))
  app.setNotFoundHandler((request, reply) =>
    sayProblem(reply, 404, problem(404, `Cannot ${request.method} ${request.url.replace(/\?.*$/, '')}`)),
  )
  app.setErrorHandler<Error & { statusCode?: number }>((error, _request, reply) => {
    if (error instanceof KommoError) return sayProblem(reply, error.status, error.body)
    const status = error.statusCode ?? 500 // Fastify's own refusals, of malformed JSON for one, carry a status
    if (status >= 500) world.log.warn({ err: error }, 'sandbox kommo failed')
    return sayProblem(reply, status, problem(status, status >= 500 ? 'Internal error' : error.message))
  })
  return app
}

function oauthProblem(kind: 'revoked' | 'unknown_client'): Record<string, unknown> {
  const type = 'https://developers.amocrm.ru/v3/errors/OAuthProblemJson'
  if (kind === 'unknown_client')
    return { title: 'Invalid client', type, status: 401, detail: 'Client authentication failed' }
  const detail = 'Some parameters are missing from the request or are invalid'
  return { hint: 'Token has been revoked', title: 'Bad request', type, status: 401, detail }
}
