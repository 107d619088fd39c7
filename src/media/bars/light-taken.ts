import { type BarFit, lighting, type Profile } from './bar-model.ts'

/** What part of the light of each sample bars seem to take away, and what a difference from that costs. `first`, `last`: samples of the profile. */
export type LightTaken = { wanted: Float64Array; weights: Float64Array }

export function lightTaken(profile: Profile, fit: BarFit, first: number, last: number): LightTaken {
  const wanted = new Float64Array(last - first)
  const weights = new Float64Array(last - first)
  const { paper, ink } = lighting(fit)
  for (let at = first; at < last; at++) {
    const light = paper(at)
    const contrast = Math.max(1, light - ink(at))
    wanted[at - first] = (light - (profile[at] ?? 0)) / contrast
    weights[at - first] = contrast ** 2
  }
  return { wanted, weights }
}

/** The sum of weighted squares by which bars take another part of the light than they seem to. */
export function squares(cover: Float64Array, { wanted, weights }: LightTaken): number {
  let sum = 0
  for (let at = 0; at < cover.length; at++) {
    const apart = (cover[at] ?? 0) - (wanted[at] ?? 0)
    sum += apart * apart * (weights[at] ?? 0)
  }
  return sum
}
