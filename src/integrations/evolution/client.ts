import { z } from 'zod'
import { IntegrationError } from '#src/errors.ts'
import { createHttp, type Http, type HttpOptions } from '../http.ts'
import {
  AnyAnswer,
  Base64Answer,
  ConnectAnswer,
  CreateAnswer,
  GroupsAnswer,
  InstanceRow,
  NumbersAnswer,
  SentAnswer,
  StateAnswer,
  VersionAnswer,
  WebhookAnswer,
} from './client-wire.ts'
import { judgeEvolution, saysNotOnWhatsApp } from './errors.ts'
import { phoneOfJid } from './jid.ts'
import { createMessageSearch } from './message-search.ts'

export interface EvolutionOptions extends Pick<HttpOptions, 'fetch' | 'onAnswer'> {
  baseUrl: string
  apiKey: string
  timeoutMs?: number
}

/** `to`: the JID WhatsApp gave us, or digits with country code. */
export interface OutboundText {
  to: string
  text: string
  quotedId?: string
}

export interface OutboundMedia {
  to: string
  kind: 'image' | 'video' | 'document' | 'audio'
  /** Base64 without a `data:` prefix, or a URL whose host is a full name or an address. */
  media: string
  mimetype: string
  fileName: string
  caption?: string
}

/** Sent: handed to the socket, nothing more. A number WhatsApp does not know is an answer, not a fault. */
export type SendResult = { kind: 'sent'; providerMessageId: string; jid: string } | { kind: 'not_on_whatsapp' }

export interface WebhookSettings {
  url: string
  headers?: Record<string, string>
  events: readonly string[]
  base64?: boolean
}

export type Presence = 'composing' | 'recording' | 'paused' | 'available' | 'unavailable'

/** The events Girassol lives on; everything else is noise (docs: contracts, "subscribe to the minimum"). */
export const WEBHOOK_EVENTS = [
  'MESSAGES_UPSERT',
  'MESSAGES_UPDATE',
  'MESSAGES_EDITED',
  'MESSAGES_DELETE',
  'SEND_MESSAGE',
  'CONNECTION_UPDATE',
  'QRCODE_UPDATED',
  'LOGOUT_INSTANCE',
  'STATUS_INSTANCE',
  'CALL',
] as const

export type EvolutionClient = ReturnType<typeof createEvolutionClient>

/** WhatsApp through Evolution API 2.3. Every call throws IntegrationError when it fails. */
export function createEvolutionClient({ apiKey, timeoutMs = 15_000, ...options }: EvolutionOptions) {
  const http = createHttp({
    ...options,
    timeoutMs,
    headers: { apikey: apiKey },
    system: 'evolution',
    judge: judgeEvolution,
  })
  return {
    ...sending(http, timeoutMs),
    ...reading(http),
    ...createMessageSearch(http),
    ...instances(http),
    ...webhooks(http),
  }
}

function sending(http: Http, timeoutMs: number) {
  const send = async (path: string, body: unknown): Promise<SendResult> => {
    try {
      const { key } = await http.post(path, body, SentAnswer)
      return { kind: 'sent', providerMessageId: key.id, jid: key.remoteJid }
    } catch (error) {
      if (error instanceof IntegrationError && saysNotOnWhatsApp(error.responseBody)) return { kind: 'not_on_whatsapp' }
      throw error
    }
  }
  return {
    /** Sends one text. No `delay`: it would hold the request and let a later bubble overtake this one. */
    sendText: (instance: string, { to, text, quotedId }: OutboundText) =>
      send(`/message/sendText/${segment(instance)}`, {
        number: to,
        text,
        linkPreview: false, // on, Evolution fetches the page before it sends
        ...(quotedId ? { quoted: { key: { id: quotedId } } } : {}),
      }),

    /** Sends a file. Audio goes out as a voice note and must be OGG/Opus already: Evolution's own conversion can end up empty. */
    sendMedia: (instance: string, { to, kind, media, mimetype, fileName, caption }: OutboundMedia) =>
      kind === 'audio'
        ? send(`/message/sendWhatsAppAudio/${segment(instance)}`, { number: to, audio: media, encoding: false })
        : send(`/message/sendMedia/${segment(instance)}`, {
            number: to,
            mediatype: kind,
            media,
            mimetype,
            fileName,
            ...(caption ? { caption } : {}),
          }),

    /** Shows "typing…" for `delayMs`; the call lasts as long, so callers do not await it before they go on working. */
    async sendPresence(
      instance: string,
      { to, presence, delayMs }: { to: string; presence: Presence; delayMs: number },
    ): Promise<void> {
      const body = { number: to, presence, delay: Math.round(delayMs) }
      await http.post(`/chat/sendPresence/${segment(instance)}`, body, AnyAnswer, { timeoutMs: delayMs + timeoutMs })
    },

    /** Marks messages of one chat as read. Evolution 2.3 silently skips LID chats. */
    async markAsRead(
      instance: string,
      { jid, providerMessageIds }: { jid: string; providerMessageIds: readonly string[] },
    ) {
      const readMessages = providerMessageIds.map((id) => ({ remoteJid: jid, fromMe: false, id }))
      await http.post(`/chat/markMessageAsRead/${segment(instance)}`, { readMessages }, AnyAnswer)
    },
  }
}

