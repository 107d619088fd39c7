import { emptyGray, type Gray } from './gray.ts'

/** Moves each pixel away from the mean around it: print that is light because it is small or blurred becomes darker. */
export function sharpen(image: Gray, radius: number, amount: number): Gray {
  const mean = blurRows(blurRows(image, radius), radius)
  const { data } = image
  const sharp = emptyGray(image.width, image.height)
  for (let at = 0; at < data.length; at++) {
    const value = data[at] ?? 255
    sharp.data[at] = Math.max(0, Math.min(255, value + amount * (value - (mean.data[at] ?? 255))))
  }
  return sharp
}

/** Box blur along rows; the result lies on its side, so that twice is a blur both ways. */
function blurRows({ data, width, height }: Gray, radius: number): Gray {
  const blurred = emptyGray(height, width)
  const span = 2 * radius + 1
  for (let y = 0; y < height; y++) {
    const row = y * width
    let sum = (data[row] ?? 255) * radius
    for (let x = 0; x <= radius; x++) sum += data[row + Math.min(x, width - 1)] ?? 255
    for (let x = 0; x < width; x++) {
      blurred.data[x * height + y] = sum / span
      sum += (data[row + Math.min(width - 1, x + radius + 1)] ?? 255) - (data[row + Math.max(0, x - radius)] ?? 255)
    }
  }
  return blurred
}
