import type { Heard, PartOutcome, SpeechCall, SpeechChain, Transcriber, Unheard } from '#src/domain/speech.ts'
import { prepareNote } from './prepare-note.ts'

/** Parts asked for at a time: a long note is done in half the time, and the provider's limits hold. */
const AT_A_TIME = 2

/**
 * Listens to voice notes: reads the file, finds out whether anybody speaks, and only then has each part written down. Without a provider it says
 * so at once.
 */
export function createTranscriber(chain: SpeechChain): Transcriber {
  return {
    providers: chain.names,
    async transcribe(bytes, { mimetype, signal } = {}) {
      const calls: SpeechCall[] = []
      if (chain.names.length === 0) return { kind: 'no_provider', seconds: null, calls }
      const note = await prepareNote(bytes, { claimed: mimetype, signal })
      if (note.kind !== 'ready') return { ...note, calls }
      const { parts, seconds, damaged } = note
      const outcomes: PartOutcome[] = []
      for (let at = 0; at < parts.length; at += AT_A_TIME) {
        const group = parts.slice(at, at + AT_A_TIME)
        outcomes.push(...(await Promise.all(group.map((part) => chain.hear(part, calls, signal)))))
        if (outcomes.some(({ kind }) => kind === 'failed')) break
      }
      return { ...join(outcomes, damaged), seconds, calls }
    },
  }
}

/** A part nobody answered for may hold the one word that matters: then the whole note failed, and can be tried again. */
function join(outcomes: PartOutcome[], damaged: boolean): Heard | Unheard {
  const failed = outcomes.find((outcome) => outcome.kind === 'failed')
  if (failed) return failed
  const heard = outcomes.filter((outcome) => outcome.kind === 'heard')
  const [first] = heard
  if (!first) return { kind: outcomes.some(({ kind }) => kind === 'unsupported') ? 'unsupported' : 'unintelligible' }
  return {
    kind: 'heard',
    text: heard.map(({ text }) => text).join(' '),
    confidence: Math.min(...heard.map(({ confidence }) => confidence)),
    provider: first.provider,
    complete: !damaged && heard.length === outcomes.length && heard.every(({ complete }) => complete),
  }
}
