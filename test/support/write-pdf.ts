/** Each page has one text. `script`: JavaScript that runs when the document is opened. `rotate`: degrees, of every page. */
export type PdfContent = { pages: string[]; script?: string; rotate?: number }

/** Writes a small PDF by hand, so that tests need neither a library nor a file. Pages of 595 × 842 points, Helvetica of 10 points. */
export function writePdf({ pages, script, rotate = 0 }: PdfContent): Buffer {
  const objects: string[] = []
  const add = (body: string) => objects.push(body)
  const first = 4
  const kids = pages.map((_, index) => `${first + index * 2} 0 R`).join(' ')
  const action = script === undefined ? '' : ` /OpenAction << /S /JavaScript /JS (${escapeText(script)}) >>`
  add(`<< /Type /Catalog /Pages 2 0 R${action} >>`)
  add(`<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`)
  add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>')
  for (const [index, text] of pages.entries()) {
    const content = `BT /F1 10 Tf 40 780 Td (${escapeText(text)}) Tj ET`
    add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Rotate ${rotate} /Resources << /Font << /F1 3 0 R >> >> /Contents ${first + index * 2 + 1} 0 R >>`,
    )
    add(`<< /Length ${content.length} >>\nstream\n${content}\nendstream`)
  }
  let file = '%PDF-1.7\n'
  const offsets = objects.map((body, index) => {
    const offset = file.length
    file += `${index + 1} 0 obj\n${body}\nendobj\n`
    return offset
  })
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const size = objects.length + 1
  file += `xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`
  return Buffer.from(file, 'latin1')
}

function escapeText(text: string): string {
  return text.replace(/[\\()]/g, '\\$&')
}
