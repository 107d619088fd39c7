import { createCanvas } from '@napi-rs/canvas'
import type { PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { emptyGray, type Gray } from './picture/gray.ts'

/** Pixels of the longer side: 200 dpi of an A4 page, at which scans are made and the smallest print is still read. */
const LONGER_SIDE = 2340

/** Draws a page as a grey picture; `turn`: degrees beyond the page's own. */
export async function renderPage(page: PDFPageProxy, turn = 0): Promise<Gray> {
  const rotation = (page.rotate + turn) % 360
  const { width, height } = page.getViewport({ scale: 1, rotation })
  const viewport = page.getViewport({ scale: LONGER_SIDE / Math.max(width, height), rotation })
  const canvas = createCanvas(Math.ceil(viewport.width), Math.ceil(viewport.height))
  const context = canvas.getContext('2d')
  context.fillStyle = 'white'
  context.fillRect(0, 0, canvas.width, canvas.height)
  // pdf.js declares the browser's canvas, and draws on this one as well.
  await page.render({ canvas: null, canvasContext: context as never, viewport }).promise
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height)
  const gray = emptyGray(canvas.width, canvas.height)
  for (let index = 0; index < gray.data.length; index++) {
    const at = index * 4
    gray.data[index] = (data[at] ?? 0) * 0.299 + (data[at + 1] ?? 0) * 0.587 + (data[at + 2] ?? 0) * 0.114
  }
  page.cleanup()
  return gray
}
