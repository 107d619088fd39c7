import type { z } from 'zod'
import { parsePhone } from '#src/domain/identity.ts'
import type { InboundMedia, InboundMessage } from '#src/domain/inbound.ts'
import { WireContent, type WireContextInfo, type WireMedia, type WireMessage } from './wire.ts'

type ContextInfo = z.infer<typeof WireContextInfo>

/** What a message says, apart from who and when. */
export type Content = Pick<
  InboundMessage,
  'type' | 'text' | 'media' | 'quotedId' | 'reaction' | 'button' | 'location' | 'contacts' | 'adReferral'
>

/** Evolution flattens some wrappers and leaves others (disappearing and view-once messages): they may be nested. */
const WRAPPERS = [
  'ephemeralMessage',
  'viewOnceMessage',
  'viewOnceMessageV2',
  'viewOnceMessageV2Extension',
  'documentWithCaptionMessage',
  'editedMessage',
  'groupMentionedMessage',
  'botInvokeMessage',
  'deviceSentMessage',
]

/** Messages between devices that carry nothing a person said. */
const PROTOCOL_TYPES = [
  'protocolMessage',
  'pinInChatMessage',
  'keepInChatMessage',
  'encReactionMessage',
  'callLogMesssage',
]

const MEDIA_TYPES = [
  ['imageMessage', 'image', 'image/jpeg'],
  ['videoMessage', 'video', 'video/mp4'],
  ['ptvMessage', 'video', 'video/mp4'],
  ['audioMessage', 'audio', 'audio/ogg'],
  ['documentMessage', 'document', 'application/octet-stream'],
  ['stickerMessage', 'sticker', 'image/webp'],
] as const

/** Reads a message's content; null when it is a protocol message, which nobody said. */
export function convertContent(wire: Pick<WireMessage, 'message' | 'messageType' | 'contextInfo'>): Content | null {
  const raw = unwrap(wire.message ?? {})
  if (PROTOCOL_TYPES.some((type) => type in raw)) return null
  const content = WireContent.parse(raw)
  const read = readContent(content, wire.messageType ?? '')
  const context = wire.contextInfo ?? contextOf(content)
  return compact({ ...read, quotedId: context?.stanzaId ?? undefined, adReferral: readAdReferral(context) })
}

/** The text of a bare content object, as edits carry it. */
export function convertText(message: Record<string, unknown> | null | undefined): string {
  return convertContent({ message: message ?? null, messageType: null, contextInfo: null })?.text ?? ''
}

function unwrap(message: Record<string, unknown>): Record<string, unknown> {
  for (const wrapper of WRAPPERS) {
    const inner = asRecord(asRecord(message[wrapper])?.message)
    // base64 and mediaUrl stand beside the wrapper, not inside it
    if (inner) return unwrap({ ...pick(message, ['base64', 'mediaUrl']), ...inner })
  }
  return message
}

function readContent(content: WireContent, messageType: string): Content {
  for (const [field, type, fallbackMimetype] of MEDIA_TYPES) {
    const media = content[field]
    if (media) return { type, text: media.caption ?? '', media: readMedia(media, content, fallbackMimetype) }
  }
  return readPlace(content) ?? readChoice(content, messageType) ?? readText(content) ?? { type: 'unknown', text: '' }
}

function readText(content: WireContent): Content | null {
  const text = content.conversation ?? content.extendedTextMessage?.text
  return text === null || text === undefined ? null : { type: 'text', text }
}

function readMedia(media: WireMedia, content: WireContent, fallbackMimetype: string): InboundMedia {
  return compact({
    mimetype: media.mimetype ?? media.mime_type ?? fallbackMimetype,
    fileName: media.fileName ?? media.title ?? undefined,
    seconds: media.seconds ?? undefined,
    size: media.fileLength ?? undefined,
    pages: media.pageCount ?? undefined,
    voice: media.ptt ?? media.voice ?? undefined,
    hasBase64: Boolean(content.base64),
    url: content.mediaUrl ?? undefined, // the media.url itself leads to encrypted bytes
  })
}

/** Locations, contacts, reactions, orders and polls a person makes. */
function readPlace(content: WireContent): Content | null {
  const place = content.locationMessage ?? content.liveLocationMessage
  if (place) {
    const location = compact({
      lat: place.degreesLatitude,
      lng: place.degreesLongitude,
      name: place.name ?? undefined,
      address: place.address ?? undefined,
    })
    return { type: content.locationMessage ? 'location' : 'live_location', text: place.caption ?? '', location }
  }
  const cards = content.contactMessage ? [content.contactMessage] : content.contactsArrayMessage?.contacts
  if (cards) return { type: 'contact', text: '', contacts: cards.map(readContact) }
  const reaction = content.reactionMessage
  if (reaction)
    return { type: 'reaction', text: '', reaction: { targetId: reaction.key.id, emoji: reaction.text ?? '' } }
  const order = content.orderMessage
  if (order) return { type: 'order', text: order.message ?? order.orderTitle ?? '' }
  const poll = content.pollCreationMessageV3 ?? content.pollCreationMessageV2 ?? content.pollCreationMessage
  return poll ? { type: 'poll', text: poll.name ?? '' } : null
}

