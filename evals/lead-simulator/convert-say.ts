import { resolve } from 'node:path'
import type { SayPart } from '../case.ts'
import type { Utterance } from './utterance.ts'

/** What a case lets the lead say, in the order it is sent; paths are resolved against the case's folder. */
export function convertSay(say: SayPart | SayPart[], folder: string): Utterance[] {
  return (Array.isArray(say) ? say : [say]).map((part) => convertPart(part, folder))
}

function convertPart(part: SayPart, folder: string): Utterance {
  if (typeof part === 'string') return { kind: 'text', text: part }
  const caption = part.caption ?? ''
  if (part.file !== undefined) return { kind: 'file', path: resolve(folder, part.file), caption: part.caption }
  if (part.audio !== undefined) return { kind: 'audio', path: resolve(folder, part.audio), said: part.caption }
  if (part.location !== undefined) return { kind: 'location', ...part.location }
  if (part.sticker !== undefined)
    return { kind: 'sticker', path: part.sticker === true ? undefined : resolve(folder, part.sticker) }
  if (part.quote !== undefined) return { kind: 'quote', pattern: part.quote, text: caption }
  if (part.reaction !== undefined) return { kind: 'reaction', emoji: part.reaction }
  if (part.edit !== undefined) return { kind: 'edit', text: part.edit }
  if (part.contact !== undefined) return { kind: 'contact', ...part.contact }
  return { kind: 'delete' }
}
