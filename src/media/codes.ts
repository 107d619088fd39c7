import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { prepareZXingModule, type ReaderOptions, type ReadResult, readBarcodes } from 'zxing-wasm/reader'
import type { Code } from '#src/bills/page.ts'
import { type Gray, type Point, toPgm } from './picture/gray.ts'

/** A decoded code and where it lies in the picture: its corners in the code's own order, from its upper left clockwise. */
export type FoundCode = Code & { corners: [Point, Point, Point, Point] }

let ready: Promise<unknown> | undefined

const ALL: ReaderOptions = {
  formats: ['QRCode', 'ITF', 'Code128', 'DataMatrix'],
  tryHarder: true,
  tryRotate: true,
  tryInvert: false,
  maxNumberOfSymbols: 12,
  textMode: 'Plain',
}

/** Decodes the codes in a picture, whatever way up; about 0.1 s a phone photo. No code: an empty list. */
export async function findCodes(image: Gray, options: ReaderOptions = {}): Promise<FoundCode[]> {
  ready ??= load()
  await ready
  const found = await readBarcodes(new Uint8Array(toPgm(image)), { ...ALL, ...options })
  return found.filter(({ isValid, text }) => isValid && text !== '').map(toCode)
}

/** Codes of two readings of one page, each once. */
export function mergeCodes<T extends Code>(first: T[], second: T[]): T[] {
  return [...first, ...second.filter(({ text }) => !first.some((code) => code.text === text))]
}

function toCode({ format, text, position }: ReadResult): FoundCode {
  const { topLeft, topRight, bottomRight, bottomLeft } = position
  return {
    format: format === 'QRCode' ? 'qr' : format === 'ITF' ? 'itf' : 'other',
    text,
    corners: [topLeft, topRight, bottomRight, bottomLeft],
  }
}

async function load(): Promise<void> {
  const path = fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm'))
  const file = await readFile(path)
  await prepareZXingModule({
    overrides: { wasmBinary: file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) },
    fireImmediately: true,
  })
}
