import { passwordsToTry } from '#src/domain/file-password.ts'
import type { DocumentReading, FileFault, MediaOutcome, ReadDocument } from '#src/domain/media.ts'
import type { SpeechCall, Transcriber } from '#src/domain/speech.ts'
import { sniff } from '#src/media/sniff.ts'

export type BillReading = Exclude<DocumentReading, { error: unknown }>

/** What a file came to, with what was read of it. `retry`: it may come to more on another try. */
export type MediaReading = {
  outcome: MediaOutcome
  mimetype: string
  transcript?: string
  bill?: BillReading
  calls: SpeechCall[]
  retry: boolean
}

export type Readers = { readDocument: ReadDocument; speech: Transcriber }

/** Reads a file by what it is: sound is transcribed, pictures and PDFs are read as bills, a video is only kept. */
export async function readMedia(
  bytes: Uint8Array,
  claimed: string,
  { readDocument, speech }: Readers,
  { passwords, tries, signal }: { passwords: string[]; tries: number; signal: AbortSignal },
): Promise<MediaReading> {
  const { kind, mimetype } = await sniff(bytes, claimed)
  const nothing = { mimetype, calls: [], retry: false }
  if (kind === 'audio') return await listen(bytes, mimetype, speech, signal)
  if (kind === 'video') return { ...nothing, outcome: { kind: 'kept' } }
  if (kind === 'other')
    return { ...nothing, outcome: { kind: 'refused', why: bytes.length === 0 ? 'corrupt' : 'unsupported' } }
  const reading = await open(bytes, readDocument, passwords, signal)
  if (!('error' in reading)) return { ...nothing, ...documentOutcome(reading) }
  const { code } = reading.error
  if (code === 'password-required') return { ...nothing, outcome: { kind: 'locked', tries } }
  if (code === 'wrong-password') return { ...nothing, outcome: { kind: 'locked', tries: tries + 1 } }
  return { ...nothing, outcome: { kind: 'refused', why: FAULTS[code] } }
}

const FAULTS: Record<'corrupt' | 'too-large' | 'unsupported', FileFault> = {
  corrupt: 'corrupt',
  'too-large': 'too_large',
  unsupported: 'unsupported',
}

/** Without a password first; then with what the lead gave, and nothing else. */
async function open(
  bytes: Uint8Array,
  readDocument: ReadDocument,
  passwords: string[],
  signal: AbortSignal,
): Promise<DocumentReading> {
  const candidates = passwords.flatMap(passwordsToTry)
  let reading = await readDocument(bytes, { signal, ...(candidates[0] ? { password: candidates[0] } : {}) })
  for (const password of candidates.slice(1)) {
    if (!('error' in reading) || reading.error.code !== 'wrong-password') return reading
    reading = await readDocument(bytes, { signal, password })
  }
  return reading
}

function documentOutcome(reading: BillReading): Pick<MediaReading, 'outcome' | 'bill'> {
  if (!reading.readable) return { outcome: { kind: 'unreadable' } }
  if (!reading.isEnergyBill) return { outcome: { kind: 'not_bill', looksLike: reading.looksLike ?? 'unknown' } }
  // a bill of which neither amount nor consumption could be read is of no more use than a dark photo
  const { totalAmount, consumptionKwh, average12mKwh } = reading.fields
  if ((totalAmount ?? consumptionKwh ?? average12mKwh) === undefined) return { outcome: { kind: 'unreadable' } }
  return { outcome: { kind: 'bill' }, bill: reading }
}

async function listen(
  bytes: Uint8Array,
  mimetype: string,
  speech: Transcriber,
  signal: AbortSignal,
): Promise<MediaReading> {
  const heard = await speech.transcribe(bytes, { mimetype, signal })
  const common = { mimetype, calls: heard.calls, retry: false }
  if (heard.kind === 'heard') {
    const { text, confidence, complete } = heard
    return { ...common, outcome: { kind: 'heard', confidence, complete }, transcript: text }
  }
  if (heard.kind === 'failed')
    return { ...common, outcome: { kind: 'not_heard', why: 'failed' }, retry: heard.retryable }
  return { ...common, outcome: { kind: 'not_heard', why: heard.kind } }
}
