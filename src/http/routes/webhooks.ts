import { createHmac, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type pg from 'pg'
import { z } from 'zod'
import { type FoundChannel, findChannel } from '#src/db/tenants.ts'
import { convertEnvelope } from '#src/integrations/evolution/convert-envelope.ts'
import type { IngestBatcher } from '../ingest-batcher.ts'
import { sendProblem } from '../problem.ts'
import { withoutFiles } from '../without-files.ts'
import { withoutPasswords } from '../without-passwords.ts'

/** The largest file WhatsApp carries, as base64, with some room. */
const BODY_LIMIT = 40 * 1024 * 1024
/** How long a token stays known without asking the database again: a channel that is removed is refused after that. */
const TOKEN_CACHE_MS = 10_000
/** Signatures made longer ago are replays. */
const SIGNATURE_AGE_SECONDS = 300

const Params = z.object({ channelToken: z.string().optional(), event: z.string().optional() })
const Envelope = z.looseObject({ event: z.string().min(1) })

/** Evolution's webhooks: stored with the jobs they cause in one transaction, then answered. */
export function webhookRoutes({
  pool,
  batcher,
  signingRequired,
}: {
  pool: pg.Pool
  batcher: IngestBatcher
  signingRequired: boolean
}) {
  const channels = createChannelCache(pool)

  async function receive(request: FastifyRequest, reply: FastifyReply) {
    const { channelToken, event } = Params.parse(request.params)
    const token = channelToken ?? String(request.headers['x-webhook-token'] ?? '')
    const channel = await channels.find(token)
    if (!channel) return sendProblem(reply, 401, 'Unknown channel token. Set the webhook of the instance again.')
    const body = z.instanceof(Buffer).parse(request.body)
    if (signingRequired && !isSigned(request, body, token)) {
      return sendProblem(reply, 401, 'The webhook is not signed, or its signature does not match the body.')
    }
    const parsed = parseEnvelope(body, event)
    if ('problem' in parsed) return sendProblem(reply, 400, parsed.problem)
    const payload = withoutFiles(parsed.envelope)
    const items = convertEnvelope(parsed.envelope)
    const texts = items.flatMap((item) => (item.kind === 'message' || item.kind === 'edit' ? [item.text] : []))
    const outcome = await batcher.store({
      tenantId: channel.tenantId,
      channelId: channel.channelId,
      event: parsed.envelope.event,
      payload,
      ...withoutPasswords(payload, texts),
      items,
    })
    return { status: outcome === 'duplicate' ? 'duplicate' : 'accepted' }
  }

  return async (app: FastifyInstance) => {
    // the raw bytes are what a signature covers, and JSON errors get our own words
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_request, body, done) =>
      done(null, body),
    )
    const options = { bodyLimit: BODY_LIMIT }
    app.post('/webhooks/evolution', options, receive)
    app.post('/webhooks/evolution/:channelToken', options, receive)
    app.post('/webhooks/evolution/:channelToken/:event', options, receive)
  }
}

function parseEnvelope(
  body: Buffer,
  event: string | undefined,
): { envelope: z.infer<typeof Envelope> } | { problem: string } {
  let json: unknown
  try {
    json = JSON.parse(body.toString('utf8'))
  } catch (error) {
    return {
      problem: `The body is not JSON: ${error instanceof Error ? error.message.slice(0, 120) : 'it cannot be parsed'}.`,
    }
  }
  const named = event && typeof json === 'object' && json !== null && !('event' in json) ? { ...json, event } : json
  const parsed = Envelope.safeParse(named)
  if (parsed.success) return { envelope: parsed.data }
  return { problem: 'The body is not a webhook envelope: it must be an object with the name of the event in "event".' }
}

/** Hex HMAC-SHA256 of the body under the channel's token, or the same by the Standard Webhooks headers. */
function isSigned(request: FastifyRequest, body: Buffer, token: string): boolean {
  const header = (name: string) => String(request.headers[name] ?? '')
  const own = header('x-webhook-signature')
  if (own) return isEqual(own.toLowerCase(), createHmac('sha256', token).update(body).digest('hex'))
  const [id, timestamp] = [header('webhook-id'), header('webhook-timestamp')]
  if (Math.abs(Date.now() / 1000 - Number(timestamp)) > SIGNATURE_AGE_SECONDS) return false
  const expected = createHmac('sha256', token).update(`${id}.${timestamp}.`).update(body).digest('base64')
  return header('webhook-signature')
    .split(' ')
    .some((signature) => isEqual(signature, `v1,${expected}`))
}

function isEqual(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}

function createChannelCache(pool: pg.Pool) {
  const known = new Map<string, { channel: FoundChannel; until: number }>()
  return {
    async find(token: string): Promise<FoundChannel | null> {
      const cached = known.get(token)
      if (cached && cached.until > performance.now()) return cached.channel
      const channel = await findChannel(pool, token)
      if (channel) known.set(token, { channel, until: performance.now() + TOKEN_CACHE_MS })
      else known.delete(token)
      return channel
    },
  }
}
