import { z } from 'zod'

/**
 * What a provider's webhook says, in our words. Every provider folder converts its envelopes to these; ingest knows nothing else.
 * The discriminator is `kind`; the content of a message is `type`.
 */

/** Who the chat is with. At least one of `phone` (E.164 digits) and `lid` is there for a person; `jid` is the address to answer to. */
export const ChatAddress = z.object({ phone: z.string().optional(), lid: z.string().optional(), jid: z.string() })
export type ChatAddress = z.infer<typeof ChatAddress>

export const CONTENT_TYPES = [
  'text',
  'image',
  'audio',
  'video',
  'document',
  'sticker',
  'location',
  'live_location',
  'contact',
  'reaction',
  'poll',
  'poll_vote',
  'order',
  'button',
  'unknown',
] as const
export const ContentType = z.enum(CONTENT_TYPES)
export type ContentType = z.infer<typeof ContentType>

/** A file of a message. The bytes are not here: they are fetched by message id (`hasBase64` only says that the webhook carried them). */
export const InboundMedia = z.object({
  mimetype: z.string(),
  fileName: z.string().optional(),
  seconds: z.number().optional(),
  size: z.number().optional(),
  pages: z.number().optional(),
  voice: z.boolean().optional(),
  hasBase64: z.boolean(),
  url: z.string().optional(),
})
export type InboundMedia = z.infer<typeof InboundMedia>

/** A click-to-WhatsApp advertisement that led here. */
export const AdReferral = z.object({
  title: z.string().optional(),
  body: z.string().optional(),
  sourceId: z.string().optional(),
  sourceUrl: z.string().optional(),
  clickId: z.string().optional(),
})
export type AdReferral = z.infer<typeof AdReferral>

/**
 * One message in a chat with a person. `text`: what the person said, captions and chosen options included ('' when nothing was said).
 * `fromMe`: sent from our number by somebody else than us, that is an attendant on the phone. `providerAt`: seconds since 1970.
 */
export const InboundMessage = z.object({
  kind: z.literal('message'),
  providerMessageId: z.string(),
  chat: ChatAddress,
  isGroup: z.boolean(),
  isBroadcast: z.boolean(),
  fromMe: z.boolean(),
  pushName: z.string().optional(),
  providerAt: z.number().int(),
  type: ContentType,
  text: z.string(),
  media: InboundMedia.optional(),
  quotedId: z.string().optional(),
  reaction: z.object({ targetId: z.string(), emoji: z.string() }).optional(),
  button: z.object({ id: z.string().optional(), text: z.string() }).optional(),
  location: z
    .object({ lat: z.number(), lng: z.number(), name: z.string().optional(), address: z.string().optional() })
    .optional(),
  contacts: z.array(z.object({ name: z.string(), phones: z.array(z.string()) })).optional(),
  adReferral: AdReferral.optional(),
  historic: z.boolean().optional(),
})
export type InboundMessage = z.infer<typeof InboundMessage>

/** How far one of our messages got. The order is the lattice: a status never goes back; `failed` only follows `pending` or `sent`. */
export const DELIVERY_STATUSES = ['pending', 'sent', 'delivered', 'read', 'played'] as const
export const DeliveryStatus = z.enum([...DELIVERY_STATUSES, 'failed'])
export type DeliveryStatus = z.infer<typeof DeliveryStatus>

export const IngestItem = z.discriminatedUnion('kind', [
  InboundMessage,
  z.object({ kind: z.literal('status'), providerMessageId: z.string(), status: DeliveryStatus }),
  z.object({ kind: z.literal('edit'), providerMessageId: z.string(), text: z.string(), fromMe: z.boolean() }),
  z.object({ kind: z.literal('delete'), providerMessageId: z.string(), fromMe: z.boolean() }),
  /** A message went out through the provider's API: ours, or another program's. */
  z.object({
    kind: z.literal('sent_echo'),
    providerMessageId: z.string(),
    chat: ChatAddress,
    text: z.string(),
    providerAt: z.number().int(),
  }),
  z.object({
    kind: z.literal('connection'),
    state: z.enum(['open', 'connecting', 'closed', 'refused', 'logged_out', 'removed']),
    reason: z.number().optional(),
    ownPhone: z.string().optional(),
  }),
  z.object({
    kind: z.literal('qrcode'),
    code: z.string().optional(),
    pairingCode: z.string().optional(),
    image: z.string().optional(),
    limitReached: z.boolean(),
  }),
  z.object({ kind: z.literal('presence'), chat: ChatAddress, presence: z.string() }),
  z.object({
    kind: z.literal('call'),
    chat: ChatAddress,
    callId: z.string(),
    status: z.string(),
    isVideo: z.boolean(),
  }),
  z.object({ kind: z.literal('ignored'), reason: z.string() }),
])
export type IngestItem = z.infer<typeof IngestItem>

/** The further of two statuses; `failed` wins only over what had not been delivered yet. */
export function laterStatus(current: DeliveryStatus, next: DeliveryStatus): DeliveryStatus {
  if (current === 'failed') return next === 'pending' || next === 'sent' ? current : next
  if (next === 'failed') return rank(current) <= rank('sent') ? next : current
  return rank(next) > rank(current) ? next : current
}

function rank(status: Exclude<DeliveryStatus, 'failed'>): number {
  return DELIVERY_STATUSES.indexOf(status)
}
