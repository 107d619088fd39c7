import type { Page } from '../page.ts'
import { type Arrecadacao, readArrecadacaoBarcode } from './arrecadacao.ts'
import { type Boleto, readBoletoBarcode } from './boleto.ts'
import { findDigitableLines } from './find-lines.ts'
import { type AccessKey, readAccessKey, readAccessKeyOfUrl } from './nf3e.ts'
import { type Pix, readPix } from './pix.ts'

/** What the machine-readable parts of a document say; everything in it passed its check digits. */
export type FoundCodes = { slips: (Arrecadacao | Boleto)[]; pix: Pix[]; keys: AccessKey[] }

/** Reads the decoded codes of the pages, then looks for digitable lines, keys and PIX codes in their text. `lines`: text by lines. */
export function findCodes(pages: Page[], texts: string[]): FoundCodes {
  const codes = pages.flatMap((page) => page.codes.map(({ text }) => text.trim()))
  const slips = codes.flatMap((text) => readArrecadacaoBarcode(text) ?? readBoletoBarcode(text) ?? [])
  const printed = texts.flatMap(findDigitableLines)
  const pix = [...codes, ...texts.flatMap(pixInText)].flatMap((text) => readPix(text) ?? [])
  const keys = [
    ...codes.flatMap((text) => readAccessKeyOfUrl(text) ?? readAccessKey(text) ?? []),
    ...texts.flatMap(keysInText),
  ]
  return {
    slips: uniqueBy([...slips, ...printed], ({ barcode }) => barcode),
    pix: uniqueBy(pix, ({ payload }) => payload),
    keys: uniqueBy(keys, ({ key }) => key),
  }
}

/** Access keys are printed in one piece or in eleven groups of four. */
function keysInText(text: string): AccessKey[] {
  const runs = text.match(/\d(?:[ .\n]{0,3}\d){43,}/g) ?? []
  return runs.flatMap((run) => {
    const digits = run.replace(/\D/g, '')
    const starts = Array.from({ length: digits.length - 43 }, (_, at) => digits.slice(at, at + 44))
    return starts.flatMap((key) => readAccessKey(key) ?? [])
  })
}

function pixInText(text: string): string[] {
  const start = text.indexOf('000201')
  if (start < 0) return []
  const [found] = /000201[\s\S]{60,600}?6304[0-9A-Fa-f]{4}/.exec(text.slice(start)) ?? []
  return found ? [found, found.replace(/\n/g, '')] : []
}

function uniqueBy<T>(values: T[], key: (value: T) => string): T[] {
  return [...new Map(values.map((value) => [key(value), value])).values()]
}
