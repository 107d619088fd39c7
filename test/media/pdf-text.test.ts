import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { createRecogniser } from '#src/media/ocr/recogniser.ts'
import { openDocument } from '#src/media/open-document.ts'
import { writePdf } from '#test/support/write-pdf.ts'

const recogniser = createRecogniser()
after(() => recogniser.close())

async function openPage(bytes: Uint8Array) {
  const opened = await openDocument(bytes, { recogniser })
  assert.ok(opened.kind === 'opened')
  const [page] = opened.document.pages
  assert.ok(page)
  return { kind: opened.document.kind, page, words: await page.words(), codes: await page.codes() }
}

const text = 'Total a pagar R$ 371,49 vencimento 02/10/2026 consumo 317 kWh instalação nº 11 cliente'

for (const rotate of [0, 90, 180, 270])
  test(`a text layer turned by ${rotate} degrees has upright words, each with its box`, async () => {
    const { kind, page, words } = await openPage(writePdf({ pages: [text], rotate }))
    const [total, , pagar] = words

    assert.equal(kind, 'pdf-text')
    assert.equal(page.source, 'text')
    assert.deepEqual([total?.text, pagar?.text], ['Total', 'pagar'])
    assert.ok(total && pagar && pagar.x0 > total.x1 && Math.abs(pagar.y0 - total.y0) < 0.1)
    // Helvetica's own widths: "Total" has 22.2 points at a size of 10, "pagar" begins 7.2 points and two spaces after it.
    assert.ok(Math.abs(total.x1 - total.x0 - 22.2) < 2.5 && Math.abs(pagar.x0 - total.x1 - 11.1) < 2.5)
  })

test('the codes printed in a PDF are decoded', async () => {
  const { codes } = await openPage(readFileSync('test/fixtures/bills/d01.pdf'))

  assert.deepEqual(codes.map(({ format }) => format).sort(), ['itf', 'qr', 'qr'])
  assert.ok(codes.some(({ text: code }) => code.startsWith('000201')))
})
