// Draws the bills of this folder that other evals' bills do not cover: fictional people in the service area. `node scripts/run.mjs
// evals/bills/make-bills.ts`; the files are committed, so nothing has to be drawn to run the evals.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type CanvasRenderingContext2D, createCanvas, PDFDocument } from '@napi-rs/canvas'
import sharp from 'sharp'
import { qrMatrix } from '#src/sandbox/evolution/qr-matrix.ts'
import { withCheckDigits } from './payment-codes.ts'

type BillData = {
  holder: string
  street: string
  city: string
  installation: string
  month: string
  due: string
  kwh: number
  /** BRL for a kWh, taxes included. */
  tariff: number
  lightingBrl: number
}

const DISTRIBUTOR = 'NEOENERGIA PERNAMBUCO'
const LEGAL = 'Companhia Energética de Pernambuco - CNPJ 10.835.932/0001-08'
const [WIDTH, HEIGHT] = [595, 842]
const MONTHS = ['JAN', 'FEV', 'MAR', 'ABR', 'MAI', 'JUN', 'JUL', 'AGO', 'SET', 'OUT', 'NOV', 'DEZ']

/** How a month of the history differs from the newest, in kWh. */
const SWINGS = [0, -12, 8, 20, -6, 14, -18, 4, 10, -8, 2, -14, 6]

const HOUSE: BillData = {
  holder: 'CELIA FERREIRA DE ANDRADE',
  street: 'Rua do Amparo, 120',
  city: 'OLINDA',
  installation: '7001234567',
  month: '2026-09',
  due: '2026-10-12',
  kwh: 640,
  tariff: 1.0242,
  lightingBrl: 31.82,
}
const SHOP: BillData = {
  ...HOUSE,
  street: 'Av. Presidente Kennedy, 915 - Loja 2',
  installation: '7009876543',
  kwh: 402,
  lightingBrl: 24.17,
}
const OLD: BillData = { ...HOUSE, month: '2026-03', due: '2026-04-12', kwh: 598 }
const SMALL: BillData = {
  ...HOUSE,
  holder: 'OTAVIO LINS PEREIRA',
  installation: '7005551234',
  kwh: 180,
  lightingBrl: 12.4,
}

makePdf('casa-olinda.pdf', HOUSE)
makePdf('loja-olinda.pdf', SHOP)
makePdf('casa-olinda-marco.pdf', OLD)
makePdf('conta-baixa.pdf', SMALL)
await makePhoto('casa-olinda.jpg', HOUSE)
await makeDarkPhoto('casa-olinda-escura.jpg', HOUSE)

/** A digital PDF with a text layer. */
function makePdf(name: string, bill: BillData): void {
  const document = new PDFDocument()
  const page = document.beginPage(WIDTH, HEIGHT)
  draw(page, bill)
  document.endPage()
  writeFileSync(join(import.meta.dirname, name), document.close())
}

/** A photo as WhatsApp carries it: 1,600 pixels, a little turned, compressed. */
async function makePhoto(name: string, bill: BillData): Promise<void> {
  const photo = await sharp(drawSheet(bill, 2.6))
    .extend({ top: 60, bottom: 60, left: 60, right: 60, background: '#6b5a48' })
    .rotate(1.1, { background: '#6b5a48' })
    .resize({ height: 1600, fit: 'inside' })
    .jpeg({ quality: 72 })
    .toBuffer()
  writeFileSync(join(import.meta.dirname, name), photo)
}

/** A bill with bars instead of a QR code, photographed in the evening by a hand that shook: print runs together. */
async function makeDarkPhoto(name: string, bill: BillData): Promise<void> {
  const photo = await sharp(drawSheet(bill, 2.2, { withQr: false }))
    .extend({ top: 50, bottom: 50, left: 60, right: 60, background: '#6b5a48' })
    .rotate(-2.2, { background: '#6b5a48' })
    .resize({ height: 1600, fit: 'inside' })
    .blur(2)
    .linear(0.42, 4)
    .jpeg({ quality: 60 })
    .toBuffer()
  writeFileSync(join(import.meta.dirname, name), photo)
}

/** A bill on paper, as a PNG with `scale` pixels for each point. */
function drawSheet(bill: BillData, scale: number, options: { withQr?: boolean } = {}): Buffer {
  const canvas = createCanvas(WIDTH * scale, HEIGHT * scale)
  const page = canvas.getContext('2d')
  page.scale(scale, scale)
  page.fillStyle = '#fbfaf6'
  page.fillRect(0, 0, WIDTH, HEIGHT)
  draw(page, bill, options)
  return canvas.toBuffer('image/png')
}

