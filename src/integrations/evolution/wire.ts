import { z } from 'zod'

/**
 * What Evolution API 2.x posts to us, as far as we read it. Everything is optional or loose on purpose: versions differ, unknown
 * fields and events pass, and a field of the wrong shape costs that field, never the envelope.
 */

const text = z.string().nullish().catch(null)
const flag = z.boolean().nullish().catch(null)

/** 64-bit numbers come as number, decimal string or Long {low, high}, depending on version and call. */
export const WireInteger = z
  .union([z.number(), z.string(), z.looseObject({ low: z.number(), high: z.number().default(0) })])
  .transform((value) => {
    if (typeof value === 'number') return value
    if (typeof value === 'string') return Number(value)
    return value.high * 2 ** 32 + (value.low >>> 0)
  })
  .refine(Number.isFinite)
const integer = WireInteger.nullish().catch(null)

export const WireEnvelope = z.looseObject({
  event: z.string().min(1),
  instance: z.string().min(1),
  data: z.unknown().optional(),
  sender: text,
  date_time: text,
})
export type WireEnvelope = z.infer<typeof WireEnvelope>

export const WireKey = z.looseObject({
  id: z.string().min(1),
  remoteJid: z.string().min(1),
  fromMe: z.boolean().catch(false),
  participant: text,
  participantAlt: text,
  remoteJidAlt: text,
  senderPn: text,
  previousRemoteJid: text,
})
export type WireKey = z.infer<typeof WireKey>

export const WireContextInfo = z
  .looseObject({
    stanzaId: text,
    externalAdReply: z
      .looseObject({ title: text, body: text, sourceId: text, sourceUrl: text, sourceType: text, ctwaClid: text })
      .nullish()
      .catch(null),
    conversionSource: text,
    entryPointConversionSource: text,
  })
  .nullish()
  .catch(null)

/** Image, video, audio, document, sticker: one shape with what each of them may have. The Cloud API writes `mime_type`. */
export const WireMedia = z.looseObject({
  mimetype: text,
  mime_type: text,
  caption: text,
  fileName: text,
  title: text,
  seconds: integer,
  fileLength: integer,
  pageCount: integer,
  ptt: flag,
  voice: flag,
  url: text,
  contextInfo: WireContextInfo,
})
export type WireMedia = z.infer<typeof WireMedia>

const media = WireMedia.nullish().catch(null)
const context = { contextInfo: WireContextInfo }
const location = z
  .looseObject({
    degreesLatitude: z.number(),
    degreesLongitude: z.number(),
    name: text,
    address: text,
    caption: text,
    ...context,
  })
  .nullish()
  .catch(null)
const contact = z.looseObject({ displayName: text, vcard: text, ...context })
const poll = z
  .looseObject({ name: text, options: z.array(z.looseObject({ optionName: text })).nullish(), ...context })
  .nullish()
  .catch(null)

/** The content of a message. Wrappers are taken off first (see convert-content.ts). */
export const WireContent = z.looseObject({
  conversation: text,
  extendedTextMessage: z
    .looseObject({ text, ...context })
    .nullish()
    .catch(null),
  imageMessage: media,
  videoMessage: media,
  ptvMessage: media,
  audioMessage: media,
  documentMessage: media,
  stickerMessage: media,
  locationMessage: location,
  liveLocationMessage: location,
  contactMessage: contact.nullish().catch(null),
  contactsArrayMessage: z
    .looseObject({ contacts: z.array(contact).catch([]), ...context })
    .nullish()
    .catch(null),
  reactionMessage: z
    .looseObject({ text, key: z.looseObject({ id: z.string() }) })
    .nullish()
    .catch(null),
  buttonsResponseMessage: z
    .looseObject({ selectedButtonId: text, selectedDisplayText: text, ...context })
    .nullish()
    .catch(null),
  templateButtonReplyMessage: z
    .looseObject({ selectedId: text, selectedDisplayText: text, ...context })
    .nullish()
    .catch(null),
  interactiveResponseMessage: z
    .looseObject({
      body: z.looseObject({ text }).nullish().catch(null),
      nativeFlowResponseMessage: z.looseObject({ name: text, paramsJson: text }).nullish().catch(null),
      ...context,
    })
    .nullish()
    .catch(null),
  listResponseMessage: z
    .looseObject({
      title: text,
      description: text,
      singleSelectReply: z.looseObject({ selectedRowId: text }).nullish().catch(null),
      ...context,
    })
    .nullish()
    .catch(null),
  pollCreationMessage: poll,
  pollCreationMessageV2: poll,
  pollCreationMessageV3: poll,
  pollUpdateMessage: z
    .looseObject({
      vote: z
        .looseObject({ selectedOptions: z.array(z.string()).nullish().catch(null) })
        .nullish()
        .catch(null),
    })
    .nullish()
    .catch(null),
  orderMessage: z.looseObject({ orderTitle: text, message: text, itemCount: integer }).nullish().catch(null),
  contextInfo: WireContextInfo,
  base64: text,
  mediaUrl: text,
})
export type WireContent = z.infer<typeof WireContent>

export const WireMessage = z.looseObject({
  key: WireKey,
  pushName: text,
  message: z.record(z.string(), z.unknown()).nullish().catch(null),
  contextInfo: WireContextInfo,
  messageType: text,
  messageTimestamp: WireInteger,
})
export type WireMessage = z.infer<typeof WireMessage>

export const WireMessageUpdate = z.looseObject({
  keyId: text,
  key: WireKey.nullish().catch(null),
  remoteJid: text,
  fromMe: z.boolean().catch(false),
  status: text,
  message: z.record(z.string(), z.unknown()).nullish().catch(null),
})

/** A bare protocolMessage. `type` is a name on the webhook and a number in what our own calls cause. */
export const WireProtocolMessage = z.looseObject({
  key: WireKey,
  type: z.union([z.string(), z.number()]).nullish().catch(null),
  editedMessage: z.record(z.string(), z.unknown()).nullish().catch(null),
})

/** The customer's deletion gives the key flat, the deletion through the API a message row with `key`. */
export const WireDelete = z.union([WireKey, z.looseObject({ key: WireKey }).transform((row) => row.key)])

export const WireConnection = z.looseObject({
  state: z.string(),
  statusReason: integer,
  wuid: text,
})

export const WireStatusInstance = z.looseObject({ disconnectionReasonCode: integer })

export const WireQrCode = z.looseObject({
  qrcode: z.looseObject({ code: text, pairingCode: text, base64: text }).nullish().catch(null),
})

export const WirePresence = z.looseObject({
  id: z.string(),
  presences: z.record(z.string(), z.looseObject({ lastKnownPresence: text })).catch({}),
})

export const WireCall = z.looseObject({
  id: z.string(),
  chatId: text,
  from: text,
  status: z.string().catch('unknown'),
  isVideo: z.boolean().catch(false),
})
