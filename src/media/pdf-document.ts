import { fileURLToPath } from 'node:url'
import {
  getDocument,
  PasswordException,
  type PDFDocumentProxy,
  type PDFPageProxy,
} from 'pdfjs-dist/legacy/build/pdf.mjs'
import type { Code, Word } from '#src/bills/page.ts'
import { type DocumentSource, type PageSource, wordsIn } from '#src/bills/page-source.ts'
import { findCodes } from './codes.ts'
import type { Recogniser } from './ocr/recogniser.ts'
import type { DocumentLimits, Opened } from './open-document.ts'
import { renderPage } from './pdf-render.ts'
import { readTextLayer } from './pdf-text.ts'
import { createPicturePage } from './picture-page.ts'
import { type Refusal, refusal } from './refusal.ts'

export type PdfOptions = {
  recogniser: Recogniser
  password: string | undefined
  limits: DocumentLimits
  warnings: string[]
}

const packageFolder = fileURLToPath(new URL('..', import.meta.resolve('pdfjs-dist')))

/** Opens a PDF. Its JavaScript is never run, and what it links to never fetched: pdf.js gets the bytes and local fonts only. */
export async function openPdf(bytes: Uint8Array, options: PdfOptions): Promise<Opened | Refusal> {
  // pdf.js takes its input away from the caller: it gets a copy.
  const loading = getDocument({
    data: new Uint8Array(bytes),
    ...(options.password === undefined ? {} : { password: options.password }),
    standardFontDataUrl: `${packageFolder}standard_fonts/`,
    cMapUrl: `${packageFolder}cmaps/`,
    cMapPacked: true,
    wasmUrl: `${packageFolder}wasm/`,
    iccUrl: `${packageFolder}iccs/`,
    useSystemFonts: false,
    enableXfa: false,
    maxImageSize: options.limits.pixels,
    verbosity: 0,
  })
  const close = () => loading.destroy()
  try {
    const pdf = await loading.promise
    const outcome = await openPages(pdf, options)
    if (outcome.kind === 'refused') await close()
    return outcome.kind === 'refused' ? outcome : { ...outcome, close }
  } catch (error) {
    await close()
    if (!(error instanceof PasswordException)) return refusal('corrupt', 'The PDF is damaged.')
    return options.password === undefined
      ? refusal('password-required', 'The PDF needs a password.')
      : refusal('wrong-password', 'The password does not open the PDF.')
  }
}

async function openPages(
  pdf: PDFDocumentProxy,
  { recogniser, limits, warnings }: PdfOptions,
): Promise<Omit<Opened, 'close'> | Refusal> {
  if (pdf.numPages > limits.pages) return refusal('too-large', `The PDF has ${pdf.numPages} pages.`)
  const count = Math.min(pdf.numPages, limits.pagesRead)
  const pages = await Array.fromAsync({ length: count }, async (_, index) =>
    openPage(await pdf.getPage(index + 1), recogniser, limits.readingMs),
  )
  const document: DocumentSource = {
    kind: pages.some(({ source }) => source === 'text') ? 'pdf-text' : 'pdf-scan',
    pageCount: pdf.numPages,
    pages,
    warnings: [
      ...warnings,
      ...(count < pdf.numPages ? ['pages-not-read'] : []),
      ...((await hasJavaScript(pdf)) ? ['javascript-ignored'] : []),
    ],
  }
  return { kind: 'opened', document }
}

async function openPage(page: PDFPageProxy, recogniser: Recogniser, readingMs: number): Promise<PageSource> {
  const { words, width, height, turn } = await readTextLayer(page)
  if (!isUseful(words)) return await createPicturePage(await renderPage(page), page.pageNumber, recogniser, readingMs)
  let codes: Promise<Code[]> | undefined
  return {
    number: page.pageNumber,
    width,
    height,
    source: 'text',
    codes: () => {
      codes ??= renderPage(page, turn).then(async (image) =>
        (await findCodes(image)).map(({ format, text }) => ({ format, text })),
      )
      return codes
    },
    slipBars: async () => [],
    words: async () => words,
    readRegion: async (box) => wordsIn(words, box),
  }
}

/** A scan may carry a stamp or a line of text; a layer without real words comes from fonts that hide their letters. */
function isUseful(words: Word[]): boolean {
  return (
    words.length >= 12 && words.filter(({ text }) => /^[\p{L}\d.,:/()$%ºª°-]+$/u.test(text)).length > 0.6 * words.length
  )
}

async function hasJavaScript(pdf: PDFDocumentProxy): Promise<boolean> {
  const [actions, hasActions] = await Promise.all([pdf.getJSActions(), pdf.hasJSActions()])
  return hasActions || Boolean(actions)
}
