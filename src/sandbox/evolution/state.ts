import { z } from 'zod'

/** What the emulated Evolution and the WhatsApp behind it remember. All of it is JSON, so that it survives a restart. */

/** How a lead's address reaches us: each version of Evolution does it differently, and some people hide their number. */
export const Addressing = z.enum(['pn', 'lid', 'lid_only', 'v2.3.1', 'v2.3.6', 'v2.4.0'])
export type Addressing = z.infer<typeof Addressing>

const WireObject = z.record(z.string(), z.unknown())

export const Contact = z.object({
  /** Canonical phone, or the LID for somebody whose number nobody here knows. */
  id: z.string(),
  /** The address WhatsApp has for the phone: with or without the ninth digit. */
  jid: z.string(),
  lid: z.string(),
  pushName: z.string().nullable(),
  addressing: Addressing,
  onWhatsApp: z.boolean(),
  /** Last presence we showed this person, and the one they show us. */
  companyPresence: z.enum(['composing', 'recording', 'paused']).nullable(),
  subscribed: z.boolean(),
})
export type Contact = z.infer<typeof Contact>

export const MediaInfo = z.object({
  type: z.string(),
  mimetype: z.string(),
  fileName: z.string().nullable(),
  size: z.number(),
  /** WhatsApp deletes files after a while; then they cannot be fetched. */
  expired: z.boolean(),
})

export const StoredMessage = z.object({
  id: z.string(),
  rowId: z.string(),
  /** Contact id, or the JID of a group. */
  chat: z.string(),
  key: WireObject,
  from: z.enum(['lead', 'company']),
  author: z.enum(['lead', 'api', 'phone']),
  pushName: z.string().nullable(),
  message: WireObject.nullable(),
  messageType: z.string(),
  contextInfo: WireObject.nullable(),
  at: z.string(),
  source: z.string(),
  status: z.string(),
  updates: z.array(z.string()),
  text: z.string(),
  media: MediaInfo.nullable(),
  quotedId: z.string().nullable(),
  edited: z.boolean(),
  deleted: z.boolean(),
  reactions: z.array(z.object({ from: z.enum(['lead', 'company']), emoji: z.string() })),
  /** Buttons and lists are accepted and never shown. */
  visible: z.boolean(),
})
export type StoredMessage = z.infer<typeof StoredMessage>

export const WebhookRow = z.object({
  id: z.string(),
  url: z.string(),
  headers: z.record(z.string(), z.string()).nullable(),
  enabled: z.boolean(),
  events: z.array(z.string()),
  webhookByEvents: z.boolean(),
  webhookBase64: z.boolean(),
  createdAt: z.string(),
  updatedAt: z.string(),
})
export type WebhookRow = z.infer<typeof WebhookRow>

export const Group = z.object({
  id: z.string(),
  subject: z.string(),
  announce: z.boolean(),
  participants: z.array(z.string()),
})
export type Group = z.infer<typeof Group>

export const Instance = z.object({
  name: z.string(),
  id: z.string(),
  token: z.string(),
  integration: z.string(),
  state: z.enum(['open', 'connecting', 'close']),
  phone: z.string().nullable(),
  profileName: z.string().nullable(),
  wantedPhone: z.string().nullable(),
  qrCount: z.number(),
  closedReason: z.number().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
  webhook: WebhookRow.nullable(),
  /** The base64 flag as it was when the socket connected: setting it later changes nothing until the next connection. */
  base64AtConnect: z.boolean(),
  settings: z.record(z.string(), z.union([z.boolean(), z.string()])),
  groups: z.array(Group),
  contacts: z.array(Contact),
  messages: z.array(StoredMessage),
  counter: z.number(),
})
export type Instance = z.infer<typeof Instance>

/** One message the server accepted for sending. The list is the truth tests compare everything else with. */
export const LedgerEntry = z.object({
  seq: z.number(),
  instance: z.string(),
  phone: z.string(),
  id: z.string(),
  kind: z.string(),
  text: z.string(),
  at: z.string(),
})
export type LedgerEntry = z.infer<typeof LedgerEntry>

export const EmulatorState = z.object({
  version: z.literal(1),
  instances: z.array(Instance),
  ledger: z.array(LedgerEntry),
})
export type EmulatorState = z.infer<typeof EmulatorState>

export function emptyState(): EmulatorState {
  return { version: 1, instances: [], ledger: [] }
}
