import { existsSync, readFileSync } from 'node:fs'
import { basename, extname } from 'node:path'
import type { EvolutionEmulator } from '#src/sandbox/evolution/server.ts'
import type { Utterance } from '../lead-simulator/utterance.ts'
import { compilePattern } from '../pattern.ts'

const MIME_TYPES: Record<string, string> = {
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.pdf': 'application/pdf',
  '.ogg': 'audio/ogg; codecs=opus',
  '.opus': 'audio/ogg; codecs=opus',
  '.mp3': 'audio/mpeg',
  '.m4a': 'audio/mp4',
  '.wav': 'audio/wav',
  '.mp4': 'video/mp4',
}
/** The smallest WebP there is, for a sticker nobody looks at. */
const STICKER = Buffer.from('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==', 'base64')

/** What an utterance did in the chat: a new message, or a change of an earlier one. */
export type Spoken = { kind: 'message' | 'edited' | 'deleted'; id: string }

/** The lead's phone: every utterance becomes what WhatsApp would carry, in the emulated Evolution. */
export function createLeadPhone(
  evolution: EvolutionEmulator,
  {
    instance,
    phone,
    pushName,
    tellEar,
  }: {
    instance: string
    phone: string
    pushName?: string | undefined
    /** Tells the emulated models what is said in a recording. */
    tellEar: (bytes: Buffer, said: string) => void
  },
) {
  const options = { instance, ...(pushName === undefined ? {} : { pushName }) }
  const { lead } = evolution
  let lastId = ''

  /** The company's last bubble, or the last one that matches. */
  const companyBubble = (pattern?: string): string => {
    const { messages } = evolution.thread(instance, phone)
    const bubble = messages.findLast(
      ({ from, text }) => from === 'company' && (pattern === undefined || compilePattern(pattern).test(text)),
    )
    if (!bubble) throw new Error(`the company sent nothing${pattern ? ` that matches ${pattern}` : ''} to refer to`)
    return bubble.id
  }

  const send = (utterance: Utterance): string => {
    switch (utterance.kind) {
      case 'text':
        return lead.sendText(phone, utterance.text, options)
      case 'quote':
        return lead.sendText(phone, utterance.text, { ...options, quotedId: companyBubble(utterance.pattern) })
      case 'file':
        return lead.sendFile(
          phone,
          { ...fileOf(utterance.path), ...(utterance.caption ? { caption: utterance.caption } : {}) },
          options,
        )
      case 'audio': {
        const file = fileOf(utterance.path)
        const said = utterance.said ?? wordsBeside(utterance.path)
        if (said !== null) tellEar(file.bytes, said)
        return lead.sendAudio(phone, file, options)
      }
      case 'sticker':
        return lead.sendSticker(phone, utterance.path ? readFileSync(utterance.path) : STICKER, options)
      case 'location':
        return lead.sendLocation(phone, placeOf(utterance), options)
      case 'reaction':
        return lead.react(phone, companyBubble(), utterance.emoji, options)
      case 'contact':
        return lead.sendContact(phone, [{ name: utterance.name, phone: utterance.phone }], options)
      case 'button':
        return lead.sendButtonReply(phone, { id: String(utterance.nth), text: String(utterance.nth) }, options)
      case 'edit':
      case 'delete':
        throw new Error('handled apart: it makes no message of its own')
    }
  }

  return {
    /** Does one thing and says what to wait for. */
    speak(utterance: Utterance): Spoken {
      if (utterance.kind === 'edit') {
        lead.edit(phone, lastId, utterance.text, options)
        return { kind: 'edited', id: lastId }
      }
      if (utterance.kind === 'delete') {
        lead.delete(phone, lastId, options)
        return { kind: 'deleted', id: lastId }
      }
      lastId = send(utterance)
      return { kind: 'message', id: lastId }
    },
  }
}

function fileOf(path: string): { bytes: Buffer; mimetype: string; fileName: string } {
  return {
    bytes: readFileSync(path),
    mimetype: MIME_TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream',
    fileName: basename(path),
  }
}

/** The words of a recording, in `<file>.txt`. */
function wordsBeside(path: string): string | null {
  return existsSync(`${path}.txt`) ? readFileSync(`${path}.txt`, 'utf8').trim() : null
}

function placeOf({ lat, lng, name, address }: Extract<Utterance, { kind: 'location' }>) {
  return { lat, lng, ...(name ? { name } : {}), ...(address ? { address } : {}) }
}
