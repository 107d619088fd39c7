import { BAR_FIT, type BarFit, drawProfile, type Profile } from './bar-model.ts'

/** How far each value may be from where it began, or from nothing, and a step in which it is changed to see what that does. */
const LIMITS: Record<keyof typeof BAR_FIT, { least: number; most: number; step: number; isAround?: true }> = {
  start: { least: -8, most: 8, step: 0.02, isAround: true },
  end: { least: -40, most: 40, step: 0.02, isAround: true },
  bend: { least: -0.08, most: 0.08, step: 1e-4 },
  skew: { least: -0.06, most: 0.06, step: 1e-4 },
  wide: { least: 1.8, most: 3.3, step: 1e-3 },
  blur: { least: 0.3, most: 4, step: 1e-3 },
  paper: { least: 20, most: 400, step: 0.01 },
  paperGain: { least: -150, most: 150, step: 0.01 },
  paperBow: { least: -100, most: 100, step: 0.01 },
  ink: { least: -80, most: 200, step: 0.01 },
  inkGain: { least: -150, most: 150, step: 0.01 },
}
const NAMES = Object.keys(BAR_FIT) as (keyof typeof BAR_FIT)[]
const ROUNDS = 6
/** A round that betters the fit by less than this part is the last. */
const ENOUGH = 3e-3

/** The sum of squares by which the profile differs from the one a code would have. */
function misfit(profile: Profile, fit: BarFit, pairs: number[]): number {
  const drawn = drawProfile(fit, pairs, profile.length)
  let sum = 0
  for (let at = 0; at < drawn.length; at++) sum += ((drawn[at] ?? 0) - (profile[at] ?? 0)) ** 2
  return sum
}

/** Fits place, blur and light of known digits to a profile, by damped least squares (Levenberg-Marquardt). */
export function fitBars(profile: Profile, begin: BarFit, pairs: number[]): { fit: BarFit; cost: number } {
  let fit = begin
  let cost = misfit(profile, fit, pairs)
  let damping = 1e-3
  for (let round = 0; round < ROUNDS; round++) {
    const { gradient, curvature } = lookAround(profile, fit, pairs)
    let better = false
    for (let tries = 0; tries < 5 && !better; tries++) {
      const change = solve(
        curvature.map((row, i) => row.map((value, j) => (i === j ? value * (1 + damping) + 1e-9 : value))),
        gradient,
      )
      const next = within(
        fit.map((value, index) => value + (change[index] ?? 0)),
        begin,
      )
      const nextCost = misfit(profile, next, pairs)
      if (nextCost < cost) {
        better = true
        const gained = (cost - nextCost) / cost
        ;[fit, cost, damping] = [next, nextCost, damping / 4]
        if (gained < ENOUGH) return { fit, cost }
      } else damping *= 6
    }
    if (!better) break
  }
  return { fit, cost }
}

function within(fit: BarFit, begin: BarFit): BarFit {
  return NAMES.map((name, index) => {
    const { least, most, isAround } = LIMITS[name]
    const around = isAround ? (begin[index] ?? 0) : 0
    return Math.min(around + most, Math.max(around + least, fit[index] ?? 0))
  })
}

/** What each value's change does to the profile, as the equations of the best common change. */
function lookAround(profile: Profile, fit: BarFit, pairs: number[]) {
  const now = drawProfile(fit, pairs, profile.length)
  const missing = profile.map((light, at) => light - (now[at] ?? 0))
  const slopes = NAMES.map((name, index) => {
    const { step } = LIMITS[name]
    const changed = fit.with(index, (fit[index] ?? 0) + step)
    return drawProfile(changed, pairs, profile.length).map((light, at) => (light - (now[at] ?? 0)) / step)
  })
  const curvature: number[][] = slopes.map(() => [])
  for (const [i, one] of slopes.entries())
    for (let j = 0; j <= i; j++) {
      const product = dot(one, slopes[j] ?? one)
      ;(curvature[i] ?? [])[j] = product
      ;(curvature[j] ?? [])[i] = product
    }
  return { gradient: slopes.map((slope) => dot(slope, missing)), curvature }
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0
  for (let at = 0; at < one.length; at++) sum += (one[at] ?? 0) * (other[at] ?? 0)
  return sum
}

/** Solves equations by elimination. */
function solve(matrix: number[][], right: number[]): number[] {
  const rows = matrix.map((row, index) => [...row, right[index] ?? 0])
  const size = rows.length
  for (let column = 0; column < size; column++) {
    let pivot = column
    for (let row = column + 1; row < size; row++)
      if (Math.abs(rows[row]?.[column] ?? 0) > Math.abs(rows[pivot]?.[column] ?? 0)) pivot = row
    const [top, swapped] = [rows[pivot] ?? [], rows[column] ?? []]
    ;[rows[column], rows[pivot]] = [top, swapped]
    const lead = top[column] || 1e-12
    for (const [index, row] of rows.entries()) {
      if (index === column) continue
      const factor = (row[column] ?? 0) / lead
      if (factor !== 0) for (let at = column; at <= size; at++) row[at] = (row[at] ?? 0) - factor * (top[at] ?? 0)
    }
  }
  return rows.map((row, index) => (row[size] ?? 0) / (row[index] || 1e-12))
}
