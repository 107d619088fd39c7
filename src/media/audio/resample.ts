import { PCM_RATE } from './decode-opus.ts'

/** Brings samples of any rate, in pieces, to 16 kHz by averaging what falls together: good enough to tell a voice from noise. */
export function createResampler(rate: number): (samples: Float32Array) => Float32Array {
  const step = rate / PCM_RATE
  let waiting: number[] = []
  let missed = 0
  return (samples) => {
    const all = Float32Array.from([...waiting, ...samples])
    const length = Math.max(0, Math.floor((all.length - missed) / step) - 1)
    const out = new Float32Array(length)
    for (let i = 0; i < length; i += 1) {
      const from = Math.floor(missed + i * step)
      const to = Math.max(from + 1, Math.floor(missed + (i + 1) * step))
      let sum = 0
      for (let at = from; at < to; at += 1) sum += all[at] ?? 0
      out[i] = sum / (to - from)
    }
    const end = missed + length * step
    waiting = [...all.subarray(Math.floor(end))]
    missed = end - Math.floor(end)
    return out
  }
}
