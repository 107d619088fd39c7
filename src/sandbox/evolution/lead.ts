import { canonicalPhone } from '#src/domain/identity.ts'
import { ensureContact, PERSON, rawJidOf } from './addresses.ts'
import {
  type BuiltContent,
  buttonContent,
  contactContent,
  type FileContent,
  fileContent,
  locationContent,
  type Place,
  quoteContext,
  reactionContent,
  textContent,
} from './content.ts'
import type { Addressing, Contact, Instance, StoredMessage } from './state.ts'
import { findMessage, messageData, newMessageId, setStatus, storeMessage } from './whatsapp.ts'
import { getInstance, type World } from './world.ts'

export interface LeadOptions {
  /** Needed when the emulator has more than one. */
  instance?: string
  pushName?: string
  quotedId?: string
  /** How this person's address is written from now on; `lid_only` hides the phone. */
  addressing?: Addressing
  /** The address WhatsApp has for a new contact lacks the ninth digit. */
  withoutNinthDigit?: boolean
  /** Sent while the number was offline: delivered now with this time. */
  sentAt?: Temporal.Instant
  /** The message came from a click-to-WhatsApp advertisement. */
  ad?: { title: string; body: string; sourceId: string; sourceUrl: string; clickId: string }
  /** The file can no longer be fetched. */
  expiredMedia?: boolean
}

export type Lead = ReturnType<typeof createLead>

/** What the person on the other side does on their phone. Every call returns the id of the message it made. */
export function createLead(world: World) {
  const send = (phone: string, options: LeadOptions, build: (id: string) => BuiltContent): string => {
    const instance = getInstance(world, options.instance)
    const contact = leadContact(instance, phone, options)
    const id = newMessageId(world, instance, 'lead')
    receive(world, instance, contact, id, build(id), options)
    return id
  }
  return {
    sendText: (phone: string, text: string, options: LeadOptions = {}) => send(phone, options, () => textContent(text)),
    sendFile: (phone: string, file: FileContent, options: LeadOptions = {}) =>
      send(phone, options, (id) => fileContent(id, file)),
    sendAudio: (phone: string, file: Omit<FileContent, 'as' | 'voice'>, options: LeadOptions = {}) =>
      send(phone, options, (id) => fileContent(id, { ...file, voice: true })),
    sendSticker: (phone: string, bytes: Buffer, options: LeadOptions = {}) =>
      send(phone, options, (id) => fileContent(id, { bytes, mimetype: 'image/webp', as: 'sticker' })),
    sendLocation: (phone: string, place: Place, options: LeadOptions = {}) =>
      send(phone, options, () => locationContent(place)),
    sendContact: (phone: string, cards: { name: string; phone: string }[], options: LeadOptions = {}) =>
      send(phone, options, () => contactContent(cards)),
    sendButtonReply: (phone: string, button: { id: string; text: string }, options: LeadOptions = {}) =>
      send(phone, options, () => buttonContent(button)),

    /** Reacts to a message; an empty emoji takes the reaction back. */
    react(phone: string, targetId: string, emoji: string, options: LeadOptions = {}): string {
      const instance = getInstance(world, options.instance)
      const target = getMessage(instance, targetId)
      target.reactions = target.reactions.filter((reaction) => reaction.from !== 'lead')
      if (emoji !== '') target.reactions.push({ from: 'lead', emoji })
      const atMs = world.now(instance.name).epochMilliseconds
      return send(phone, options, () => reactionContent(target.key, emoji, atMs))
    },

    /** Changes a text the lead sent. WhatsApp tells it twice: as an edit, and as an update that looks like a tick. */
    edit(phone: string, id: string, text: string, options: LeadOptions = {}): void {
      const { instance, contact, stored } = ownMessage(world, phone, id, options)
      const message = { conversation: text }
      stored.message = message
      stored.text = text
      stored.edited = true
      stored.updates.push('EDITED', 'SERVER_ACK')
      const remoteJid = rawJidOf(contact)
      world.emit(instance, 'messages.edited', {
        key: { remoteJid, fromMe: false, id },
        type: 'MESSAGE_EDIT',
        editedMessage: message,
        timestampMs: String(world.now(instance.name).epochMilliseconds),
      })
      world.emit(instance, 'messages.update', {
        keyId: id,
        remoteJid,
        fromMe: false,
        status: 'SERVER_ACK',
        instanceId: instance.id,
        message: { editedMessage: { message } },
        messageId: stored.rowId,
      })
      world.changed({ type: 'message', instance: instance.name, phone: contact.id, id, from: 'lead' })
    },

    /** Deletes a message for everyone; told as a revoke first, then as a deletion. */
    delete(phone: string, id: string, options: LeadOptions = {}): void {
      const { instance, contact, stored } = ownMessage(world, phone, id, options)
      stored.message = null
      stored.text = ''
      stored.deleted = true
      const remoteJid = rawJidOf(contact)
      world.emit(instance, 'messages.edited', { key: { remoteJid, fromMe: false, id }, type: 'REVOKE' })
      world.emit(instance, 'messages.delete', { remoteJid, fromMe: false, id, status: 'DELETED' })
      world.changed({ type: 'message', instance: instance.name, phone: contact.id, id, from: 'lead' })
    },

    /** Shows "typing…" to us; Evolution tells it only for chats it has subscribed to. */
    setPresence(phone: string, presence: 'composing' | 'recording' | 'paused', options: LeadOptions = {}): void {
      const instance = getInstance(world, options.instance)
      const contact = leadContact(instance, phone, options)
      if (!contact.subscribed) return
      const id = rawJidOf(contact)
      world.emit(instance, 'presence.update', { id, presences: { [id]: { lastKnownPresence: presence } } })
    },

    /** Opens the chat: everything we sent is read. */
    read(phone: string, options: LeadOptions = {}): void {
      const instance = getInstance(world, options.instance)
      const contact = leadContact(instance, phone, options)
      const unread = instance.messages.filter((message) => message.chat === contact.id && message.from === 'company')
      for (const message of unread) {
        if (message.visible && message.status !== 'READ') setStatus(world, instance, contact, message, 'READ')
      }
    },

    call(phone: string, options: LeadOptions & { video?: boolean } = {}): string {
      const instance = getInstance(world, options.instance)
      const contact = leadContact(instance, phone, options)
      const id = newMessageId(world, instance, 'lead')
      const from = rawJidOf(contact)
      const date = world.now(instance.name).toString()
      const base = { chatId: from, from, id, date, offline: false, isVideo: options.video ?? false, isGroup: false }
      world.emit(instance, 'call', { ...base, status: 'offer' })
      return id
    },

    /** Delivers a message again, as WhatsApp does after a reconnect: same id, same time. */
    redeliver(id: string, options: Pick<LeadOptions, 'instance'> = {}): void {
      const instance = getInstance(world, options.instance)
      world.emit(instance, 'messages.upsert', messageData(world, instance, getMessage(instance, id)))
    },
  }
}

