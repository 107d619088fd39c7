import type { Gray } from './gray.ts'
import { divideByPaper, levelsBelow } from './pixels.ts'

/** Side of the blocks whose paper brightness is measured, as a part of the picture's width: wider than letters, narrower than shadows. */
const BLOCKS_ACROSS = 48
/** Much darker than paper a few blocks further is a band or a picture, not a shadow. */
const DARKEST_SHADOW = 0.62
const FURTHER = 4
/** Paper a little darker than measured is still paper: 245 of 255 becomes white. */
const WHITE = 265

/**
 * Divides the picture by the brightness of the paper under it, so that shadows, folds and coloured boxes become white and print dark.
 * A dark band stays dark, so that its print can be told from it.
 */
export function flattenLight(image: Gray): Gray {
  const { width, height } = image
  const side = Math.max(8, Math.round(width / BLOCKS_ACROSS))
  const [across, down] = [Math.ceil(width / side), Math.ceil(height / side)]
  const paper = withoutBands(smooth(measurePaper(image, side, across, down), across, down), across, down)
  return divideByPaper(image, { levels: paper, across, down, side, white: WHITE })
}

/** The brightness that 80 % of each block stays under: paper, where at least a fifth of the block is. */
function measurePaper(image: Gray, side: number, across: number, down: number): Float32Array {
  const blocks = Array.from({ length: across * down }, (_, index) => {
    const [x, y] = [(index % across) * side, Math.floor(index / across) * side]
    return { x, y, width: Math.min(side, image.width - x), height: Math.min(side, image.height - y) }
  })
  return levelsBelow(image, blocks, 0.8).map((level) => Math.max(24, level))
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
