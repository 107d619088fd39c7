import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Gray } from '#src/media/picture/gray.ts'
import { divideByPaper, drawMesh, findDarkRuns, levelsBelow, MESH, sharpen } from '#src/media/picture/pixels.ts'

function draw(width: number, height: number, levelAt: (x: number, y: number) => number): Gray {
  return {
    data: Uint8Array.from({ length: width * height }, (_, at) => levelAt(at % width, Math.floor(at / width))),
    width,
    height,
  }
}

test('runs of dark pixels are found wherever they begin and end', () => {
  const image = draw(70, 130, (x, y) => (y === 1 ? 20 : y % 64 === 3 && x > 14 && x < 17 + (y % 5) ? 100 - x : 200))

  const { runs, starts } = findDarkRuns(image, 150)

  assert.deepEqual([...runs], [0, 70, 20, 15, 20, 81, 15, 19, 82])
  assert.deepEqual(
    [starts[1], starts[2], starts[3], starts[4], starts[67], starts[68], starts[130]],
    [0, 1, 1, 2, 2, 3, 3],
  )
})

test('paper becomes white, however dark it is, and ink stays as dark as it is beside it', () => {
  const paperAt = (x: number) => 100 + x
  const image = draw(96, 40, (x, y) => (x % 10 === 5 && y % 10 === 5 ? paperAt(x) / 2 : paperAt(x)))
  const side = 8
  const areas = Array.from({ length: 12 * 5 }, (_, at) => ({
    x: (at % 12) * side,
    y: Math.floor(at / 12) * side,
    width: side,
    height: side,
  }))

  const levels = levelsBelow(image, areas, 0.5)
  const flat = divideByPaper(image, { levels, across: 12, down: 5, side, white: 255 })

  for (const [at, value] of flat.data.entries()) {
    const [x, y] = [at % 96, Math.floor(at / 96)]
    // Before the middle of the first block and after that of the last, paper is taken to be as there.
    if (x > side / 2 && x < 96 - side / 2)
      assert.ok(Math.abs(value - (x % 10 === 5 && y % 10 === 5 ? 127 : 255)) < 5, `${x} ${y} ${value}`)
  }
})

test('an edge is steeper when it is sharpened, and what is even stays so', () => {
  const sharp = sharpen(
    draw(60, 20, (x) => (x < 30 ? 100 : 150)),
    4,
    1,
  )

  const row = [...sharp.data.subarray(600, 660)]
  assert.deepEqual([row[0], row[29], row[30], row[59]], [100, 78, 173, 150])
})

test('a mesh draws what lies under it: moved, between pixels, and white outside', () => {
  const image = draw(40, 40, (x, y) => 3 * x + 2 * y)
  const meshRow = (y: number) =>
    Float32Array.from({ length: 8 }, (_, at) => (at % 2 === 0 ? 4.5 + (at / 2) * MESH : 3.25 + y))

  const drawn = drawMesh(image, 40, 30, meshRow)

  assert.deepEqual(
    [drawn.data[0], drawn.data[10 * 40 + 20]],
    [Math.floor(3 * 4.5 + 2 * 3.25), Math.floor(3 * 24.5 + 2 * 13.25)],
  )
  assert.equal(drawn.data[39], 255)
})
