/** One thing the lead does in the chat; files are absolute paths. */
export type Utterance =
  | { kind: 'text'; text: string }
  | { kind: 'quote'; text: string; pattern: string }
  | { kind: 'file'; path: string; caption?: string | undefined }
  /** `said`: its words, for the emulated ear, which cannot hear. */
  | { kind: 'audio'; path: string; said?: string | undefined }
  | { kind: 'sticker'; path?: string | undefined }
  | { kind: 'location'; lat: number; lng: number; name?: string | undefined; address?: string | undefined }
  | { kind: 'reaction'; emoji: string }
  | { kind: 'edit'; text: string }
  | { kind: 'delete' }
  | { kind: 'contact'; name: string; phone: string }
  | { kind: 'button'; nth: number }

/** Plain texts as utterances. */
export function texts(words: readonly string[]): Utterance[] {
  return words.map((text) => ({ kind: 'text', text }))
}
