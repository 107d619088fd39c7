import type { Gray } from './gray.ts'
import { findDarkRuns } from './pixels.ts'

/** A connected group of dark pixels: a letter, mostly, or a rule, a box, a bar. The box ends after its last pixel. */
export type Component = { x0: number; y0: number; x1: number; y1: number; pixels: number; darkest: number }

/** Dark pixels side by side, and the component they belong to. */
export type Run = { y: number; x0: number; x1: number; component: Component }

/** `runs`: those of all components, row by row. */
export type Components = { components: Component[]; runs(): Run[] }

/** Finds the connected groups of pixels darker than `level` (also across corners), row by row by their runs. */
export function findComponents(image: Gray, level: number): Components {
  const { runs, starts } = findDarkRuns(image, level)
  const owners = new Int32Array(runs.length / 3)
  const parents: number[] = []
  const found: Component[] = []
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
  let above = 0
  for (let y = 0; y < image.height; y++) {
    const [first, end] = [starts[y] ?? 0, starts[y + 1] ?? 0]
    for (let run = first; run < end; run++) {
      const [x0 = 0, x1 = 0, darkest = 0] = [runs[3 * run], runs[3 * run + 1], runs[3 * run + 2]]
      let own = -1
      while (above < first && (runs[3 * above + 1] ?? 0) < x0) above++
      for (let at = above; at < first && (runs[3 * at] ?? 0) <= x1; at++) {
        const root = rootOf(owners[at] ?? 0)
        if (own === -1) own = root
        else if (own !== root) parents[root] = own
      }
      if (own === -1) {
        own = found.length
        parents.push(own)
        found.push({ x0, y0: y, x1, y1: y + 1, pixels: 0, darkest })
      }
      owners[run] = own
      grow(found[own], { x0, y0: y, x1, y1: y + 1, pixels: x1 - x0, darkest })
    }
    above = first
  }
  for (const [index, component] of found.entries()) {
    const root = rootOf(index)
    if (root !== index) grow(found[root], component)
  }
  return {
    components: found.filter((_, index) => parents[index] === index),
    runs: () => listRuns(runs, starts, (run) => found[rootOf(owners[run] ?? 0)]),
  }
}

function listRuns(runs: Int32Array, starts: Int32Array, ownerOf: (run: number) => Component | undefined): Run[] {
  const listed: Run[] = []
  for (let y = 0; y + 1 < starts.length; y++)
    for (let run = starts[y] ?? 0; run < (starts[y + 1] ?? 0); run++) {
      const component = ownerOf(run)
      if (component) listed.push({ y, x0: runs[3 * run] ?? 0, x1: runs[3 * run + 1] ?? 0, component })
    }
  return listed
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