/** Answers to buttons, lists, native flows and polls. The Cloud API keeps only the title of a button, in `conversation`. */
function readChoice(content: WireContent, messageType: string): Content | null {
  const { buttonsResponseMessage: legacy, templateButtonReplyMessage: template } = content
  if (legacy) return button(legacy.selectedButtonId, legacy.selectedDisplayText)
  if (template) return button(template.selectedId, template.selectedDisplayText)
  const flow = content.interactiveResponseMessage
  if (flow) {
    const params = parseParams(flow.nativeFlowResponseMessage?.paramsJson)
    return button(params.id, flow.body?.text || params.displayText)
  }
  const list = content.listResponseMessage
  if (list) return button(list.singleSelectReply?.selectedRowId, list.title ?? list.description)
  if (content.pollUpdateMessage) {
    return { type: 'poll_vote', text: content.pollUpdateMessage.vote?.selectedOptions?.join(', ') ?? '' }
  }
  const isCloudReply = messageType === 'interactiveMessage' || messageType === 'buttonMessage'
  return isCloudReply && content.conversation ? button(null, content.conversation) : null
}

function button(id: string | null | undefined, label: string | null | undefined): Content {
  const text = label ?? id ?? ''
  return { type: 'button', text, button: compact({ id: id ?? undefined, text }) }
}

function parseParams(json: string | null | undefined): { id?: string; displayText?: string } {
  try {
    const params = asRecord(JSON.parse(json ?? '{}')) ?? {}
    return compact({ id: asString(params.id), displayText: asString(params.display_text) ?? asString(params.title) })
  } catch {
    return {}
  }
}

/** Name and phones of a vCard; `waid` is the WhatsApp number itself and beats what is printed. */
function readContact(card: { displayName?: string | null | undefined; vcard?: string | null | undefined }) {
  const lines = (card.vcard ?? '').split(/\r?\n/)
  const phones = lines
    .filter((line) => /^(item\d+\.)?TEL[;:]/i.test(line))
    .map((line) => parsePhone(/waid=(\d+)/i.exec(line)?.[1] ?? line.slice(line.lastIndexOf(':') + 1)))
    .filter((phone) => phone !== null)
  const printedName = lines.find((line) => /^FN[;:]/i.test(line))?.replace(/^FN[^:]*:/i, '')
  return { name: card.displayName ?? printedName ?? '', phones: [...new Set(phones)] }
}

function readAdReferral(context: ContextInfo): InboundMessage['adReferral'] {
  const ad = context?.externalAdReply
  if (!ad) return undefined
  // externalAdReply also decorates ordinary link previews: an advertisement names its source or its click
  const isAd = ad.sourceType === 'ad' || ad.ctwaClid || ad.sourceId || context?.entryPointConversionSource === 'ctwa_ad'
  if (!isAd) return undefined
  return compact({
    title: ad.title ?? undefined,
    body: ad.body ?? undefined,
    sourceId: ad.sourceId ?? undefined,
    sourceUrl: ad.sourceUrl ?? undefined,
    clickId: ad.ctwaClid ?? undefined,
  })
}

/** contextInfo of whichever content there is: inside a kept wrapper Evolution does not lift it to the top. */
function contextOf(content: WireContent): ContextInfo {
  const holders: { contextInfo?: ContextInfo }[] = [content]
  for (const part of [
    content.extendedTextMessage,
    ...MEDIA_TYPES.map(([field]) => content[field]),
    content.locationMessage,
    content.liveLocationMessage,
    content.contactMessage,
    content.buttonsResponseMessage,
    content.templateButtonReplyMessage,
    content.interactiveResponseMessage,
    content.listResponseMessage,
  ]) {
    if (part) holders.push(part)
  }
  return holders.find((holder) => holder.contextInfo)?.contextInfo ?? null
}

/** Drops the members that are undefined: what is stored and compared holds only what is known. */
function compact<T extends object>(value: T): T {
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) Reflect.deleteProperty(value, name)
  }
  return value
}

function pick(source: Record<string, unknown>, names: string[]): Record<string, unknown> {
  return Object.fromEntries(names.filter((name) => name in source).map((name) => [name, source[name]]))
}

function asRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
}

function asString(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
