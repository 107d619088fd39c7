import type { LooksLike } from './bill.ts'
import { DISTRIBUTORS } from './data/distributors.ts'
import { claimsOf } from './fields/claim-values.ts'
import { findDistributor } from './fields/distributor.ts'
import type { LaidOutDocument } from './layout/document.ts'
import { fold, isNear } from './layout/text.ts'

export type DocumentKind = { isEnergyBill: boolean; readable: boolean; looksLike?: LooksLike; billPage?: number }

/** What a document is, by its codes first and by its words then. */
export function classifyDocument(document: LaidOutDocument): DocumentKind {
  const { codes, pages } = document
  const text = fold(document.text).replace(/\s+/g, ' ')
  const words = pages.flatMap(({ sheet }) => sheet.lines.flatMap((line) => line.pieces))
  const legible = words.filter(({ confidence, key }) => confidence > 0.6 && key.length >= 3 && /[A-Z]{3}/.test(key))
  const energy = energyPoints(text, codes)
  const other = OTHERS.map(([looksLike, pattern]) => ({
    looksLike,
    points: new Set(text.match(pattern) ?? []).size,
  })).toSorted((a, b) => b.points - a.points)[0]
  const byCode = kindByCode(codes)
  if (byCode === 'energy') return { isEnergyBill: true, readable: true, billPage: billPageOf(document) }
  if (byCode) return { isEnergyBill: false, readable: true, looksLike: byCode }
  if (energy >= 3 && energy > (other?.points ?? 0))
    return { isEnergyBill: true, readable: true, billPage: billPageOf(document) }
  if (!other?.points && isBlurredBill(document))
    return { isEnergyBill: true, readable: true, billPage: billPageOf(document) }
  if (legible.length < 25) {
    const looksLike = legible.length < 8 ? 'photo' : 'unknown'
    const readable = legible.length >= 8 ? !document.isBlurred : words.length < 60
    return { isEnergyBill: false, readable, looksLike }
  }
  if (other && other.points >= 2 && other.points >= energy)
    return { isEnergyBill: false, readable: true, looksLike: other.looksLike }
  return {
    isEnergyBill: false,
    readable: document.source === 'text' || (!document.isBlurred && legible.length / Math.max(1, words.length) > 0.2),
    looksLike: 'unknown',
  }
}

/** Hardly a word can be read, but a total, and a title that only bills of electricity have where nothing speaks of water or gas. */
function isBlurredBill({ pages, source }: LaidOutDocument): boolean {
  const titles = pages.flatMap(({ sheet }) => sheet.cells.map((cell) => cell.pieces.map(({ key }) => key).join('')))
  return (
    source === 'ocr' &&
    titles.some((title) => isNear(title, 'HISTORICODECONSUMO', 4)) &&
    pages.some(({ money }) => claimsOf(money, 'totalAmount').length > 0)
  )
}

function kindByCode(codes: LaidOutDocument['codes']): 'energy' | LooksLike | null {
  const models = codes.keys.map(({ model }) => model)
  if (models.includes(66)) return 'energy'
  if (models.includes(62)) return 'phone-bill'
  if (models.some((model) => model === 55 || model === 65)) return 'receipt'
  for (const slip of codes.slips) {
    if (slip.kind !== 'arrecadacao') continue
    if (slip.segment === 2) return 'water-bill'
    if (slip.segment === 4) return 'phone-bill'
  }
  return null
}

/** Points for each thing that only electricity bills have. */
function energyPoints(text: string, codes: LaidOutDocument['codes']): number {
  const distributor = DISTRIBUTORS.some(({ names }) => names.some((name) => name.length > 4 && text.includes(name)))
  // Gas is paid with slips of the same segment.
  const mayBeGas = /\bGAS\b/.test(text) && !/\bKWH\b/.test(text)
  const slip = !mayBeGas && codes.slips.some((one) => one.kind === 'arrecadacao' && one.segment === 3)
  // Who is paid is a distributor: as good as its name in large letters, which is often only a picture.
  const paid = findDistributor(codes, '').length > 0
  return new Set(text.match(ENERGY) ?? []).size + (distributor ? 1 : 0) + (slip ? 2 : 0) + (paid ? 3 : 0)
}

const ENERGY =
  /ENERGIA ELETRICA|\bKWH\b|BANDEIRA|\bTUSD\b|UNIDADE CONSUMIDORA|ILUM\w* PUB\w*|\bANEEL\b|NF3E|DANF3E|MONOFASIC|BIFASIC|TRIFASIC|CONSUMO FATURADO|HISTORICO DE CONSUMO|ENERGIA ATIVA|TARIFA SOCIAL|SUBGRUPO|\bCOSIP\b|\bCIP\b|CONVENCIONAL B1|B1 RESIDENCIAL|INSTALACAO|\bUC\b|BAND\. ?TARIF|EQUIPAMENTOS DE MEDICAO/g

const OTHERS: [LooksLike, RegExp][] = [
  ['water-bill', /\bAGUA\b|ESGOTO|\bM3\b|SANEAMENTO|HIDROMETRO|\bECONOMIAS\b|TURBIDEZ|\bCLORO\b/g],
  ['gas-bill', /GAS NATURAL|GAS CANALIZADO|COMGAS|NATURGY|\bGLP\b|\bPCS\b|\bKCAL\b|TERMO FIXO|\bGAS\b/g],
  [
    'phone-bill',
    /INTERNET|TELECOM\w*|BANDA LARGA|\bFIBRA\b|MINUTOS|FRANQUIA|ANATEL|FUST|FUNTTEL|\bGB\b|\bMEGA\b|LIGACOES|DOWNLOAD/g,
  ],
  [
    'receipt',
    /CUPOM|CAIXA|TROCO|NFC-?E|\bSAT\b|QTDE?\.? ?TOTAL|DINHEIRO|CARTAO|\bVL\.? ?ITEM|\bUN\b|COMPROVANTE|TRANSFERENCIA|CONSUMIDOR NAO IDENTIFICADO/g,
  ],
  ['contract', /CONTRATO DE|CONTRATANTE|CONTRATADA|CLAUSULA|FORO|TESTEMUNHAS|AS PARTES/g],
  ['proposal', /PROPOSTA|ORCAMENTO|KWP|INVERSOR|PAYBACK|MODULOS|PAINEIS|VALIDADE DA PROPOSTA|INVESTIMENTO/g],
]

/** The page with most of the labels of a bill. */
function billPageOf({ pages }: LaidOutDocument): number {
  const counted = pages.map(({ sheet, money, dates }) => ({ page: sheet.page, points: money.length + dates.length }))
  return counted.toSorted((a, b) => b.points - a.points)[0]?.page ?? 1
}
