import { OPUS_RATE, type OpusStream } from './opus-stream.ts'
import { FRAMES_PER_SECOND, type VoiceActivity } from './voice-activity.ts'
import { writeOggOpus } from './write-ogg-opus.ts'

/** A note up to this long stays whole; a longer one is cut into parts of one to two minutes, far below what any provider takes. */
const WHOLE_SECONDS = 150
const SHORTEST_SECONDS = 60
const LONGEST_SECONDS = 120
/** A pause between words is at least this long. */
const PAUSE_FRAMES = 15
const AS_QUIET_DB = 3
/** Packets before the cut, decoded but not played, until the decoder sounds right. Source: RFC 7845, section 4.2. */
const PRE_ROLL = 3840
/** Fewer voiced frames than this in a part are no words. */
const LEAST_VOICED = 4
const FRAME_SAMPLES = OPUS_RATE / FRAMES_PER_SECOND

/** `voicedSeconds`: how long somebody is heard in it. */
export type NotePart = { bytes: Uint8Array; seconds: number; voicedSeconds: number }

/** Cuts a note in its quietest moments into files of their own. Parts in which nobody speaks are left out. */
export function splitNote(stream: OpusStream, activity: VoiceActivity): NotePart[] {
  const bounds = [0, ...chooseCuts(activity), activity.loudnessDb.length]
  return bounds.slice(1).flatMap((to, at) => {
    const from = bounds[at] ?? 0
    const voiced = activity.voiced.slice(from, to).filter(Boolean).length
    if (voiced < LEAST_VOICED) return []
    const isLast = to === activity.loudnessDb.length
    const bytes = cutOut(stream, from, isLast ? Number.POSITIVE_INFINITY : to)
    return [{ bytes, seconds: (to - from) / FRAMES_PER_SECOND, voicedSeconds: voiced / FRAMES_PER_SECOND }]
  })
}

/** The frames at which parts begin, but for the first. */
function chooseCuts({ loudnessDb }: VoiceActivity): number[] {
  const cuts: number[] = []
  const total = loudnessDb.length
  if (total <= WHOLE_SECONDS * FRAMES_PER_SECOND) return cuts
  let from = 0
  while (total - from > LONGEST_SECONDS * FRAMES_PER_SECOND) {
    const cut = quietest(
      loudnessDb,
      from + SHORTEST_SECONDS * FRAMES_PER_SECOND,
      from + LONGEST_SECONDS * FRAMES_PER_SECOND,
    )
    cuts.push(cut)
    from = cut
  }
  return cuts
}

/** The middle of the last stretch, as long as a pause, that is about as quiet as the quietest. */
function quietest(loudnessDb: number[], from: number, to: number): number {
  const levels: number[] = []
  let sum = loudnessDb.slice(from, from + PAUSE_FRAMES).reduce((total, db) => total + db, 0)
  for (let at = from; at + PAUSE_FRAMES <= to; at += 1) {
    levels.push(sum / PAUSE_FRAMES)
    sum += (loudnessDb[at + PAUSE_FRAMES] ?? 0) - (loudnessDb[at] ?? 0)
  }
  const lowest = levels.reduce((low, level) => Math.min(low, level), 0)
  const last = levels.findLastIndex((level) => level <= lowest + AS_QUIET_DB)
  return from + last + Math.floor(PAUSE_FRAMES / 2)
}

/** The packets between two frames as a file that plays exactly that. */
function cutOut({ head, preSkip, endTrim, packets }: OpusStream, fromFrame: number, toFrame: number): Uint8Array {
  const start = fromFrame * FRAME_SAMPLES
  const end = toFrame * FRAME_SAMPLES
  const chosen: OpusStream['packets'] = []
  let at = 0
  let [chosenFrom, chosenTo] = [Number.POSITIVE_INFINITY, 0]
  for (const packet of packets) {
    if (at >= start - PRE_ROLL && at < end) {
      chosen.push(packet)
      chosenFrom = Math.min(chosenFrom, at)
      chosenTo = at + packet.samples
    }
    at += packet.samples
  }
  return writeOggOpus({
    head,
    preSkip: start === 0 ? preSkip : start - chosenFrom,
    endTrim: end === Number.POSITIVE_INFINITY ? endTrim : chosenTo - end,
    packets: chosen,
  })
}
