import { z } from 'zod'
import { WireInteger } from './wire.ts'

/** Answers of Evolution API 2.3, as far as we read them. */

const text = z.string().nullish().catch(null)

/** The Cloud API channel answers 201 with Graph's error object and no key: that is a failure. */
export const SentAnswer = z.looseObject({
  key: z.looseObject({ id: z.string().min(1), remoteJid: z.string() }),
  messageTimestamp: WireInteger.nullish().catch(null),
})

/** Calls whose answer says nothing we need. */
export const AnyAnswer = z.unknown()

export const VersionAnswer = z.looseObject({ version: z.string() })

export const StateAnswer = z.looseObject({ instance: z.looseObject({ state: z.string() }) })

/** `open` answers {instance}, otherwise the QR code fields, which are missing until the code is there. Failures come as 200 too. */
export const ConnectAnswer = z.looseObject({
  error: z.boolean().nullish().catch(null),
  instance: z.looseObject({ state: text }).nullish().catch(null),
  code: text,
  pairingCode: text,
  base64: text,
  count: z.number().nullish().catch(null),
})

export const CreateAnswer = z.looseObject({
  instance: z.looseObject({ instanceName: z.string(), instanceId: text, status: text }),
  hash: z.union([z.string(), z.looseObject({ apikey: z.string() }).transform((hash) => hash.apikey)]),
  qrcode: z.looseObject({ code: text, pairingCode: text, base64: text }).nullish().catch(null),
})

export const InstanceRow = z.looseObject({
  name: z.string(),
  connectionStatus: text,
  ownerJid: text,
  profileName: text,
})

export const WebhookAnswer = z
  .looseObject({
    url: z.string(),
    enabled: z.boolean(),
    events: z.array(z.string()).catch([]),
    webhookByEvents: z.boolean().nullish().catch(null),
    webhookBase64: z.boolean().nullish().catch(null),
  })
  .nullable()

export const NumbersAnswer = z.array(
  z.looseObject({ number: z.string(), exists: z.boolean(), jid: text, lid: text, name: text }),
)

export const Base64Answer = z.looseObject({
  base64: z.string(),
  mimetype: text,
  fileName: text,
  mediaType: text,
  caption: text,
})

export const MessageRow = z.looseObject({
  key: z.looseObject({ id: z.string(), remoteJid: z.string(), fromMe: z.boolean().catch(false) }),
  pushName: text,
  messageType: text,
  message: z.record(z.string(), z.unknown()).nullish().catch(null),
  messageTimestamp: WireInteger,
  MessageUpdate: z.array(z.looseObject({ status: text })).catch([]),
})

export const MessagesAnswer = z.looseObject({
  messages: z.looseObject({ total: z.number().catch(0), pages: z.number().catch(0), records: z.array(z.unknown()) }),
})

export const GroupsAnswer = z.array(
  z.looseObject({
    id: z.string(),
    subject: z.string().catch(''),
    size: z.number().nullish().catch(null),
    announce: z.boolean().nullish().catch(null),
  }),
)

/** Error bodies have six shapes; `response.message` is a string, a list, or a list of lists. */
export const ErrorAnswer = z.looseObject({
  message: z.unknown().optional(),
  response: z.looseObject({ message: z.unknown().optional() }).nullish().catch(null),
})

/** Shape d: the number is not on WhatsApp. */
export const NotOnWhatsApp = z.looseObject({ exists: z.literal(false), jid: text, number: text })
