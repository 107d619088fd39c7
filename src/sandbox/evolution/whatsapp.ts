import { setImmediate as immediate, setTimeout as wait } from 'node:timers/promises'
import { deriveHex } from '../random.ts'
import { keyOf, rawJidOf } from './addresses.ts'
import type { BuiltContent } from './content.ts'
import type { Contact, Group, Instance, StoredMessage } from './state.ts'
import { nextCount, type World } from './world.ts'

/** The WhatsApp behind Evolution: who wrote what to whom, and how far it got. */

export interface NewMessage {
  content: BuiltContent
  author: 'lead' | 'api' | 'phone'
  quotedId?: string | undefined
  /** A reply's context; also advertisement data. */
  contextInfo?: Record<string, unknown> | undefined
  at?: Temporal.Instant | undefined
  visible?: boolean
  expiredMedia?: boolean | undefined
}

/** An id in the form of the sending device: Android and iOS phones, and Baileys for what the API sends. */
export function newMessageId(world: World, instance: Instance, author: 'lead' | 'api' | 'phone'): string {
  const hex = deriveHex(32, world.seed, instance.id, 'message', nextCount(instance)).toUpperCase()
  if (author === 'api') return `3EB0${hex.slice(0, 18)}`
  return author === 'phone' ? `3A${hex.slice(0, 18)}` : `AC${hex.slice(0, 30)}`
}

/** Puts a message into the chat; nobody is told of it yet. */
export function storeMessage(
  world: World,
  instance: Instance,
  to: Contact | Group,
  id: string,
  message: NewMessage,
): StoredMessage {
  const { content, author } = message
  const isGroup = 'subject' in to
  const fromMe = author !== 'lead'
  const stored: StoredMessage = {
    id,
    rowId: `cm${deriveHex(23, world.seed, instance.id, 'row', id)}`,
    chat: to.id,
    key: isGroup ? { remoteJid: to.id, fromMe, id } : sentKey(to, author, id),
    from: author === 'lead' ? 'lead' : 'company',
    author,
    pushName: author === 'lead' ? (isGroup ? null : to.pushName) : author === 'api' ? 'Você' : instance.profileName,
    message: content.message,
    messageType: content.messageType,
    contextInfo: message.contextInfo ?? content.contextInfo ?? null,
    at: (message.at ?? world.now(instance.name)).toString(),
    source: author === 'lead' ? 'android' : author === 'phone' ? 'ios' : 'web',
    status: author === 'lead' ? 'DELIVERY_ACK' : author === 'phone' ? 'SERVER_ACK' : 'PENDING',
    updates: [],
    text: content.text,
    media: content.media
      ? {
          type: content.media.type,
          mimetype: content.media.mimetype,
          fileName: content.media.fileName,
          size: content.media.bytes.length,
          expired: message.expiredMedia ?? false,
        }
      : null,
    quotedId: message.quotedId ?? null,
    edited: false,
    deleted: false,
    reactions: [],
    visible: message.visible ?? true,
  }
  if (content.media) world.blobs.put(id, content.media.bytes)
  instance.messages.push(stored)
  world.changed({ type: 'message', instance: instance.name, phone: to.id, id, from: stored.from })
  return stored
}

/** Keys of API sends carry no addressing mode; a LID-only chat keeps the address that was written to. */
function sentKey(contact: Contact, author: NewMessage['author'], id: string): Record<string, unknown> {
  if (author !== 'api') return keyOf(contact, author !== 'lead', id)
  return { remoteJid: contact.addressing === 'lid_only' ? contact.lid : contact.jid, fromMe: true, id }
}

/** The message as Evolution shows it in webhooks, answers and lookups. */
export function messageData(world: World, instance: Instance, stored: StoredMessage): Record<string, unknown> {
  const withBase64 = instance.base64AtConnect && stored.media && !stored.media.expired
  const base64 = withBase64 ? world.blobs.get(stored.id)?.toString('base64') : undefined
  return {
    key: stored.key,
    pushName: stored.pushName,
    status: stored.status,
    message: base64 ? { ...stored.message, base64 } : stored.message,
    ...(stored.contextInfo ? { contextInfo: stored.contextInfo } : {}),
    messageType: stored.messageType,
    messageTimestamp: epochSeconds(stored),
    instanceId: instance.id,
    source: stored.source,
  }
}

export function epochSeconds(stored: StoredMessage): number {
  return Math.floor(Temporal.Instant.from(stored.at).epochMilliseconds / 1000)
}

/** What a reply quotes, as contextInfo; null when the message is not known. */
export function quoteOf(instance: Instance, quotedId: string | undefined, participant: string) {
  const quoted = quotedId === undefined ? undefined : findMessage(instance, quotedId)
  if (!quoted) return null
  const fields = { mentionedJid: [], groupMentions: [], statusAttributions: [] }
  return { ...fields, stanzaId: quoted.id, participant, quotedMessage: quoted.message }
}

export function findMessage(instance: Instance, id: string): StoredMessage | undefined {
  return instance.messages.findLast((message) => message.id === id)
}

const ORDER = ['PENDING', 'SERVER_ACK', 'DELIVERY_ACK', 'READ', 'PLAYED']

/** Moves a message's ticks on and says so by webhook. Groups get none. */
export function setStatus(
  world: World,
  instance: Instance,
  contact: Contact,
  stored: StoredMessage,
  status: string,
): void {
  if (stored.deleted) return
  if (status === 'ERROR' || ORDER.indexOf(status) > ORDER.indexOf(stored.status)) stored.status = status
  stored.updates.push(status)
  world.emit(instance, 'messages.update', {
    keyId: stored.id,
    remoteJid: rawJidOf(contact),
    fromMe: true,
    status,
    instanceId: instance.id,
    messageId: stored.rowId,
  })
  world.changed({ type: 'status', instance: instance.name, phone: contact.id, id: stored.id, status })
}

/** What becomes of a message the API sent: the ticks, each after its delay. Without delays no timer is made. */
export function scheduleTicks(world: World, instance: Instance, contact: Contact, stored: StoredMessage): void {
  const { serverAck, delivered, read } = world.delays
  const ticks: [string, number | null][] = [
    ['SERVER_ACK', serverAck],
    ['DELIVERY_ACK', delivered],
    ['READ', read],
  ]
  for (const [status, delayMs] of ticks) {
    if (delayMs === null) continue
    const tick = () => {
      // deleted, reset or re-created meanwhile: WhatsApp does not tick what is gone
      if (instance.state === 'open' && instance.messages.includes(stored))
        setStatus(world, instance, contact, stored, status)
    }
    const { signal } = world.stopped
    const due = delayMs === 0 ? immediate(undefined, { signal }) : wait(delayMs, undefined, { signal })
    world.pending.track(due.then(tick)).catch(() => {}) // rejects only when the emulator is closed
  }
}
