import type { FoundCode } from '../codes.ts'
import { type Component, findComponents } from './components.ts'
import { type Gray, shrinkGray } from './gray.ts'

/** Quarters to turn a picture clockwise until its text is upright; `certain` is false where 180 degrees more may be right. */
export type Upright = { quarters: number; certain: boolean }

const DARK = 150
/** Longer side of the picture in which letters are looked for, at most twice as much, in pixels. */
const SIDE = 1500
/** Pixels of a letter, or of a few that touch. */
const LETTER = { shortest: 5, longest: 80, widest: 40, pixels: 8 }

/**
 * Finds which way up a picture with flat light is. A decoded QR code or payment slip shows all of it. Otherwise the letters show whether text runs across or
 * up and down, but not which end is up.
 */
export function findUpright(flat: Gray, codes: FoundCode[]): Upright {
  const isAcross = runsAcross(flat)
  for (const { corners } of codes) {
    const [from, to] = corners
    const angle = Math.atan2(to.y - from.y, to.x - from.x)
    const quarters = (4 - Math.round(angle / (Math.PI / 2))) % 4
    // A code may be printed on its side: then the letters say so.
    if ((quarters % 2 === 0) === isAcross) return { quarters, certain: true }
  }
  return { quarters: isAcross ? 0 : 1, certain: false }
}

/** Whether more letters have their next one beside them than above or below: lines are further apart than letters. */
function runsAcross(flat: Gray): boolean {
  const small = shrinkGray(flat, Math.max(1, Math.floor(Math.max(flat.width, flat.height) / SIDE)))
  const letters = findComponents(small, DARK).components.filter(isLetter)
  const turned = letters.map((letter) => ({ ...letter, x0: letter.y0, x1: letter.y1, y0: letter.x0, y1: letter.x1 }))
  return countNeighbours(letters) >= countNeighbours(turned)
}

function isLetter({ x0, y0, x1, y1, pixels }: Component): boolean {
  const [short, long] = [Math.min(x1 - x0, y1 - y0), Math.max(x1 - x0, y1 - y0)]
  return (
    long >= LETTER.shortest && long <= LETTER.longest && short >= 2 && short <= LETTER.widest && pixels > LETTER.pixels
  )
}

/** Letters that have another of about their height close to their right. */
function countNeighbours(letters: Component[]): number {
  const ordered = letters.toSorted((a, b) => a.x0 - b.x0)
  return ordered.filter((letter, index) => {
    const height = letter.y1 - letter.y0
    const reach = letter.x1 + Math.max(2, 0.45 * height)
    for (let at = index + 1; at < ordered.length; at++) {
      const other = ordered[at]
      if (!other || other.x0 > reach) return false
      const [low, high] = [height, other.y1 - other.y0].sort((a, b) => a - b)
      const shared = Math.min(letter.y1, other.y1) - Math.max(letter.y0, other.y0)
      if (other.x0 >= letter.x1 - 1 && low && high && shared > 0.5 * high && high < 1.8 * low) return true
    }
    return false
  }).length
}
