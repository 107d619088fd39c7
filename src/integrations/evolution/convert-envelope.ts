import type { DeliveryStatus, IngestItem } from '#src/domain/inbound.ts'
import { convertContent, convertText } from './convert-content.ts'
import { addressOfKey, type JidKind, jidKind, phoneOfJid } from './jid.ts'
import {
  WireCall,
  WireConnection,
  WireDelete,
  WireEnvelope,
  type WireKey,
  WireMessage,
  WireMessageUpdate,
  WirePresence,
  WireProtocolMessage,
  WireQrCode,
  WireStatusInstance,
} from './wire.ts'

/** Evolution's status words and those of its Cloud API channel. */
const STATUSES: Record<string, DeliveryStatus> = {
  ERROR: 'failed',
  FAILED: 'failed',
  PENDING: 'pending',
  SERVER_ACK: 'sent',
  SENT: 'sent',
  DELIVERY_ACK: 'delivered',
  DELIVERED: 'delivered',
  READ: 'read',
  PLAYED: 'played',
}

const IGNORED_CHATS: Partial<Record<JidKind, string>> = {
  group: 'group',
  status: 'status broadcast',
  newsletter: 'newsletter',
  broadcast: 'broadcast list',
  other: 'unknown kind of chat',
}

const CONVERTERS: Record<string, (data: unknown) => IngestItem> = {
  'messages.upsert': convertMessage,
  'messages.update': convertUpdate,
  'messages.edited': convertProtocol,
  'messages.delete': convertDelete,
  'send.message': convertSent,
  'send.message.update': convertProtocol,
  'connection.update': convertConnection,
  'status.instance': convertStatusInstance,
  'logout.instance': () => ({ kind: 'connection', state: 'logged_out' }),
  'remove.instance': () => ({ kind: 'connection', state: 'removed' }),
  'instance.delete': () => ({ kind: 'connection', state: 'removed' }),
  'qrcode.updated': convertQrCode,
  'presence.update': convertPresence,
  call: convertCall,
}

/** Events whose `data` may hold several things at once. */
const PLURAL = new Set([
  'messages.upsert',
  'messages.update',
  'messages.edited',
  'messages.delete',
  'send.message',
  'call',
])

/**
 * Turns one webhook envelope of Evolution API 2.x into what it means to us, in order. Never throws and never returns nothing:
 * what we do not use or cannot read becomes an `ignored` item that says why.
 */
export function convertEnvelope(envelope: unknown): IngestItem[] {
  const parsed = WireEnvelope.safeParse(envelope)
  if (!parsed.success) return [ignored('not an Evolution envelope')]
  const event = normaliseEvent(parsed.data.event)
  if (event === 'messages.set') return [ignored('history of the account')]
  const convert = CONVERTERS[event]
  if (!convert) return [ignored(`event ${event} is not used`)]
  const { data } = parsed.data
  if (Array.isArray(data) && PLURAL.has(event)) return data.length > 0 ? data.map(convert) : [ignored('empty list')]
  return [convert(data)]
}

/** `messages.upsert`, `MESSAGES_UPSERT` and the path `messages-upsert` are the same event. */
export function normaliseEvent(event: string): string {
  return event.toLowerCase().replace(/[_-]/g, '.')
}

function convertMessage(data: unknown): IngestItem {
  const wire = WireMessage.safeParse(data)
  if (!wire.success) return ignored('unreadable message')
  const { key, pushName, messageTimestamp } = wire.data
  const skip = reasonToIgnore(key)
  if (skip) return ignored(skip)
  const content = convertContent(wire.data)
  if (content === null) return ignored('protocol message')
  return {
    kind: 'message',
    providerMessageId: key.id,
    chat: addressOfKey(key),
    isGroup: false,
    isBroadcast: false,
    fromMe: key.fromMe,
    ...(pushName ? { pushName } : {}),
    providerAt: Math.trunc(messageTimestamp),
    ...content,
  }
}

function convertUpdate(data: unknown): IngestItem {
  const wire = WireMessageUpdate.safeParse(data)
  if (!wire.success) return ignored('unreadable update')
  const providerMessageId = wire.data.keyId ?? wire.data.key?.id
  if (!providerMessageId) return ignored('update without message id')
  const { status, fromMe, message } = wire.data
  // An edit comes a second time as an update that claims SERVER_ACK: it says nothing about delivery.
  if (message?.editedMessage) return { kind: 'edit', providerMessageId, text: convertText(message), fromMe }
  if (status === 'DELETED') return { kind: 'delete', providerMessageId, fromMe }
  const known = status ? STATUSES[status.toUpperCase()] : undefined
  return known ? { kind: 'status', providerMessageId, status: known } : ignored('update without a known status')
}

