import { INVENTED_BEGINNINGS, INVENTED_SENTENCES } from './invented-phrases.ts'
import type { SpeechAnswer, SpeechPart, SpeechSegment } from './speech.ts'

/** Whisper's own limits for a segment in which it doubts that anybody speaks, or that it understood. Source: whisper/transcribe.py. */
const NO_SPEECH = 0.6
const DOUBTFUL_LOGPROB = -1
const LOST_LOGPROB = -1.4
const REPEATS = 2.4
/** Nobody says more than this: auctioneers reach 25 characters a second. */
const CHARS_A_SECOND = 30
const CHARS_AT_ONCE = 60
/** A loop: this many words that are one phrase again and again. People do repeat a word or a digit a few times. */
const LOOP_WORDS = 12
const LOOP_TIMES = 4
const LONGEST_PHRASE = 10
/** Sure enough when the provider tells no doubts. */
const UNTOLD_CONFIDENCE = 0.75
const FOREIGN_CONFIDENCE = 0.8

/** Leads write these too; recognisers take short Portuguese for them. Any other language is a misunderstanding. */
const OUR_LANGUAGES = new Set(['pt', 'portuguese', 'gl', 'galician'])
const NEAR_LANGUAGES = new Set(['es', 'spanish', 'en', 'english'])

export type Judged = { kind: 'heard'; text: string; confidence: number; complete: boolean } | { kind: 'unintelligible' }

/**
 * What of a provider's answer was really said. Sentences it is known to invent, segments it doubts itself, loops and whatever comes in another
 * script are taken out; nothing left, or more than anybody can say in that time, is `unintelligible`. `complete` is false when something was
 * taken out that may have stood for words.
 */
export function judgeHeard({ segments, language = 'pt' }: SpeechAnswer, part: SpeechPart): Judged {
  const kept = segments.filter((segment) => !isDoubtful(segment))
  const sentences = kept.flatMap(({ text }) => splitSentences(text)).filter((sentence) => !isInvented(sentence))
  const { text, hadLoop } = cutLoop(sentences.join(' ').replaceAll(/\s+/g, ' ').trim())
  const spoken = language.toLowerCase().split('-')[0] ?? ''
  const isNear = NEAR_LANGUAGES.has(spoken)
  if (text === '' || !(isNear || OUR_LANGUAGES.has(spoken)) || isOtherScript(text) || isTooMuch(text, part))
    return { kind: 'unintelligible' }
  const confidence = confidenceOf(kept) * (isNear ? FOREIGN_CONFIDENCE : 1)
  return { kind: 'heard', text, confidence, complete: !hadLoop && kept.length === segments.length }
}

function isDoubtful({ noSpeech = 0, logprob = 0, compression = 0, text }: SpeechSegment): boolean {
  if (logprob < LOST_LOGPROB || (noSpeech > NO_SPEECH && logprob < DOUBTFUL_LOGPROB)) return true
  return compression > REPEATS && cutLoop(text.trim()).hadLoop
}

/** A full stop inside a word ("amara.org", "4.320") ends nothing. */
function splitSentences(text: string): string[] {
  return text
    .split(/(?<=[.!?…])\s+/)
    .map((sentence) => sentence.trim())
    .filter(Boolean)
}

/** A credit, or a remark on a sound in brackets or notes. */
function isInvented(sentence: string): boolean {
  if (/^[\s♪♫*]*([([].*[)\]])?[\s♪♫*.]*$/.test(sentence)) return true
  const folded = fold(sentence)
  return INVENTED_SENTENCES.has(folded) || INVENTED_BEGINNINGS.some((beginning) => `${folded} `.startsWith(beginning))
}

function fold(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/** Ends a text where it begins to go round in circles, after the first round. */
function cutLoop(text: string): { text: string; hadLoop: boolean } {
  const words = text.split(' ')
  const folded = words.map(fold)
  for (let at = 0; at + LOOP_WORDS <= words.length; at += 1) {
    for (let length = 1; length <= LONGEST_PHRASE; length += 1) {
      let same = 0
      while (at + same + length < words.length && folded[at + same] === folded[at + same + length]) same += 1
      const looped = same + length
      if (same < length * (LOOP_TIMES - 1) || looped < LOOP_WORDS) continue
      // a loop that is all there is was never said once either
      const isAll = looped > words.length / 2
      return {
        text: isAll ? '' : [...words.slice(0, at + length), ...words.slice(at + looped)].join(' '),
        hadLoop: true,
      }
    }
  }
  return { text, hadLoop: false }
}

function isOtherScript(text: string): boolean {
  const letters = text.match(/\p{L}/gu) ?? []
  const latin = letters.filter((letter) => /\p{Script=Latin}/u.test(letter))
  return latin.length < letters.length * 0.7
}

function isTooMuch(text: string, { seconds, voicedSeconds }: SpeechPart): boolean {
  if (seconds === null) return false
  // voiced sounds are about half of what is spoken
  const spoken = voicedSeconds === null ? seconds : Math.min(seconds, voicedSeconds * 3 + 1)
  return text.length > spoken * CHARS_A_SECOND + CHARS_AT_ONCE
}

/** The mean probability of a word, by how much each segment says. */
function confidenceOf(segments: SpeechSegment[]): number {
  const told = segments.flatMap(({ text, logprob }) =>
    logprob === undefined ? [] : [{ length: text.length, logprob }],
  )
  const length = told.reduce((sum, segment) => sum + segment.length, 0)
  if (length === 0) return UNTOLD_CONFIDENCE
  return Math.min(1, Math.exp(told.reduce((sum, segment) => sum + segment.logprob * segment.length, 0) / length))
}
