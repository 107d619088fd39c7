import { canonicalPhone } from '#src/domain/identity.ts'
import type { ChatAddress } from '#src/domain/inbound.ts'
import type { WireKey } from './wire.ts'

export type JidKind = 'person' | 'lid' | 'group' | 'status' | 'newsletter' | 'broadcast' | 'other'

/** What kind of address a JID is. A bare number, as the EVOLUTION channel sends it, is a person's. */
export function jidKind(jid: string): JidKind {
  if (jid === 'status@broadcast') return 'status'
  const server = jid.includes('@') ? jid.slice(jid.indexOf('@') + 1) : ''
  switch (server) {
    case '':
      return /^\d{8,15}$/.test(jid) ? 'person' : 'other'
    case 's.whatsapp.net':
    case 'c.us':
    case 'hosted':
      return 'person'
    case 'lid':
    case 'hosted.lid':
      return 'lid'
    case 'g.us':
      return 'group'
    case 'newsletter':
      return 'newsletter'
    case 'broadcast':
      return 'broadcast'
    default:
      return 'other'
  }
}

/** The digits before the server part, without the device (`5511…:12@s.whatsapp.net`). */
export function jidUser(jid: string): string {
  return jid.replace(/@.*$/, '').replace(/:.*$/, '')
}

/** The canonical phone of a person's JID; null for every other kind. */
export function phoneOfJid(jid: string): string | null {
  if (jidKind(jid) !== 'person') return null
  const user = jidUser(jid)
  return /^\d{8,15}$/.test(user) ? canonicalPhone(user) : null
}

/**
 * Who the chat is with, whatever version of Evolution wrote the key: the phone is the first address ending in s.whatsapp.net, the LID
 * the first ending in lid. `jid` is what came as remoteJid: WhatsApp answers to that, with or without the ninth digit.
 */
export function addressOfKey(
  key: Pick<WireKey, 'remoteJid' | 'remoteJidAlt' | 'senderPn' | 'previousRemoteJid'>,
): ChatAddress {
  const phone = firstMatch([key.remoteJid, key.remoteJidAlt, key.senderPn], phoneOfJid)
  const lid = firstMatch([key.remoteJid, key.remoteJidAlt, key.previousRemoteJid], (jid) =>
    jidKind(jid) === 'lid' ? jidUser(jid) : null,
  )
  return { ...(phone === undefined ? {} : { phone }), ...(lid === undefined ? {} : { lid }), jid: key.remoteJid }
}

function firstMatch(jids: (string | null | undefined)[], read: (jid: string) => string | null): string | undefined {
  for (const jid of jids) {
    const found = jid ? read(jid) : null
    if (found !== null) return found
  }
  return undefined
}
