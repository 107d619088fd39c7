import { PCM_RATE } from './decode-opus.ts'

/** Half of what comes in: pitch and vowels lie below 4 kHz, and half the rate is a quarter of the work. */
const RATE = PCM_RATE / 2
const FRAME = RATE / 50
export const FRAMES_PER_SECOND = 50
/** Two periods of a deep voice fit in. */
const WINDOW = 2 * FRAME
/** A voice repeats itself 60 to 420 times a second. */
const SHORTEST_LAG = Math.round(RATE / 420)
const LONGEST_LAG = Math.round(RATE / 60)
const NEEDED = WINDOW + LONGEST_LAG + 1
/** Takes away the slope of noise, which would pass for likeness. */
const PRE_EMPHASIS = 0.9

/**
 * How much a frame is like itself one period later, 0…1. Measured on Opus at 12–32 kbit/s: noise of every colour stays under 0.36 but for a
 * few frames, voiced sounds lie between 0.45 and 1. What is above LIKE_NOISE counts as evidence of a voice.
 */
const VOICED = 0.45
const LIKE_NOISE = 0.4
/** So much evidence within a second is a voice: real words of 0.3 s bring more, wind brings 0.2. */
const ENOUGH = 0.55
/** Nothing alive is as like itself as this while its colour stands still: tones, and the tails a decoder leaves behind a click. */
const MECHANICAL = { likeness: 0.985, colourDb: 0.15 }
/** Quieter than this, or than the loudest frames by that much, nothing counts, in dB. */
const FAINTEST_DB = -62
const BELOW_LOUDEST_DB = 32
/** Over half a second a voice changes its colour (vowels) by 5 dB and more; engines, hum and wind in a narrow band do not. */
const MONOTONE_DB = 2.5
/** In fewer frames than this a vowel may stand still, but its loudness does not. */
const FEW_FRAMES = 25
const STEADY_DB = 4

/** One number a frame of 20 ms. `colourDb`: how bright it sounds, the energy after pre-emphasis against the energy before. */
type Frames = { loudnessDb: number[]; likeness: number[]; colourDb: number[] }

/** `loudnessDb`: dB below full scale; `voiced`: frames with a voice in them, all false when what sounds is only noise or tones. */
export type VoiceActivity = { loudnessDb: number[]; voiced: boolean[]; speaks: boolean }

/** Listens for a voice: hand it samples at 16 kHz, in pieces of any length, then ask what was in them. */
export function createVoiceListener() {
  const frames: Frames = { loudnessDb: [], likeness: [], colourDb: [] }
  let waiting = new Float32Array(0)
  return {
    take(samples: Float32Array): void {
      const joined = new Float32Array(waiting.length + samples.length)
      joined.set(waiting)
      joined.set(samples, waiting.length)
      const half = halveRate(joined)
      let at = 0
      for (; at + NEEDED <= half.length; at += FRAME) measure(half.subarray(at, at + NEEDED), frames)
      waiting = joined.slice(at * 2)
    },
    end: (): VoiceActivity => judge(frames),
  }
}

function halveRate(samples: Float32Array): Float32Array {
  const half = new Float32Array(samples.length >> 1)
  for (let i = 0; i < half.length; i += 1) half[i] = ((samples[2 * i] ?? 0) + (samples[2 * i + 1] ?? 0)) / 2
  return half
}

function measure(samples: Float32Array, { loudnessDb, likeness, colourDb }: Frames): void {
  const bright = new Float32Array(samples.length - 1)
  for (let i = 0; i < bright.length; i += 1) bright[i] = (samples[i + 1] ?? 0) - PRE_EMPHASIS * (samples[i] ?? 0)
  const energy = energyOf(samples, 0)
  const loudness = decibels(energy / WINDOW)
  loudnessDb.push(loudness)
  colourDb.push(decibels(energyOf(bright, 0)) - decibels(energy))
  likeness.push(loudness < FAINTEST_DB ? 0 : highestPeak(bright))
}

/** The highest local peak of the normalised autocorrelation among the periods of a voice. A sound that comes or goes is like nothing. */
function highestPeak(samples: Float32Array): number {
  const own = energyOf(samples, 0)
  let other = energyOf(samples, SHORTEST_LAG - 1)
  let [highest, before, last] = [0, 1, 1]
  for (let lag = SHORTEST_LAG - 1; lag < LONGEST_LAG; lag += 1) {
    let product = 0
    for (let i = 0; i < WINDOW; i += 1) product += (samples[i] ?? 0) * (samples[i + lag] ?? 0)
    const isSteady = other > own / 6 && other < own * 6
    const now = isSteady ? product / Math.sqrt(own * other + 1e-12) : 0
    if (last > highest && last >= before && last >= now && lag > SHORTEST_LAG) highest = last
    before = last
    last = now
    other += (samples[lag + WINDOW] ?? 0) ** 2 - (samples[lag] ?? 0) ** 2
  }
  return Math.min(1, highest)
}

function energyOf(samples: Float32Array, from: number): number {
  let sum = 0
  for (let i = from; i < from + WINDOW; i += 1) sum += (samples[i] ?? 0) ** 2
  return sum
}

const decibels = (power: number): number => 10 * Math.log10(power + 1e-10)

function judge(frames: Frames): VoiceActivity {
  const { loudnessDb, likeness } = frames
  const heard = loudnessDb.filter((db) => db > FAINTEST_DB)
  const floor = Math.max(FAINTEST_DB, quantile(heard, 0.95) - BELOW_LOUDEST_DB)
  const counts = loudnessDb.map((db) => db > floor)
  const mechanical = counts.map((is, i) => is && isMechanical(frames, i))
  const evidence = likeness.map((value, i) => (counts[i] && !mechanical[i] ? Math.max(0, value - LIKE_NOISE) : 0))
  const voiced = evidence.map((value) => value > VOICED - LIKE_NOISE)
  const speaks = isDense(evidence) && !isMachine(frames, voiced, mechanical)
  return { loudnessDb, voiced: speaks ? voiced : voiced.map(() => false), speaks }
}

function isMechanical({ likeness, colourDb }: Frames, i: number): boolean {
  const step = (other: number) => Math.abs((colourDb[i] ?? 0) - (colourDb[other] ?? Number.POSITIVE_INFINITY))
  return (likeness[i] ?? 0) > MECHANICAL.likeness && Math.min(step(i - 1), step(i + 1)) < MECHANICAL.colourDb
}

/** Whether somewhere a second holds enough of it. */
function isDense(evidence: number[]): boolean {
  let sum = 0
  return evidence.some((value, i) => {
    sum += value - (evidence[i - FRAMES_PER_SECOND] ?? 0)
    return sum >= ENOUGH
  })
}

/** Tones with nothing but their edges beside them, or a sound that never changes its colour. */
function isMachine({ loudnessDb, colourDb }: Frames, voiced: boolean[], mechanical: boolean[]): boolean {
  const count = voiced.filter(Boolean).length
  if (count < FRAMES_PER_SECOND && mechanical.filter(Boolean).length > 3 * count) return true
  const spread = (values: number[]) => {
    const chosen = values.filter((_, i) => voiced[i])
    return quantile(chosen, 0.95) - quantile(chosen, 0.05)
  }
  if (spread(colourDb) > MONOTONE_DB) return false
  return count >= FEW_FRAMES || spread(loudnessDb) < STEADY_DB
}

function quantile(values: number[], share: number): number {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.floor(share * (sorted.length - 1))] ?? FAINTEST_DB
}
