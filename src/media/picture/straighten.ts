import type { Gray, Point } from './gray.ts'
import { drawMesh, MESH } from './pixels.ts'
import type { SlopeField, TextTile } from './text-slope.ts'

/** A view of a picture in which text lines are level: where each of its points comes from, and which part holds text. */
export type LevelView = {
  /** In pixels of the level view, which has the scale of the picture. */
  bounds: { x0: number; y0: number; x1: number; y1: number }
  toPicture(x: number, y: number): Point
}

/** Around the text, as a part of its extent: letters at the edge of a tile reach over it. */
const MARGIN = 0.015

/** Turns the picture by the mean slope, then moves its columns so that lines level out: perspective and bent sheets included. */
export function levelView(field: SlopeField, tiles: TextTile[]): LevelView {
  const mean = field.terms[0] ?? 0
  const angle = Math.atan(mean)
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const { x0, y0 } = field
  const toPicture = (x: number, y: number): Point => {
    const rise = riseAt(field, x, y)
    const [dx, dy] = [x - x0, y + rise - y0]
    return { x: x0 + dx * cos - dy * sin, y: y0 + dx * sin + dy * cos }
  }
  const texts = tiles.filter(({ score }) => score > 0.1)
  const corners = texts.flatMap((tile) =>
    [0, 1].flatMap((right) =>
      [0, 1].map((low) => {
        const [dx, dy] = [tile.x + right * tile.width - x0, tile.y + low * tile.height - y0]
        const [x, y] = [x0 + dx * cos + dy * sin, y0 - dx * sin + dy * cos]
        return { x, y: y - riseAt(field, x, y) }
      }),
    ),
  )
  const [xs, ys] = [corners.map(({ x }) => x), corners.map(({ y }) => y)]
  const extent = { x0: Math.min(...xs), y0: Math.min(...ys), x1: Math.max(...xs), y1: Math.max(...ys) }
  const margin = MARGIN * (extent.x1 - extent.x0)
  const bounds = {
    x0: extent.x0 - margin,
    y0: extent.y0 - margin,
    x1: extent.x1 + margin,
    y1: extent.y1 + margin,
  }
  return { bounds, toPicture }
}

/** How far a level line has moved down by x, from where it crosses the middle: the integral of the slope that is left. */
function riseAt(field: SlopeField, x: number, y: number): number {
  const u = (x - field.x0) / field.unit
  const v = (y - field.y0) / field.unit
  const [, byU = 0, byV = 0, byUU = 0, byUV = 0, byVV = 0] = field.terms
  return (
    field.unit * ((byU * u * u) / 2 + byV * v * u + (byUU * u * u * u) / 3 + (byUV * v * u * u) / 2 + byVV * v * v * u)
  )
}

/**
 * Draws a part of a level view, `scale` pixels for one of the picture: bicubic, because blurred letters read worse. Outside of the picture
 * is white.
 */
export function drawView(image: Gray, view: LevelView, part: LevelView['bounds'], scale: number): Gray {
  const width = Math.max(1, Math.round((part.x1 - part.x0) * scale))
  const height = Math.max(1, Math.round((part.y1 - part.y0) * scale))
  const across = Math.ceil(width / MESH) + 1
  return drawMesh(image, width, height, (y) => {
    const row = new Float32Array(across * 2)
    for (let column = 0; column < across; column++) {
      const at = view.toPicture(part.x0 + (column * MESH + 0.5) / scale, part.y0 + (y + 0.5) / scale)
      row[column * 2] = at.x - 0.5
      row[column * 2 + 1] = at.y - 0.5
    }
    return row
  })
}