function reading(http: Http) {
  return {
    /** The bytes of a media message, decrypted by Evolution. Null when WhatsApp no longer has them or the message has no media. */
    async getBase64(
      instance: string,
      providerMessageId: string,
    ): Promise<{ base64: string; mimetype: string | null; fileName: string | null } | null> {
      const body = { message: { key: { id: providerMessageId } }, convertToMp4: false }
      try {
        const path = `/chat/getBase64FromMediaMessage/${segment(instance)}`
        const answer = await http.post(path, body, Base64Answer, { timeoutMs: 60_000 })
        return { base64: answer.base64, mimetype: answer.mimetype ?? null, fileName: answer.fileName ?? null }
      } catch (error) {
        if (error instanceof IntegrationError && error.status === 400 && !error.retryable) return null
        throw error
      }
    },

    /** Which of these numbers are on WhatsApp, and under which address. The answer keeps the order asked. */
    async whatsappNumbers(instance: string, numbers: readonly string[]) {
      const rows = await http.post(`/chat/whatsappNumbers/${segment(instance)}`, { numbers }, NumbersAnswer)
      return numbers.map((number) => {
        const row = rows.find((candidate) => candidate.number === number)
        return { number, exists: row?.exists ?? false, jid: row?.exists ? (row.jid ?? null) : null }
      })
    },

    /** The groups this number belongs to. Slow on accounts with many: ask once and keep the id. */
    async fetchGroups(instance: string) {
      const path = `/group/fetchAllGroups/${segment(instance)}`
      const rows = await http.get(path, GroupsAnswer, { query: { getParticipants: false }, timeoutMs: 60_000 })
      return rows.map((row) => ({ id: row.id, name: row.subject, onlyAdminsWrite: row.announce ?? false }))
    },

    /** The version of the server; it needs no key, so it also tells "down" from "wrong key". */
    async version(): Promise<string> {
      return (await http.get('/', VersionAnswer)).version
    },
  }
}

function instances(http: Http) {
  return {
    /** Creates an instance with its webhook already set. `exists` when the name is taken. */
    async createInstance(instance: string, options: { webhook?: WebhookSettings; phone?: string } = {}) {
      const body = {
        instanceName: instance,
        integration: 'WHATSAPP-BAILEYS',
        qrcode: false, // with a code asked for, create takes five seconds; connect gives it
        groupsIgnore: true,
        ...(options.phone ? { number: options.phone } : {}),
        ...(options.webhook ? { webhook: webhookBody(options.webhook) } : {}),
      }
      try {
        const answer = await http.post('/instance/create', body, CreateAnswer, { timeoutMs: 30_000 })
        return { kind: 'created' as const, token: answer.hash }
      } catch (error) {
        if (error instanceof IntegrationError && error.status === 403) return { kind: 'exists' as const }
        throw error
      }
    },

    /** Starts pairing. With a phone, WhatsApp shows a code to type there. Codes may be missing at first: ask again or await the webhook. */
    async connect(instance: string, { phone }: { phone?: string } = {}) {
      const path = `/instance/connect/${segment(instance)}`
      const answer = await http.get(path, ConnectAnswer, { query: { number: phone }, timeoutMs: 30_000 })
      if (answer.error) {
        throw new IntegrationError({
          system: 'evolution',
          action: `GET ${path}`,
          retryable: true,
          reason: 'could not connect',
        })
      }
      return {
        state: answer.instance?.state ?? 'connecting',
        qrCode: answer.base64 ?? null,
        qrText: answer.code ?? null,
        pairingCode: answer.pairingCode ?? null,
      }
    },

    /** `open`, `connecting` or `close`; null when there is no such instance. */
    async connectionState(instance: string): Promise<string | null> {
      const answer = await orNullIf404(http.get(`/instance/connectionState/${segment(instance)}`, StateAnswer))
      return answer?.instance.state ?? null
    },

    /** Every instance the key may see, with the number paired to it. */
    async listInstances() {
      const rows = await http.get('/instance/fetchInstances', z.array(InstanceRow))
      return rows.map((row) => ({
        instance: row.name,
        state: row.connectionStatus ?? 'close',
        phone: row.ownerJid ? phoneOfJid(row.ownerJid) : null,
      }))
    },

    /** Unpairs the number. True if it was connected. */
    async logout(instance: string): Promise<boolean> {
      try {
        await http.delete(`/instance/logout/${segment(instance)}`, AnyAnswer)
        return true
      } catch (error) {
        if (error instanceof IntegrationError && error.status === 400) return false
        throw error
      }
    },

    /** Deletes the instance and everything Evolution keeps of it. True if there was one. */
    async deleteInstance(instance: string): Promise<boolean> {
      const answer = await orNullIf404(
        http.delete(
          `/instance/delete/${segment(instance)}`,
          AnyAnswer.transform(() => true),
        ),
      )
      return answer ?? false
    },
  }
}

function webhooks(http: Http) {
  return {
    /** Sets the instance's only webhook. */
    async setWebhook(instance: string, settings: WebhookSettings): Promise<void> {
      await http.post(`/webhook/set/${segment(instance)}`, { webhook: webhookBody(settings) }, AnyAnswer)
    },

    /** The webhook set at the provider, or null. */
    async findWebhook(instance: string) {
      const row = await http.get(`/webhook/find/${segment(instance)}`, WebhookAnswer)
      if (row === null) return null
      return { url: row.url, enabled: row.enabled, events: row.events, base64: row.webhookBase64 ?? false }
    },
  }
}

/** `events` must be there even when empty, and the names differ from those of the answer. */
function webhookBody({ url, headers, events, base64 = false }: WebhookSettings) {
  return { enabled: true, url, byEvents: false, base64, ...(headers ? { headers } : {}), events }
}

async function orNullIf404<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call
  } catch (error) {
    if (error instanceof IntegrationError && error.status === 404) return null
    throw error
  }
}

const segment = encodeURIComponent
