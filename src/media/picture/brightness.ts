/** How many pixels have each of the 256 levels. */
export function countLevels(pixels: Uint8Array, histogram = new Uint32Array(256)): Uint32Array {
  for (const value of pixels) histogram[value] = (histogram[value] ?? 0) + 1
  return histogram
}

/** The level up to which a part of the pixels is darker. */
export function levelAt(histogram: Uint32Array, part: number): number {
  const wanted = histogram.reduce((sum, count) => sum + count, 0) * part
  let [level, below] = [0, 0]
  while (level < 255 && below + (histogram[level] ?? 0) < wanted) below += histogram[level++] ?? 0
  return level
}