/** `messages.edited` carries any protocol message: only edits and deletions concern us. */
function convertProtocol(data: unknown): IngestItem {
  const wire = WireProtocolMessage.safeParse(data)
  if (!wire.success) return ignored('unreadable protocol message')
  const { key, type, editedMessage } = wire.data
  const skip = reasonToIgnore(key)
  if (skip) return ignored(skip)
  const { id: providerMessageId, fromMe } = key
  if (type === 'REVOKE' || type === 0) return { kind: 'delete', providerMessageId, fromMe }
  const isEdit = type === 'MESSAGE_EDIT' || type === 14 || (type === null && editedMessage)
  if (!isEdit || !editedMessage) return ignored(`protocol message ${type ?? 'without type'}`)
  return { kind: 'edit', providerMessageId, text: convertText(editedMessage), fromMe }
}

function convertDelete(data: unknown): IngestItem {
  const wire = WireDelete.safeParse(data)
  if (!wire.success) return ignored('unreadable deletion')
  const skip = reasonToIgnore(wire.data)
  return skip ? ignored(skip) : { kind: 'delete', providerMessageId: wire.data.id, fromMe: wire.data.fromMe }
}

function convertSent(data: unknown): IngestItem {
  const wire = WireMessage.safeParse(data)
  if (!wire.success) return ignored('unreadable sent message')
  const skip = reasonToIgnore(wire.data.key)
  if (skip) return ignored(skip)
  return {
    kind: 'sent_echo',
    providerMessageId: wire.data.key.id,
    chat: addressOfKey(wire.data.key),
    text: convertContent(wire.data)?.text ?? '',
    providerAt: Math.trunc(wire.data.messageTimestamp),
  }
}

function convertConnection(data: unknown): IngestItem {
  const wire = WireConnection.safeParse(data)
  if (!wire.success) return ignored('unreadable connection update')
  const { state, statusReason, wuid } = wire.data
  const ownPhone = wuid ? phoneOfJid(wuid) : null
  const known = state === 'close' ? 'closed' : state
  if (known !== 'open' && known !== 'connecting' && known !== 'closed' && known !== 'refused') {
    return ignored(`connection state ${state}`)
  }
  return {
    kind: 'connection',
    state: known,
    ...(statusReason === null || statusReason === undefined ? {} : { reason: statusReason }),
    ...(ownPhone === null ? {} : { ownPhone }),
  }
}

function convertStatusInstance(data: unknown): IngestItem {
  const reason = WireStatusInstance.safeParse(data).data?.disconnectionReasonCode
  return { kind: 'connection', state: 'closed', ...(typeof reason === 'number' ? { reason } : {}) }
}

function convertQrCode(data: unknown): IngestItem {
  const qrcode = WireQrCode.safeParse(data).data?.qrcode
  if (!qrcode) return { kind: 'qrcode', limitReached: true }
  return {
    kind: 'qrcode',
    ...(qrcode.code ? { code: qrcode.code } : {}),
    ...(qrcode.pairingCode ? { pairingCode: qrcode.pairingCode } : {}),
    ...(qrcode.base64 ? { image: qrcode.base64 } : {}),
    limitReached: false,
  }
}

function convertPresence(data: unknown): IngestItem {
  const wire = WirePresence.safeParse(data)
  if (!wire.success) return ignored('unreadable presence')
  const skip = IGNORED_CHATS[jidKind(wire.data.id)]
  if (skip) return ignored(skip)
  const presence = Object.values(wire.data.presences)[0]?.lastKnownPresence ?? 'unavailable'
  return { kind: 'presence', chat: addressOfKey({ remoteJid: wire.data.id }), presence }
}

function convertCall(data: unknown): IngestItem {
  const wire = WireCall.safeParse(data)
  const from = wire.data?.from ?? wire.data?.chatId
  if (!wire.success || !from) return ignored('unreadable call')
  const skip = IGNORED_CHATS[jidKind(from)]
  if (skip) return ignored(skip)
  const { id: callId, status, isVideo } = wire.data
  return { kind: 'call', chat: addressOfKey({ remoteJid: from }), callId, status, isVideo }
}

function reasonToIgnore(key: WireKey): string | undefined {
  return IGNORED_CHATS[jidKind(key.remoteJid)]
}

function ignored(reason: string): IngestItem {
  return { kind: 'ignored', reason }
}
