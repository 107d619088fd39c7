import { canonicalPhone } from '#src/domain/identity.ts'
import { deriveBytes } from '../random.ts'
import type { Contact, Instance } from './state.ts'

export const PERSON = '@s.whatsapp.net'
export const LID = '@lid'

/**
 * The address Evolution asks WhatsApp for: digits, and for Brazilian area codes from 31 on without the ninth digit when the next one is 7
 * or more. Source: evolution-api 2.3.7, src/utils/createJid.ts:17-33.
 */
export function jidEvolutionAsksFor(number: string): string {
  const digits = number.replace(/@.*$/, '').replace(/\D/g, '')
  const brazilian = /^55(\d{2})9(\d)(\d{7})$/.exec(digits)
  if (!brazilian) return digits + PERSON
  const [, area = '', joker = '', rest = ''] = brazilian
  return Number(area) >= 31 && Number(joker) >= 7 ? `55${area}${joker}${rest}${PERSON}` : digits + PERSON
}

/** A LID that stays the same for the same phone, in no relation to its digits. */
export function lidOf(phone: string): string {
  const number = deriveBytes('lid', phone).readBigUInt64LE(0) % 10n ** 14n
  return `2${number.toString().padStart(14, '0')}${LID}`
}

export function findContact(instance: Instance, number: string): Contact | undefined {
  if (number.endsWith(LID)) return instance.contacts.find((contact) => contact.lid === number)
  const phone = canonicalPhone(number.replace(/@.*$/, '').replace(/\D/g, ''))
  return instance.contacts.find((contact) => contact.id === phone)
}

/** The contact of this address, made when it is new. `jid` overrides the address WhatsApp has for the phone. */
export function ensureContact(instance: Instance, number: string, jid?: string): Contact {
  const known = findContact(instance, number)
  if (known) return known
  const isLid = number.endsWith(LID)
  const phone = canonicalPhone(number.replace(/@.*$/, '').replace(/\D/g, ''))
  const contact: Contact = {
    id: isLid ? number : phone,
    jid: isLid ? number : (jid ?? phone + PERSON),
    lid: isLid ? number : lidOf(phone),
    pushName: null,
    addressing: isLid ? 'lid_only' : 'pn',
    onWhatsApp: true,
    companyPresence: null,
    subscribed: false,
  }
  instance.contacts.push(contact)
  return contact
}

/** The key of a message in a chat with a person, as the lead's addressing makes Evolution write it. */
export function keyOf(contact: Contact, fromMe: boolean, id: string): Record<string, unknown> {
  const { jid, lid } = contact
  switch (contact.addressing) {
    case 'pn':
      return { remoteJid: jid, fromMe, id, addressingMode: 'pn' }
    case 'lid':
      return { remoteJid: jid, remoteJidAlt: jid, fromMe, id, addressingMode: 'lid' }
    case 'lid_only':
      return { remoteJid: lid, fromMe, id, addressingMode: 'lid' }
    case 'v2.3.1':
      return { remoteJid: jid, fromMe, id, senderPn: jid, previousRemoteJid: lid }
    case 'v2.3.6':
      return { remoteJid: lid, remoteJidAlt: jid, fromMe, id, addressingMode: 'lid' }
    case 'v2.4.0':
      return { remoteJid: jid, remoteJidAlt: lid, fromMe, id, addressingMode: 'pn' }
  }
}

/** Status updates and presences are not rewritten to the phone: whoever is addressed by LID stays one there. */
export function rawJidOf(contact: Contact): string {
  return contact.addressing === 'pn' ? contact.jid : contact.lid
}
