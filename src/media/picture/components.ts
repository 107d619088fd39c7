import type { Gray } from './gray.ts'

/** A connected group of dark pixels: a letter, mostly, or a rule, a box, a bar. The box ends after its last pixel. */
export type Component = { x0: number; y0: number; x1: number; y1: number; pixels: number; darkest: number }

/** Dark pixels side by side, and the component they belong to. */
export type Run = { y: number; x0: number; x1: number; component: Component }

/** Finds the connected groups of pixels darker than `level` (also across corners), row by row by their runs. */
export function findComponents({ data, width, height }: Gray, level: number): { components: Component[]; runs: Run[] } {
  const parents: number[] = []
  const found: Component[] = []
  const all: number[] = []
  const rootOf = (index: number) => {
    let root = index
    for (let parent = parents[root] ?? root; parent !== root; parent = parents[root] ?? root) root = parent
    for (let at = index; at !== root; ) {
      const next = parents[at] ?? root
      parents[at] = root
      at = next
    }
    return root
  }
  let above: number[] = []
  for (let y = 0; y < height; y++) {
    // Runs of this row, three numbers each: first pixel, the one after the last, component.
    const runs: number[] = []
    const start = y * width
    let next = 0
    for (let x = 0; x < width; x++) {
      if ((data[start + x] ?? 255) >= level) continue
      const from = x
      let darkest = 255
      for (; x < width; x++) {
        const value = data[start + x] ?? 255
        if (value >= level) break
        if (value < darkest) darkest = value
      }
      let own = -1
      while (next < above.length && (above[next + 1] ?? 0) < from) next += 3
      for (let at = next; at < above.length && (above[at] ?? 0) <= x; at += 3) {
        const root = rootOf(above[at + 2] ?? 0)
        if (own === -1) own = root
        else if (own !== root) parents[root] = own
      }
      if (own === -1) {
        own = found.length
        parents.push(own)
        found.push({ x0: from, y0: y, x1: x, y1: y + 1, pixels: 0, darkest })
      }
      own = rootOf(own)
      grow(found[own], { x0: from, y0: y, x1: x, y1: y + 1, pixels: x - from, darkest })
      runs.push(from, x, own)
      all.push(y, from, x, own)
    }
    above = runs
  }
  for (const [index, component] of found.entries()) {
    const root = rootOf(index)
    if (root !== index) grow(found[root], component)
  }
  const runs: Run[] = []
  for (let at = 0; at < all.length; at += 4) {
    const component = found[rootOf(all[at + 3] ?? 0)]
    if (component) runs.push({ y: all[at] ?? 0, x0: all[at + 1] ?? 0, x1: all[at + 2] ?? 0, component })
  }
  return { components: found.filter((_, index) => parents[index] === index), runs }
}

function grow(component: Component | undefined, part: Component) {
  if (!component) return
  component.x0 = Math.min(component.x0, part.x0)
  component.y0 = Math.min(component.y0, part.y0)
  component.x1 = Math.max(component.x1, part.x1)
  component.y1 = Math.max(component.y1, part.y1)
  component.pixels += part.pixels
  component.darkest = Math.min(component.darkest, part.darkest)
}
