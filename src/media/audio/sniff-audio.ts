import { isWebm } from './read-webm-opus.ts'

/** `ogg` may hold anything; what is in it is read later. */
export type AudioFormat = 'ogg' | 'webm' | 'mp3' | 'mp4' | 'wav' | 'flac' | 'aac'

/** What each format is called on the wire, and how a file of it must be named for providers that go by the name. */
export const WIRE_NAMES: Record<AudioFormat, { mimetype: string; fileName: string }> = {
  ogg: { mimetype: 'audio/ogg', fileName: 'audio.ogg' },
  webm: { mimetype: 'audio/webm', fileName: 'audio.webm' },
  mp3: { mimetype: 'audio/mpeg', fileName: 'audio.mp3' },
  mp4: { mimetype: 'audio/mp4', fileName: 'audio.m4a' },
  wav: { mimetype: 'audio/wav', fileName: 'audio.wav' },
  flac: { mimetype: 'audio/flac', fileName: 'audio.flac' },
  aac: { mimetype: 'audio/aac', fileName: 'audio.aac' },
}

/** What a file is by its content, whatever its name says; null when it is no sound anybody here can use. */
export function sniffAudio(bytes: Uint8Array): AudioFormat | null {
  const head = Buffer.from(bytes.subarray(0, 16)).toString('latin1')
  if (head.startsWith('OggS')) return 'ogg'
  if (isWebm(bytes)) return 'webm'
  if (head.startsWith('fLaC')) return 'flac'
  if (head.startsWith('RIFF') && head.startsWith('WAVE', 8)) return 'wav'
  if (head.startsWith('ftyp', 4)) return 'mp4'
  if (head.startsWith('ID3')) return 'mp3'
  return sniffFrames(bytes)
}

/** MPEG layers and raw AAC both begin with eleven bits set; the two bits of the layer are 0 only in AAC. Source: ISO 11172-3, 13818-7. */
function sniffFrames([first, second, third]: Uint8Array): AudioFormat | null {
  if (first !== 0xff || second === undefined || third === undefined || (second & 0xe0) !== 0xe0) return null
  const [version, layer] = [(second >> 3) & 3, (second >> 1) & 3]
  if (layer === 0) return (second & 0xf0) === 0xf0 ? 'aac' : null
  const isPossible = version !== 1 && third >> 4 !== 15 && ((third >> 2) & 3) !== 3
  return isPossible ? 'mp3' : null
}