export type Attendant = ReturnType<typeof createAttendant>

/** What a person of the company does on the paired phone: Evolution tells it as `fromMe` messages it did not send itself. */
export function createAttendant(world: World) {
  return {
    sendText(phone: string, text: string, options: Pick<LeadOptions, 'instance' | 'quotedId'> = {}): string {
      const instance = getInstance(world, options.instance)
      const contact = ensureContact(instance, phone)
      const id = newMessageId(world, instance, 'phone')
      const stored = storeMessage(world, instance, contact, id, {
        content: textContent(text),
        author: 'phone',
        quotedId: options.quotedId,
        contextInfo: options.quotedId ? quote(instance, options.quotedId) : undefined,
      })
      world.emit(instance, 'messages.upsert', messageData(world, instance, stored))
      return id
    },
  }
}

function receive(
  world: World,
  instance: Instance,
  contact: Contact,
  id: string,
  content: BuiltContent,
  options: LeadOptions,
): void {
  const stored = storeMessage(world, instance, contact, id, {
    content,
    author: 'lead',
    quotedId: options.quotedId,
    at: options.sentAt,
    contextInfo: options.ad ? adContext(options.ad) : options.quotedId ? quote(instance, options.quotedId) : undefined,
    expiredMedia: options.expiredMedia,
    visible: content.messageType !== 'reactionMessage',
  })
  world.emit(instance, 'messages.upsert', messageData(world, instance, stored))
  world.emit(instance, 'contacts.update', {
    remoteJid: stored.key.remoteJid,
    pushName: contact.pushName,
    profilePicUrl: null,
    instanceId: instance.id,
  })
}

function leadContact(instance: Instance, phone: string, options: LeadOptions): Contact {
  const contact = ensureContact(instance, phone, jidOfNewContact(phone, options))
  if (options.pushName) contact.pushName = options.pushName
  if (options.addressing) contact.addressing = options.addressing
  return contact
}

function jidOfNewContact(phone: string, { withoutNinthDigit }: LeadOptions): string | undefined {
  const canonical = canonicalPhone(phone)
  return withoutNinthDigit ? canonical.replace(/^(55\d\d)9(\d{8})$/, '$1$2') + PERSON : undefined
}

function ownMessage(world: World, phone: string, id: string, options: LeadOptions) {
  const instance = getInstance(world, options.instance)
  const contact = ensureContact(instance, phone)
  const stored = getMessage(instance, id)
  if (stored.chat !== contact.id || stored.from !== 'lead')
    throw new Error('Leads change only what they wrote themselves')
  return { instance, contact, stored }
}

function getMessage(instance: Instance, id: string): StoredMessage {
  const stored = findMessage(instance, id)
  if (!stored) throw new Error(`The emulator has no message ${id}`)
  return stored
}

function quote(instance: Instance, quotedId: string): Record<string, unknown> {
  const quoted = findMessage(instance, quotedId)
  return quoteContext(quotedId, instance.phone ? instance.phone + PERSON : '', quoted?.message ?? null)
}

function adContext(ad: NonNullable<LeadOptions['ad']>): Record<string, unknown> {
  const { title, body, sourceId, sourceUrl, clickId } = ad
  return {
    mentionedJid: [],
    groupMentions: [],
    conversionSource: 'FB_Ads',
    externalAdReply: { title, body, mediaType: 1, sourceType: 'ad', sourceId, sourceUrl, ctwaClid: clickId },
    entryPointConversionSource: 'ctwa_ad',
    entryPointConversionApp: 'facebook',
  }
}
