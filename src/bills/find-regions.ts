import type { BillReading } from './bill.ts'
import { findMonthRuns } from './fields/month-runs.ts'
import { type Box, boxOf, buildSheet, type Sheet } from './layout/sheet.ts'
import { fold } from './layout/text.ts'
import { findTokens } from './layout/tokens.ts'
import type { Page } from './page.ts'

/** A part of a page that is worth reading again. `digits`: nothing but figures is expected there. */
export type Region = { page: number; box: Box; digits: boolean }

/** Where what is still missing must stand, by the titles and rows that were read. Nothing when all that matters was read. */
export function findRegions(pages: Page[], { fields, isEnergyBill, readable }: BillReading): Region[] {
  if (!readable || !isEnergyBill) return []
  return pages
    .filter(({ source }) => source === 'ocr')
    .flatMap((page) => {
      const sheet = buildSheet(page)
      const of = (box: Box | null, digits = false): Region[] => (box ? [{ page: page.number, box, digits }] : [])
      return [
        ...(fields.consumptionHistory ? [] : of(historyBox(page, sheet))),
        ...(fields.tariffWithTaxes !== undefined && fields.consumptionKwh !== undefined
          ? []
          : of(chargesBox(page, sheet))),
        ...(fields.payment?.linhaDigitavel ? [] : of(lineBox(sheet), true)),
      ]
    })
}

function historyTitle(sheet: Sheet) {
  return sheet.cells.find(({ text }) =>
    /HIST\w* D[EO] CONSUMO|CONSUMO ?\/? ?KWH|CONSUMO FATURADO|CONSUMO DOS ULTIMOS|ULTIMOS 1[23] MESES/.test(fold(text)),
  )
}

/** Around the months that were read, with room for the thirteen rows of a year and their figures; else below a title. */
function historyBox(page: Page, sheet: Sheet): Box | null {
  const runs = findMonthRuns(findTokens(sheet).months, 'down').toSorted((a, b) => b.length - a.length)
  const [longest] = runs
  if (longest) {
    const box = boxOf(longest)
    const pitch = (box.y1 - box.y0) / longest.length
    const room = Math.max(0, 13 - longest.length) * pitch
    return clip(page, { x0: box.x0 - 10, x1: box.x1 + 190, y0: box.y0 - room - pitch, y1: box.y1 + room + pitch })
  }
  const title = historyTitle(sheet)
  return title ? clip(page, { x0: title.x0 - 40, x1: title.x1 + 180, y0: title.y0, y1: title.y1 + 170 }) : null
}

function chargesBox(page: Page, sheet: Sheet): Box | null {
  const title = sheet.cells.find(({ text }) =>
    /ITENS D[AE] FAT|DISCRIMINA|DESCRICAO|VALORES FATURADOS|PRECO UNIT|UNIT \(R/.test(fold(text)),
  )
  return title ? clip(page, { x0: 0, x1: page.width, y0: title.y0 - 12, y1: title.y1 + 120 }) : null
}

/** The line with most figures in it, as long as a digitable line is. */
function lineBox(sheet: Sheet): Box | null {
  const digits = (text: string) => text.replace(/\D/g, '').length
  const line = sheet.lines.toSorted((a, b) => digits(b.text) - digits(a.text))[0]
  return line && digits(line.text) >= 36
    ? { x0: line.x0 - 12, x1: line.x1 + 12, y0: line.y0 - 5, y1: line.y1 + 5 }
    : null
}

function clip(page: Page, { x0, y0, x1, y1 }: Box): Box {
  return { x0: Math.max(0, x0), y0: Math.max(0, y0), x1: Math.min(page.width, x1), y1: Math.min(page.height, y1) }
}
