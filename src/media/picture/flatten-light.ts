import { emptyGray, type Gray } from './gray.ts'

/** Side of the blocks whose paper brightness is measured, as a part of the picture's width: wider than letters, narrower than shadows. */
const BLOCKS_ACROSS = 48
/** Much darker than paper a few blocks further is a band or a picture, not a shadow. */
const DARKEST_SHADOW = 0.62
const FURTHER = 4

/**
 * Divides the picture by the brightness of the paper under it, so that shadows, folds and coloured boxes become white and print dark.
 * A dark band stays dark, so that its print can be told from it.
 */
export function flattenLight(image: Gray): Gray {
  const { width, height } = image
  const side = Math.max(8, Math.round(width / BLOCKS_ACROSS))
  const [across, down] = [Math.ceil(width / side), Math.ceil(height / side)]
  const paper = withoutBands(smooth(measurePaper(image, side, across, down), across, down), across, down)
  const flat = emptyGray(width, height)
  const columns = Array.from({ length: width }, (_, x) => Math.min(across - 1.001, Math.max(0, (x + 0.5) / side - 0.5)))
  for (let y = 0; y < height; y++) {
    const v = Math.min(down - 1.001, Math.max(0, (y + 0.5) / side - 0.5))
    const [row, part] = [Math.floor(v), v - Math.floor(v)]
    const [above, below] = [row * across, Math.min(down - 1, row + 1) * across]
    for (let x = 0; x < width; x++) {
      const u = columns[x] ?? 0
      const column = u | 0
      const right = Math.min(across - 1, column + 1)
      const share = u - column
      const top = (paper[above + column] ?? 0) * (1 - share) + (paper[above + right] ?? 0) * share
      const bottom = (paper[below + column] ?? 0) * (1 - share) + (paper[below + right] ?? 0) * share
      const light = top * (1 - part) + bottom * part
      // Paper a little darker than measured is still paper: 245 of 255 maps to white.
      const value = ((image.data[y * width + x] ?? 0) * 265) / light
      flat.data[y * width + x] = Math.min(value, 255)
    }
  }
  return flat
}

/** The brightness that 80 % of each block stays under: paper, where at least a fifth of the block is. */
function measurePaper(image: Gray, side: number, across: number, down: number): Float32Array {
  const paper = new Float32Array(across * down)
  const histogram = new Uint32Array(256)
  for (let row = 0; row < down; row++)
    for (let column = 0; column < across; column++) {
      histogram.fill(0)
      let count = 0
      const [y1, x1] = [Math.min(image.height, (row + 1) * side), Math.min(image.width, (column + 1) * side)]
      for (let y = row * side; y < y1; y++)
        for (let x = column * side; x < x1; x++) {
          const value = image.data[y * image.width + x] ?? 0
          histogram[value] = (histogram[value] ?? 0) + 1
          count++
        }
      let [level, below] = [0, 0]
      while (level < 255 && below + (histogram[level] ?? 0) < count * 0.8) below += histogram[level++] ?? 0
      paper[row * across + column] = Math.max(24, level)
    }
  return paper
}

/** The largest of each block and its neighbours, then their mean: a block full of bars takes its paper from beside it. */
function smooth(paper: Float32Array, across: number, down: number): Float32Array {
  const around = (from: Float32Array, pick: (values: number[]) => number) => {
    const result = new Float32Array(from.length)
    for (let row = 0; row < down; row++)
      for (let column = 0; column < across; column++) {
        const values: number[] = []
        for (let r = Math.max(0, row - 1); r <= Math.min(down - 1, row + 1); r++)
          for (let c = Math.max(0, column - 1); c <= Math.min(across - 1, column + 1); c++)
            values.push(from[r * across + c] ?? 0)
        result[row * across + column] = pick(values)
      }
    return result
  }
  const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] ?? 0
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  return around(around(paper, median), mean)
}

/** Dark areas take the light of the brightest paper nearby, row by row and then column by column. */
function withoutBands(paper: Float32Array, across: number, down: number): Float32Array {
  const brightest = (from: Float32Array, stepX: number, stepY: number) =>
    from.map((_, index) => {
      const [row, column] = [Math.floor(index / across), index % across]
      let most = 0
      for (let step = -FURTHER; step <= FURTHER; step++) {
        const [r, c] = [row + step * stepY, column + step * stepX]
        if (r >= 0 && c >= 0 && r < down && c < across) most = Math.max(most, from[r * across + c] ?? 0)
      }
      return most
    })
  const nearby = brightest(brightest(paper, 1, 0), 0, 1)
  return paper.map((value, index) => Math.max(value, DARKEST_SHADOW * (nearby[index] ?? 0)))
}
