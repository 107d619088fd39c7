import { deriveBytes } from '../random.ts'

/** Message contents as Baileys decodes them and Evolution passes them on. */

export interface BuiltContent {
  message: Record<string, unknown>
  messageType: string
  text: string
  media?: { type: string; mimetype: string; fileName: string | null; bytes: Buffer }
  contextInfo?: Record<string, unknown>
}

export interface FileContent {
  bytes: Buffer
  mimetype: string
  fileName?: string
  caption?: string
  /** Image, video or audio sent as a document, or a picture sent as a sticker. */
  as?: 'document' | 'sticker'
  voice?: boolean
  seconds?: number
}

const KINDS = {
  image: 'imageMessage',
  audio: 'audioMessage',
  video: 'videoMessage',
  document: 'documentMessage',
  sticker: 'stickerMessage',
} as const

export function textContent(text: string): BuiltContent {
  return { message: { conversation: text }, messageType: 'conversation', text }
}

/** A file: the message holds only the encrypted address and the key; the bytes are fetched by id. */
export function fileContent(id: string, file: FileContent): BuiltContent {
  const kind = kindOf(file)
  const messageType = KINDS[kind]
  const fileName = file.fileName ?? null
  const body = {
    url: `https://mmg.whatsapp.net/v/t62.7118-24/${id.slice(-12).toLowerCase()}_n.enc?ccb=11-4&oh=01_sandbox&oe=1&mms3=true`,
    mimetype: file.mimetype,
    fileSha256: wireBytes(deriveBytes('sha', id).subarray(0, 32)),
    fileLength: wireLong(file.bytes.length),
    mediaKey: wireBytes(deriveBytes('key', id).subarray(0, 32)),
    fileEncSha256: wireBytes(deriveBytes('enc', id).subarray(0, 32)),
    directPath: `/v/t62.7118-24/${id.slice(-12).toLowerCase()}_n.enc?ccb=11-4&oh=01_sandbox&oe=1`,
    mediaKeyTimestamp: wireLong(1_761_000_000, false),
    ...(file.caption ? { caption: file.caption } : {}),
    ...(kind === 'audio' ? { seconds: file.seconds ?? 1, ptt: file.voice ?? true } : {}),
    ...(kind === 'video' ? { seconds: file.seconds ?? 1 } : {}),
    ...(kind === 'document' ? { fileName: fileName ?? 'documento', title: fileName ?? 'documento' } : {}),
  }
  return {
    message: { [messageType]: body },
    messageType,
    text: file.caption ?? '',
    media: { type: kind, mimetype: file.mimetype, fileName, bytes: file.bytes },
  }
}

function kindOf({ mimetype, as }: FileContent): keyof typeof KINDS {
  if (as) return as
  const family = mimetype.split('/')[0]
  return family === 'image' || family === 'audio' || family === 'video' ? family : 'document'
}

export interface Place {
  lat: number
  lng: number
  name?: string
  address?: string
}

export function locationContent({ lat, lng, name, address }: Place): BuiltContent {
  const body = {
    degreesLatitude: lat,
    degreesLongitude: lng,
    ...(name ? { name } : {}),
    ...(address ? { address } : {}),
  }
  return { message: { locationMessage: body }, messageType: 'locationMessage', text: '' }
}

export function contactContent(cards: { name: string; phone: string }[]): BuiltContent {
  const contacts = cards.map(({ name, phone }) => ({
    displayName: name,
    vcard: `BEGIN:VCARD\nVERSION:3.0\nN:${name};;;;\nFN:${name}\nitem1.TEL;waid=${phone}:+${phone}\nitem1.X-ABLabel:Celular\nEND:VCARD`,
  }))
  const [only] = contacts
  if (contacts.length === 1 && only)
    return { message: { contactMessage: only }, messageType: 'contactMessage', text: '' }
  const body = { contacts, displayName: `${contacts.length} contatos` }
  return { message: { contactsArrayMessage: body }, messageType: 'contactsArrayMessage', text: '' }
}

export function reactionContent(targetKey: Record<string, unknown>, emoji: string, atMs: number): BuiltContent {
  const body = { key: targetKey, text: emoji, senderTimestampMs: wireLong(atMs, false) }
  return { message: { reactionMessage: body }, messageType: 'reactionMessage', text: emoji }
}

export function buttonContent({ id, text }: { id: string; text: string }): BuiltContent {
  const body = { selectedId: id, selectedDisplayText: text, selectedIndex: 0 }
  return { message: { templateButtonReplyMessage: body }, messageType: 'templateButtonReplyMessage', text }
}

/** contextInfo of a reply. Empty lists are always present on the wire. */
export function quoteContext(stanzaId: string, participant: string, quotedMessage: unknown): Record<string, unknown> {
  return { mentionedJid: [], groupMentions: [], statusAttributions: [], stanzaId, participant, quotedMessage }
}

/** Byte fields travel as objects with one member a byte. */
export function wireBytes(bytes: Buffer): Record<string, number> {
  return Object.fromEntries([...bytes].map((byte, index) => [String(index), byte]))
}

/** 64-bit numbers travel in two halves. */
export function wireLong(value: number, unsigned = true): { low: number; high: number; unsigned: boolean } {
  return { low: value | 0, high: Math.floor(value / 2 ** 32), unsigned }
}
