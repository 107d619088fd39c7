import { fileTypeFromBuffer } from 'file-type'

/** What a file is by its content, whatever its name and its sender say. `document`: what a reader of bills can open. */
export type Sniffed = { kind: 'document' | 'audio' | 'video' | 'other'; mimetype: string }

/** A video container that holds only sound: phones record voice into these too. */
const SOUND_ONLY = new Set(['audio/mp4', 'audio/x-m4a', 'audio/webm'])

/** Looks at the first bytes. `claimed`: the sender's word, which decides only between picture and sound of one container. */
export async function sniff(bytes: Uint8Array, claimed: string): Promise<Sniffed> {
  const mimetype = (await fileTypeFromBuffer(bytes).catch(() => undefined))?.mime ?? 'application/octet-stream'
  if (mimetype.startsWith('image/') || mimetype === 'application/pdf') return { kind: 'document', mimetype }
  if (mimetype.startsWith('audio/') || SOUND_ONLY.has(mimetype)) return { kind: 'audio', mimetype }
  if (mimetype.startsWith('video/'))
    return claimed.startsWith('audio/') ? { kind: 'audio', mimetype: claimed } : { kind: 'video', mimetype }
  // a damaged PDF, or one behind a mail header: whoever reads documents says what is wrong with it
  if (Buffer.from(bytes.subarray(0, 1024)).includes('%PDF-')) return { kind: 'document', mimetype: 'application/pdf' }
  return { kind: 'other', mimetype }
}
