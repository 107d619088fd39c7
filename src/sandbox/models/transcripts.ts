/** What the emulated ear says of a recording that nobody told it about: it cannot really hear. */
export const UNTOLD = 'Oi, tudo bem? Eu queria saber como funciona a energia solar.'

/** Most kept: an eval run has a few dozen recordings. */
const MOST_NOTES = 300
/** A stretch of a recording is known by pieces of it: encoders' packets stay as they are when a file is cut or put into another container. */
const PROBES = 32
const PROBE_BYTES = 16
/** Headers look alike in every file. */
const HEADER_BYTES = 200

export type Transcripts = ReturnType<typeof createTranscripts>

/** What is said in which recording, as tests, eval cases and the simulator tell it. */
export function createTranscripts() {
  let notes: { bytes: Buffer; text: string }[] = []
  return {
    /** From now on this recording, or any stretch of it, is heard as this text. */
    tell(bytes: Uint8Array, text: string): void {
      const others = notes.filter((note) => !note.bytes.equals(bytes))
      notes = [{ bytes: Buffer.from(bytes), text }, ...others].slice(0, MOST_NOTES)
    },
    /** The words of the recording, or about those of the stretch; null when it is not known. */
    find(bytes: Uint8Array): string | null {
      const whole = notes.find((note) => note.bytes.equals(bytes))
      if (whole) return whole.text
      const heard = Buffer.from(bytes)
      for (const note of notes) {
        const share = findStretch(note.bytes, heard)
        if (share) return wordsOf(note.text, share)
      }
      return null
    },
    clear(): void {
      notes = []
    },
  }
}

/** Where in the whole the stretch lies, 0…1; null when it is not from there. */
function findStretch(whole: Buffer, stretch: Buffer): { from: number; to: number } | null {
  const step = (stretch.length - HEADER_BYTES - PROBE_BYTES) / PROBES
  if (step <= 0) return null
  const starts: number[] = []
  for (let probe = 0; probe < PROBES; probe += 1) {
    const at = Math.floor(HEADER_BYTES + probe * step)
    const piece = stretch.subarray(at, at + PROBE_BYTES)
    const found = new Set(piece).size < PROBE_BYTES / 2 ? -1 : whole.indexOf(piece) // padding is alike everywhere
    if (found >= 0) starts.push(found - at)
  }
  if (starts.length < PROBES / 8) return null
  const start = starts.toSorted((a, b) => a - b)[Math.floor(starts.length / 2)] ?? 0
  return { from: start / whole.length, to: (start + stretch.length) / whole.length }
}

function wordsOf(text: string, { from, to }: { from: number; to: number }): string {
  const words = text.split(/\s+/)
  const [first, last] = [from, to].map((share) => Math.round(Math.min(1, Math.max(0, share)) * words.length))
  return words.slice(first, last).join(' ')
}
