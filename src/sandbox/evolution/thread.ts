import { z } from 'zod'
import { findContact } from './addresses.ts'
import type { Contact, Instance, StoredMessage } from './state.ts'

export interface ThreadMessage {
  id: string
  from: 'lead' | 'company'
  /** Of the company: `api` is the program, `phone` a person on the paired phone. */
  author: 'lead' | 'api' | 'phone'
  text: string
  mediaType?: string
  mimetype?: string
  fileName?: string
  location?: { lat: number; lng: number; name: string | null }
  at: string
  status: 'sent' | 'delivered' | 'read' | 'pending' | 'failed'
  quotedId?: string
  edited?: true
  deleted?: true
  reactions?: { from: 'lead' | 'company'; emoji: string }[]
}

export interface Thread {
  messages: ThreadMessage[]
  presence: Contact['companyPresence']
}

const Place = z.looseObject({ degreesLatitude: z.number(), degreesLongitude: z.number(), name: z.string().optional() })

const STATUSES: Record<string, ThreadMessage['status']> = {
  PENDING: 'pending',
  SERVER_ACK: 'sent',
  DELIVERY_ACK: 'delivered',
  READ: 'read',
  PLAYED: 'read',
  ERROR: 'failed',
}

/** A chat as a phone shows it: no reactions as messages, nothing that no phone displays. Empty when nobody ever wrote. */
export function readThread(instance: Instance, phone: string): Thread {
  const contact = findContact(instance, phone)
  if (!contact) return { messages: [], presence: null }
  const visible = instance.messages.filter((message) => message.chat === contact.id && message.visible)
  return { messages: visible.map(showMessage), presence: contact.companyPresence }
}

function showMessage(stored: StoredMessage): ThreadMessage {
  return {
    id: stored.id,
    from: stored.from,
    author: stored.author,
    text: stored.text,
    ...(stored.media ? { mediaType: stored.media.type, mimetype: stored.media.mimetype } : mediaTypeOf(stored)),
    ...(stored.media?.fileName ? { fileName: stored.media.fileName } : {}),
    ...locationOf(stored),
    at: stored.at,
    status: STATUSES[stored.status] ?? 'pending',
    ...(stored.quotedId ? { quotedId: stored.quotedId } : {}),
    ...(stored.edited ? { edited: true as const } : {}),
    ...(stored.deleted ? { deleted: true as const } : {}),
    ...(stored.reactions.length > 0 ? { reactions: stored.reactions } : {}),
  }
}

/** Locations and contacts have no file but are no text either. */
function mediaTypeOf({ messageType }: StoredMessage): { mediaType?: string } {
  if (messageType === 'conversation') return {}
  return { mediaType: messageType.replace(/Message(V\d)?$/, '') }
}

/** Everybody an instance has a visible chat with. */
export function listChats({ contacts, messages }: Instance): { phone: string; pushName: string | null }[] {
  const chats = new Set(messages.filter(({ visible }) => visible).map(({ chat }) => chat))
  return contacts.filter(({ id }) => chats.has(id)).map(({ id, pushName }) => ({ phone: id, pushName }))
}

/** The file type of a message in an instance's chats; null when it has no file. */
export function mediaTypeById({ messages }: Instance, id: string): string | null {
  return messages.find((message) => message.id === id)?.media?.mimetype ?? null
}

function locationOf({ message }: StoredMessage): Pick<ThreadMessage, 'location'> {
  const place = Place.safeParse(message?.locationMessage)
  if (!place.success) return {}
  const { degreesLatitude: lat, degreesLongitude: lng, name } = place.data
  return { location: { lat, lng, name: name ?? null } }
}
