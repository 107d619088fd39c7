import { addCover, type BarFit, coverOf, fitted, type Profile, pairEdges, pairStart, placing } from './bar-model.ts'
import { lightTaken, squares } from './light-taken.ts'

/** The other digit that fits best, wherever it is, and by how much worse (better if less than 0) the whole fits with it. */
export function nextBest(profile: Profile, fit: BarFit, pairs: number[]): { pairs: number[]; cost: number } {
  const [wide, blur] = [fitted(fit, 'wide'), fitted(fit, 'blur')]
  const place = placing(fit)
  const taken = lightTaken(profile, fit, 0, profile.length)
  const drawn = coverOf(fit, pairs, profile.length)
  let best = { pairs, cost: Number.POSITIVE_INFINITY }
  for (const [index, pair] of pairs.entries()) {
    const from = pairStart(index, wide)
    const first = Math.max(0, Math.floor(place(from) - 4 * blur))
    const last = Math.min(profile.length, Math.ceil(place(pairStart(index + 1, wide)) + 4 * blur))
    const part = (all: Float64Array) => all.subarray(first, last)
    const coverBy = (one: number) => {
      const cover = new Float64Array(Math.max(0, last - first))
      addCover(
        cover,
        first,
        pairEdges(one, wide).map((edge) => place(from + edge)),
        blur,
      )
      return cover
    }
    const own = coverBy(pair)
    const others = part(drawn).map((cover, at) => cover - (own[at] ?? 0))
    const missing = {
      wanted: part(taken.wanted).map((cover, at) => cover - (others[at] ?? 0)),
      weights: part(taken.weights),
    }
    const now = squares(own, missing)
    for (let digit = 0; digit < 10; digit++)
      for (const other of [digit * 10 + (pair % 10), Math.floor(pair / 10) * 10 + digit]) {
        if (other === pair) continue
        const cost = squares(coverBy(other), missing) - now
        if (cost < best.cost) best = { pairs: pairs.with(index, other), cost }
      }
  }
  return best
}
