/** A grey picture: one byte a pixel, row by row, 0 is black. */
export type Gray = { data: Uint8Array; width: number; height: number }

export type Point = { x: number; y: number }

/** The whole pixels of a rectangle that lie in the picture. */
export function cropGray(image: Gray, x: number, y: number, width: number, height: number): Gray {
  const [x0, y0] = [Math.max(0, Math.floor(x)), Math.max(0, Math.floor(y))]
  const [x1, y1] = [Math.min(image.width, Math.ceil(x + width)), Math.min(image.height, Math.ceil(y + height))]
  const cropped = emptyGray(Math.max(1, x1 - x0), Math.max(1, y1 - y0))
  for (let row = 0; row < y1 - y0; row++) {
    const start = (y0 + row) * image.width + x0
    cropped.data.set(image.data.subarray(start, start + Math.max(0, x1 - x0)), row * cropped.width)
  }
  return cropped
}

export function emptyGray(width: number, height: number): Gray {
  return { data: new Uint8Array(width * height), width, height }
}

/** Turned clockwise by quarters, without loss. */
export function turnGray(image: Gray, quarters: number): Gray {
  const turns = ((quarters % 4) + 4) % 4
  if (turns === 0) return image
  const { data, width, height } = image
  const turned = turns === 2 ? emptyGray(width, height) : emptyGray(height, width)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const value = data[y * width + x] ?? 0
      if (turns === 1) turned.data[x * height + (height - 1 - y)] = value
      else if (turns === 2) turned.data[(height - 1 - y) * width + (width - 1 - x)] = value
      else turned.data[(width - 1 - x) * height + y] = value
    }
  return turned
}

/** Smaller by a whole number: the mean of each block. */
export function shrinkGray(image: Gray, factor: number): Gray {
  if (factor <= 1) return image
  const shrunk = emptyGray(Math.floor(image.width / factor), Math.floor(image.height / factor))
  const area = factor * factor
  for (let y = 0; y < shrunk.height; y++)
    for (let x = 0; x < shrunk.width; x++) {
      let sum = 0
      for (let dy = 0; dy < factor; dy++) {
        const row = (y * factor + dy) * image.width + x * factor
        for (let dx = 0; dx < factor; dx++) sum += image.data[row + dx] ?? 0
      }
      shrunk.data[y * shrunk.width + x] = sum / area
    }
  return shrunk
}

/** As a PGM file: a picture without packing and unpacking it. */
export function toPgm({ data, width, height }: Gray): Buffer {
  return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`, 'latin1'), data])
}
