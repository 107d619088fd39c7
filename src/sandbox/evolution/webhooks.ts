import { createHmac } from 'node:crypto'
import type { Pending } from '../pending.ts'
import type { WebhookPolicy, WebhookSender } from '../webhook-sender.ts'
import type { Instance } from './state.ts'

/** The names `events` accepts. Source: evolution-api 2.3.7, event.controller.ts:138-170. */
// biome-ignore format: one name a line would be a page
export const EVENT_NAMES = [
  'APPLICATION_STARTUP', 'QRCODE_UPDATED', 'MESSAGES_SET', 'MESSAGES_UPSERT', 'MESSAGES_EDITED', 'MESSAGES_UPDATE',
  'MESSAGES_DELETE', 'SEND_MESSAGE', 'SEND_MESSAGE_UPDATE', 'CONTACTS_SET', 'CONTACTS_UPSERT', 'CONTACTS_UPDATE',
  'PRESENCE_UPDATE', 'CHATS_SET', 'CHATS_UPSERT', 'CHATS_UPDATE', 'CHATS_DELETE', 'GROUPS_UPSERT', 'GROUP_UPDATE',
  'GROUP_PARTICIPANTS_UPDATE', 'CONNECTION_UPDATE', 'LABELS_EDIT', 'LABELS_ASSOCIATION', 'CALL', 'TYPEBOT_START',
  'TYPEBOT_CHANGE_STATUS', 'REMOVE_INSTANCE', 'LOGOUT_INSTANCE', 'INSTANCE_CREATE', 'INSTANCE_DELETE',
  'STATUS_INSTANCE',
]

/** Evolution's retries: ten attempts, none after 400, 401, 403, 404, 422. The waits are shortened from seconds to milliseconds. */
export function evolutionPolicy(firstRetryMs: number): WebhookPolicy {
  return {
    attempts: 10,
    backoffMs: (attempt) => Math.min(firstRetryMs * 2 ** (attempt - 1), 60 * firstRetryMs),
    timeoutMs: 30_000,
    notRetried: (status) => [400, 401, 403, 404, 422].includes(status),
  }
}

/**
 * Posts events as Evolution does: each on its own without waiting for the one before, except `messages.edited`, which holds up every
 * later event of its instance until it is taken or given up.
 */
export function createEventEmitter({
  sender,
  pending,
  now,
  serverUrl,
}: {
  sender: WebhookSender
  pending: Pending
  now: (instance: string) => Temporal.Instant
  serverUrl: () => string
}) {
  const blockedBy = new Map<string, Promise<unknown>>()

  const post = (instance: Instance, event: string, data: unknown): Promise<boolean> | undefined => {
    const { webhook } = instance
    const subscribed = event.replace(/[.-]/g, '_').toUpperCase()
    if (!webhook?.enabled || !webhook.events.includes(subscribed)) return undefined
    const at = now(instance.name)
    const envelope = {
      event,
      instance: instance.name,
      data,
      destination: webhook.url,
      date_time: at.toString({ fractionalSecondDigits: 3 }),
      ...(instance.phone ? { sender: `${instance.phone}@s.whatsapp.net` } : {}),
      server_url: serverUrl(),
      apikey: null,
    }
    return sender.send({
      url: webhook.webhookByEvents ? `${webhook.url}/${event.replace(/\./g, '-')}` : webhook.url,
      headers: { 'content-type': 'application/json', 'user-agent': 'axios/1.7.9', ...ownHeaders(webhook.headers, at) },
      body: JSON.stringify(envelope),
      scope: instance.name,
    })
  }

  return (instance: Instance, event: string, data: unknown): void => {
    const blocker = blockedBy.get(instance.name)
    if (!blocker && event !== 'messages.edited') {
      post(instance, event, data)
      return
    }
    const copy = structuredClone(data) // posted later: what is true now must be what is told
    const turn = (blocker ?? Promise.resolve()).then(() => {
      const sent = post(instance, event, copy)
      return event === 'messages.edited' ? sent : undefined
    })
    blockedBy.set(instance.name, turn)
    pending.track(turn, instance.name).finally(() => {
      if (blockedBy.get(instance.name) === turn) blockedBy.delete(instance.name)
    })
  }
}

/** The configured headers as they are, but `jwt_key` becomes a token signed with it. */
function ownHeaders(headers: Record<string, string> | null, at: Temporal.Instant): Record<string, string> {
  if (!headers) return {}
  const { jwt_key: jwtKey, ...plain } = headers
  return jwtKey === undefined ? plain : { ...plain, authorization: `Bearer ${signJwt(jwtKey, at)}` }
}

function signJwt(key: string, at: Temporal.Instant): string {
  const iat = Math.floor(at.epochMilliseconds / 1000)
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
  const unsigned = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ iat, exp: iat + 600, app: 'evolution', action: 'webhook' })}`
  return `${unsigned}.${createHmac('sha256', key).update(unsigned).digest('base64url')}`
}
