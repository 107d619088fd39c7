import type { ValueKind } from '../data/labels.ts'
import { centreOf, heightOf, middleOf, overlap, type Sheet } from '../layout/sheet.ts'
import type { Token } from '../layout/tokens.ts'
import type { Label } from './match-labels.ts'

/** A value that a label may claim. `cost`: how far it stands from where that label's value would, in points; small is good. */
export type Claim<T> = { name: string; value: T; token: Token<T>; label: Label; cost: number; confidence: number }

/** Values this much dearer than another label's claim belong to the other. */
const FARTHEST_BELOW = 46
const FARTHEST_RIGHT = 260

/**
 * Gives each value of one kind to the label nearest to it, left of it or above it, so that a due date is not taken for the issue date
 * beside it. A value that no label claims is left out.
 */
export function claimValues<T>(sheet: Sheet, labels: Label[], kind: ValueKind, tokens: Token<T>[]): Claim<T>[] {
  const fitting = labels.filter(({ thing }) => thing.kind === kind)
  return tokens.flatMap((token): Claim<T>[] => {
    const claims = fitting
      .map((label) => ({ label, cost: costOf(sheet, label, token, labels) }))
      .filter(({ cost }) => cost < Number.POSITIVE_INFINITY)
      .toSorted((a, b) => a.cost - b.cost)
    const [best] = claims
    if (!best) return []
    return claims
      .filter(
        ({ cost, label }) =>
          cost <= best.cost + 0.01 || (label.line === best.label.line && label.first === best.label.first),
      )
      .map(({ label, cost }) => ({
        name: label.thing.name,
        value: token.value,
        token,
        label,
        cost,
        confidence: token.confidence * (label.isExact ? 1 : 0.9),
      }))
  })
}

/** The claims of one thing, nearest first; of each label only the nearest value, because a label has one. */
export function claimsOf<T>(claims: Claim<T>[], name: string): Claim<T>[] {
  const nearest = new Map<string, Claim<T>>()
  for (const claim of claims.filter((one) => one.name === name)) {
    const key = `${claim.label.line}:${claim.label.first}`
    const known = nearest.get(key)
    if (!known || claim.cost < known.cost) nearest.set(key, claim)
  }
  return [...nearest.values()].toSorted((x, y) => x.cost - y.cost)
}

function costOf<T>(sheet: Sheet, label: Label, token: Token<T>, labels: Label[]): number {
  // "R$" may be the end of the label and the beginning of the value.
  if (token.line === label.line && token.first <= label.last && token.last >= label.first)
    return token.last > label.last && token.first > label.first ? 0 : Number.POSITIVE_INFINITY
  const size = Math.max(heightOf(label), 4)
  const isBeside =
    token.line === label.line || Math.abs(middleOf(token) - middleOf(label)) < 0.5 * Math.max(size, heightOf(token))
  if (isBeside) {
    const gap = token.x0 - label.x1
    if (gap < -1 || gap > FARTHEST_RIGHT) return Number.POSITIVE_INFINITY
    const others = countBetween(sheet, label, token)
    return gap * 0.5 + others * 14
  }
  const drop = token.y0 - label.y1
  if (drop < -0.45 * size || drop > FARTHEST_BELOW) return Number.POSITIVE_INFINITY
  const apart = Math.max(label.x0, token.x0) - Math.min(label.x1, token.x1)
  if (apart > 3) return Number.POSITIVE_INFINITY
  const offset = Math.min(
    Math.abs(centreOf(label) - centreOf(token)),
    Math.abs(label.x0 - token.x0),
    Math.abs(label.x1 - token.x1),
  )
  return 4 + Math.max(0, drop) + offset * 0.5 + labelsBetween(label, token, labels) * 12
}

/** Words between a label and a value on its line that belong to neither. */
function countBetween<T>(sheet: Sheet, label: Label, token: Token<T>): number {
  const line = sheet.lines[label.line]
  if (!line) return 0
  return line.pieces.filter(
    ({ x0, x1, key, text }) => key !== '' && text !== 'R$' && x0 >= label.x1 - 1 && x1 <= token.x0 + 1,
  ).length
}

/** Other labels that stand between a label and a value below it. */
function labelsBetween<T>(label: Label, token: Token<T>, labels: Label[]): number {
  return labels.filter(
    (other) =>
      other !== label &&
      other.y0 > label.y1 - 1 &&
      other.y1 < token.y0 + 1 &&
      overlap(other.x0, other.x1, token.x0, token.x1) > 0.3 &&
      other.thing.name !== label.thing.name,
  ).length
}
