import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeEdges, codeWidth } from '#src/media/bars/bar-model.ts'
import { findSlipBars } from '#src/media/bars/find-slip-bars.ts'
import { findCodes } from '#src/media/codes.ts'
import { emptyGray, type Gray, turnGray } from '#src/media/picture/gray.ts'
import { createRandom } from '#src/sandbox/random.ts'

/** Slips with right check digits: two collection slips (value identifiers 8 and 6) and one of a bank. */
const SLIPS = [
  '83890000003104099053404318507806971927064898',
  '83620000003714999014001807475664824010270479',
  '00191123400000456781234567890123456789012345',
]

type Look = {
  /** Pixels of a narrow bar. */
  narrow: number
  /** Standard deviation of the blur, in pixels. */
  blur: number
  noise: number
  /** How much narrower the right end looks than the left one, as a part. */
  perspective: number
  tilt: number
  /** The light at the right end, of that at the left one. */
  light: number
}
const PLAIN: Look = { narrow: 1.2, blur: 0, noise: 0, perspective: 0, tilt: 0, light: 1 }

/** A photo of bars on paper: blurred, in uneven light, with noise. */
function photograph(digits: string, look: Look, seed = 1): Gray {
  const { narrow, noise, perspective, tilt, light } = look
  const random = createRandom(`${seed} ${digits}`)
  const wide = 3
  const pairs = (digits.match(/../g) ?? []).map(Number)
  const edges = codeEdges(pairs, wide)
  const whole = codeWidth(wide)
  const image = emptyGray(900, 260)
  const sharp = new Float64Array(image.width * image.height)
  const [left, top, height] = [120, 90, 60]
  const length = whole * narrow
  // what part of a column bars cover
  const inks = Array.from({ length: image.width }, (_, x) => {
    const places = [0.0625, 0.1875, 0.3125, 0.4375, 0.5625, 0.6875, 0.8125, 0.9375].map(
      (off) => (x + off - left) / length,
    )
    return (
      places.filter((part) => {
        const across = part * (1 + perspective * (1 - part)) * whole
        return across >= 0 && across < whole && edges.findLastIndex((edge) => edge <= across) % 2 === 0
      }).length / 8
    )
  })
  for (let y = 0; y < image.height; y++)
    for (let x = 0; x < image.width; x++) {
      const down = y - top - tilt * (x - left)
      sharp[y * image.width + x] = 230 - (down >= 0 && down <= height ? 190 * (inks[x] ?? 0) : 0)
    }
  const blurred = blurRows(blurColumns(sharp, image, look.blur), image, look.blur)
  for (const [at, value] of blurred.entries()) {
    const brightness = 1 + (light - 1) * ((at % image.width) / image.width)
    const grain = noise * (random.next() + random.next() + random.next() - 1.5) * 2
    image.data[at] = Math.max(0, Math.min(255, Math.round(value * brightness + grain)))
  }
  return image
}

function kernel(blur: number): number[] {
  const reach = Math.ceil(3 * blur)
  const weights = Array.from({ length: 2 * reach + 1 }, (_, at) =>
    blur === 0 ? 1 : Math.exp(-((at - reach) ** 2) / (2 * blur * blur)),
  )
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights.map((weight) => weight / sum)
}

const blurRows = (values: Float64Array, size: Gray, blur: number) => spread(values, size, blur, 1)
const blurColumns = (values: Float64Array, size: Gray, blur: number) => spread(values, size, blur, size.width)

function spread(values: Float64Array, { width, height }: Gray, blur: number, step: number): Float64Array {
  const weights = kernel(blur)
  const reach = (weights.length - 1) / 2
  const spreadOut = new Float64Array(values.length)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      let sum = 0
      for (let off = -reach; off <= reach; off++) {
        const column = step === 1 ? Math.max(0, Math.min(width - 1, x + off)) : x
        const row = step === 1 ? y : Math.max(0, Math.min(height - 1, y + off))
        sum += (weights[off + reach] ?? 0) * (values[row * width + column] ?? 0)
      }
      spreadOut[y * width + x] = sum
    }
  return spreadOut
}

const LOOKS: [string, Look][] = [
  ['clear', PLAIN],
  ['blurred over more than a bar, with noise', { ...PLAIN, blur: 1.6, noise: 8 }],
  ['seen from the side, in a shadow', { ...PLAIN, blur: 1.2, noise: 5, perspective: 0.03, light: 0.55 }],
  ['tilted', { ...PLAIN, blur: 1.3, noise: 5, tilt: 0.08 }],
  ['large', { ...PLAIN, narrow: 1.7, blur: 1.4, noise: 8 }],
]

for (const [name, look] of LOOKS)
  test(`bars are read that are ${name}`, () => {
    for (const digits of SLIPS) assert.equal(findSlipBars(photograph(digits, look))?.text, digits)
  })

test('bars are read whichever way up they are, and tell it', () => {
  const [digits = ''] = SLIPS
  const photo = photograph(digits, { ...PLAIN, blur: 1.4, noise: 5 })
  for (const quarters of [0, 1, 2, 3]) {
    const found = findSlipBars(turnGray(photo, quarters))
    assert.equal(found?.text, digits)
    const [from, to] = found.corners
    const angle = Math.atan2(to.y - from.y, to.x - from.x)
    assert.equal((4 + Math.round(angle / (Math.PI / 2))) % 4, quarters)
  }
})

test('a reader of single bars finds none of the blurred ones: that is what this is for', async () => {
  for (const digits of SLIPS)
    assert.deepEqual(await findCodes(photograph(digits, { ...PLAIN, blur: 1.6, noise: 8 })), [])
})

test('what cannot be told is not said: bars too blurred, bars of another code, no bars', () => {
  const random = createRandom('noise')
  const invalid = SLIPS.map((digits) => `${digits.slice(0, 3)}${(Number(digits[3]) + 1) % 10}${digits.slice(4)}`)
  const noise = emptyGray(900, 260)
  for (let at = 0; at < noise.data.length; at++) noise.data[at] = Math.floor(random.next() * 256)
  const bars = emptyGray(900, 260)
  for (let x = 0; x < 900; x++) {
    const ink = x > 100 && x < 700 && random.chance(0.5) ? 40 : 230
    for (let y = 0; y < 260; y++) bars.data[y * 900 + x] = y > 90 && y < 150 ? ink : 230
  }
  const blank = emptyGray(900, 260)
  blank.data.fill(230)
  for (const image of [noise, bars, blank, emptyGray(4, 4)]) assert.equal(findSlipBars(image), null)
  for (const digits of invalid) assert.equal(findSlipBars(photograph(digits, { ...PLAIN, blur: 1.2 })), null)
  for (const digits of SLIPS) {
    const found = findSlipBars(photograph(digits, { ...PLAIN, blur: 4, noise: 20 }))
    assert.ok(found === null || found.text === digits)
  }
})