function draw(page: CanvasRenderingContext2D, bill: BillData, { withQr = true } = {}): void {
  const text = (x: number, y: number, words: string, size = 8, weight = '') => {
    page.fillStyle = '#111'
    page.font = `${weight} ${size}px DejaVu Sans`
    page.fillText(words, x, y)
  }
  const field = (x: number, y: number, label: string, value: string, size = 10) => {
    text(x, y, label, 6.5)
    text(x, y + size + 3, value, size, 'bold')
  }
  const energy = Math.round(bill.kwh * bill.tariff * 100) / 100
  const total = Math.round((energy + bill.lightingBrl) * 100) / 100
  const [year = '', month = ''] = bill.month.split('-')
  text(30, 40, DISTRIBUTOR, 16, 'bold')
  text(30, 54, LEGAL, 7)
  text(330, 40, 'DANF3E - DOCUMENTO AUXILIAR DA NOTA FISCAL', 7)
  text(330, 50, 'DE ENERGIA ELÉTRICA ELETRÔNICA', 7)
  text(30, 84, bill.holder, 10, 'bold')
  text(30, 98, bill.street, 8)
  text(30, 110, `${bill.city} - PE  CEP 53020-000`, 8)
  field(330, 76, 'CÓDIGO DA INSTALAÇÃO', bill.installation)
  field(460, 76, 'CÓDIGO DO CLIENTE', '3004455667')
  field(330, 104, 'REF: MÊS/ANO', `${month}/${year}`)
  field(400, 104, 'VENCIMENTO', brazilian(bill.due))
  field(480, 104, 'TOTAL A PAGAR (R$)', money(total), 11)
  text(30, 140, 'CLASSIFICAÇÃO: B1 RESIDENCIAL - RESIDENCIAL', 8)
  text(30, 152, 'TIPO DE FORNECIMENTO: TRIFÁSICO', 8)
  text(330, 140, `DATA DE EMISSÃO: ${brazilian(bill.due).replace(/^\d\d/, '02')}`, 8)
  itemTable(text, bill, energy, total)
  history(text, bill)
  slip(page, text, bill, total, withQr)
}

type Text = (x: number, y: number, words: string, size?: number, weight?: string) => void

function itemTable(text: Text, bill: BillData, energy: number, total: number): void {
  const [name, unit, amount, price, value] = [30, 190, 240, 300, 400]
  text(name, 184, 'ITENS DA FATURA', 7, 'bold')
  text(unit, 184, 'UNID.', 7, 'bold')
  text(amount, 184, 'QUANT.', 7, 'bold')
  text(price, 184, 'PREÇO UNIT (R$) COM TRIBUTOS', 7, 'bold')
  text(value + 30, 184, 'VALOR (R$)', 7, 'bold')
  text(name, 200, 'Consumo-TUSD/TE')
  text(unit, 200, 'kWh')
  text(amount, 200, String(bill.kwh))
  text(price, 200, bill.tariff.toFixed(6).replace('.', ','))
  text(value + 30, 200, money(energy))
  text(name, 214, 'Ilum. Púb. Municipal')
  text(value + 30, 214, money(bill.lightingBrl))
  text(name, 230, 'TOTAL', 8, 'bold')
  text(value + 30, 230, money(total), 8, 'bold')
  text(name, 256, 'MEDIDOR', 7, 'bold')
  text(140, 256, 'LEITURA ANTERIOR', 7, 'bold')
  text(240, 256, 'LEITURA ATUAL', 7, 'bold')
  text(330, 256, 'CONSTANTE', 7, 'bold')
  text(410, 256, 'CONSUMO kWh', 7, 'bold')
  text(name, 270, '0012345678')
  text(140, 270, '12.450')
  text(240, 270, (12_450 + bill.kwh).toLocaleString('pt-BR'))
  text(330, 270, '1,00')
  text(410, 270, String(bill.kwh))
}

/** Thirteen months, the newest first; about the same every month. */
function history(text: Text, bill: BillData): void {
  text(30, 304, 'HISTÓRICO DE CONSUMO', 8, 'bold')
  text(30, 318, 'MÊS/ANO', 7, 'bold')
  text(100, 318, 'CONSUMO (kWh)', 7, 'bold')
  text(190, 318, 'DIAS', 7, 'bold')
  const newest = Temporal.PlainYearMonth.from(bill.month)
  for (let n = 0; n < 13; n++) {
    const at = newest.subtract({ months: n })
    const kwh = bill.kwh + (SWINGS[n] ?? 0)
    text(30, 332 + n * 13, `${MONTHS[at.month - 1]}/${at.year}`)
    text(110, 332 + n * 13, String(kwh))
    text(194, 332 + n * 13, '30')
  }
}

function slip(page: CanvasRenderingContext2D, text: Text, bill: BillData, total: number, withQr: boolean): void {
  const { line, bars, pix } = withCheckDigits({ totalBrl: total, month: bill.month, due: bill.due, city: bill.city })
  if (withQr) drawQr(page, text, pix)
  else drawBars(page, bars)
  text(30, 720, 'AUTENTICAÇÃO MECÂNICA - VIA DO BANCO', 7)
  text(30, 738, `VENCIMENTO ${brazilian(bill.due)}`, 8)
  text(200, 738, `TOTAL A PAGAR R$ ${money(total)}`, 9, 'bold')
  text(30, 760, line, 10, 'bold')
}

function drawBars(page: CanvasRenderingContext2D, widths: number[]): void {
  const narrow = 0.62
  let x = 40
  page.fillStyle = '#000'
  for (const [index, width] of widths.entries()) {
    if (index % 2 === 0) page.fillRect(x, 776, width * narrow, 34)
    x += width * narrow
  }
}

function drawQr(page: CanvasRenderingContext2D, text: Text, pix: string): void {
  const modules = qrMatrix(pix)
  const size = 120 / modules.length
  page.fillStyle = '#000'
  modules.forEach((row, y) => {
    row.forEach((dark, x) => {
      if (dark) page.fillRect(430 + x * size, 560 + y * size, size + 0.02, size + 0.02)
    })
  })
  text(430, 552, 'PAGUE COM PIX', 8, 'bold')
}

function money(brl: number): string {
  return brl.toLocaleString('pt-BR', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
}

function brazilian(date: string): string {
  return date.split('-').toReversed().join('/')
}
