import type { Pix } from '../codes/pix.ts'
import { type Cell, heightOf, overlap, type Sheet } from '../layout/sheet.ts'
import { fold } from '../layout/text.ts'
import type { Label } from './match-labels.ts'
import type { Evidence } from './settle.ts'

const UFS = 'AC|AL|AM|AP|BA|CE|DF|ES|GO|MA|MG|MS|MT|PA|PB|PE|PI|PR|RJ|RN|RO|RR|RS|SC|SE|SP|TO'
const CEP = /\b\d{2}\.?\d{3}-\s?\d{3}\b/

/** The client's block: name first, then the address down to the line with the postcode. */
export type Holder = { names: Evidence<string>[]; cities: Evidence<string>[]; ufs: Evidence<string>[] }

/** Finds name, city and state of the client. The distributor's own address is told by what stands around it. */
export function findHolder(sheet: Sheet, labels: Label[], distributorNames: string[]): Holder {
  const holder: Holder = { names: [], cities: [], ufs: [] }
  for (const block of addressBlocks(sheet)) {
    if (isCompany(sheet, block, distributorNames)) continue
    const place = placeOf(sheet, block)
    if (place) {
      holder.cities.push({ value: place.city, source: 'address', weight: 0.75 * place.confidence })
      if (place.uf) holder.ufs.push({ value: place.uf, source: 'address', weight: 0.7 * place.confidence })
    }
    if (!place) {
      const town = townAbove(block)
      if (town) holder.cities.push({ value: town, source: 'address', weight: sheet.source === 'text' ? 0.55 : 0.4 })
    }
    // What stands below the street is a district, though the name above it was not read.
    const street = block.findIndex(({ text }) => STREET.test(fold(text)))
    const name = block
      .slice(0, street < 0 ? 2 : Math.min(2, street))
      .map(nameOf)
      .find((one) => one !== null)
    if (name && !isDistributor(name.value, distributorNames))
      holder.names.push({ ...name, source: 'address', weight: 0.6 * name.weight })
  }
  for (const label of labels.filter(({ thing }) => thing.name === 'holderName')) {
    const name = namedBy(sheet, label)
    if (name && !isDistributor(name.value, distributorNames))
      holder.names.push({ ...name, source: 'label', weight: 0.65 * name.weight })
  }
  return holder
}

/** A town that ends with the one of the PIX code is that one: the hyphen after the district was lost ("CENTRO FORTALEZA"). */
export function confirmCities(cities: Evidence<string>[], pix: Pix[]): Evidence<string>[] {
  return cities.map((city) => {
    const town = pix
      .map(({ merchantCity }) => fold(merchantCity))
      .find((one) => one !== '' && fold(city.value).endsWith(` ${one}`))
    return town ? { ...city, value: city.value.slice(-town.length) } : city
  })
}

/** Left-aligned lines that end with a postcode line, up to six above it and one below. */
function addressBlocks(sheet: Sheet): Cell[][] {
  return sheet.cells
    .filter(({ text }) => CEP.test(text))
    .map((last) => {
      const block = [last]
      for (;;) {
        const top = block[0]
        if (!top || block.length >= 8) break
        const above = sheet.cells
          .filter(
            (cell) =>
              cell.line < top.line &&
              top.y0 - cell.y1 < 1.5 * heightOf(top) &&
              top.y0 > cell.y0 &&
              (Math.abs(cell.x0 - top.x0) < 5 ||
                (overlap(cell.x0, cell.x1, top.x0, top.x1) > 0.6 && Math.abs(cell.x0 - top.x0) < 22)),
          )
          .toSorted((a, b) => b.y0 - a.y0)[0]
        if (!above) break
        block.unshift(above)
      }
      const below = sheet.cells.find(
        (cell) => cell.line > last.line && Math.abs(cell.x0 - last.x0) < 5 && cell.y0 - last.y1 < 1.2 * heightOf(last),
      )
      return below ? [...block, below] : block
    })
}

function isCompany(sheet: Sheet, block: Cell[], distributorNames: string[]): boolean {
  const text = fold(block.map((cell) => cell.text).join(' '))
  if (/INSC\w*\.? ?(ESTADUAL|EST)|\bIE\b|OUVIDORIA|S\.?\/?A\.?( |$).*CNPJ/.test(text)) return true
  if (isDistributor(text, distributorNames)) return true
  const [first, last] = [block[0], block.at(-1)]
  if (!first || !last) return false
  const near = sheet.cells.filter(
    (cell) => cell.y0 < last.y1 + 14 && cell.y1 > first.y0 - 14 && overlap(cell.x0, cell.x1, first.x0, first.x1) > 0,
  )
  return near.some(({ text: other }) => /INSC\w*\.? ?(NO CNPJ|ESTADUAL|EST\b)/.test(fold(other)))
}

/** "30132-327 BELO HORIZONTE, MG", "VILA NOVA - DIADEMA - SP" above "CEP: 09260-695", "CEP 41181-900 SALVADOR/BA". */
function placeOf(sheet: Sheet, block: Cell[]): { city: string; uf: string | null; confidence: number } | null {
  const cepAt = block.findLastIndex(({ text }) => CEP.test(text))
  const order = [block[cepAt], block[cepAt - 1], block[cepAt + 1]].map((cell) => cell && widen(sheet, cell))
  for (const cell of order) {
    if (!cell) continue
    const text = fold(cell.text)
      .replace(/\bCEP:?/g, ' ')
      .replace(CEP, ' | ')
      .replace(/\b(CIDADE|MUNICIPIO|BAIRRO|UF)\b:?/g, ' - ')
      .trim()
    const found = new RegExp(
      `(?:^|[-–|,/])\\s*([A-Z][A-Z' .]{2,40}?)\\s*[-–,/ |]\\s*\\(?(${UFS})\\)?(?=$|[\\s|,.-])`,
    ).exec(text)
    if (!found?.[1] || !found[2]) continue
    // Specks before the town are read as a short word.
    const city = originalOf(cell, found[1].trim()).replace(/^[A-Z]{1,2} (?=[A-ZÀ-Ú]{4})/, '')
    return {
      city,
      uf: found[2],
      confidence: Math.min(...cell.pieces.map(({ confidence }) => confidence)) > 0.6 ? 1 : 0.5,
    }
  }
  return null
}

/** Without a state, the town stands alone in the line above the postcode: "RONDONÓPOLIS (AG: 19)". */
function townAbove(block: Cell[]): string | null {
  const at = block.findLastIndex(({ text }) => CEP.test(text))
  // Name, street, district, town, postcode: with fewer lines the one above may be the district.
  const cell = block[at - 1]
  if (!cell || at < 3) return null
  const text = cell.text.replace(/\(.*$/, '').trim().toUpperCase()
  return /^[A-ZÀ-Ú' ]{3,40}$/.test(text) && !STREET.test(fold(text)) ? text : null
}

/** A cell with what follows it in its line at a short distance: a postcode and its city may stand a little apart. */
function widen(sheet: Sheet, cell: Cell): Cell {
  const pieces = [...cell.pieces]
  for (const next of sheet.lines[cell.line]?.cells ?? []) {
    const last = pieces.at(-1)
    if (!last || next.x0 < last.x1 || next.x0 - last.x1 > 3 * heightOf(cell)) continue
    // Words that stand well apart are not of one name, though the hyphen between them was lost.
    if (next.x0 - last.x1 > 1.1 * heightOf(cell)) pieces.push({ ...last, x0: last.x1, text: '-', key: '' })
    pieces.push(...next.pieces)
  }
  return { ...cell, pieces, text: pieces.map(({ text }) => text).join(' ') }
}

/** The city as printed, with its accents. */
function originalOf(cell: Cell, folded: string): string {
  const words = folded.split(' ')
  for (let at = 0; at + words.length <= cell.pieces.length; at++) {
    const run = cell.pieces
      .slice(at, at + words.length)
      .map(({ text }) => text.replace(/[,/|-]+$/g, '').replace(/^[,/|-]+/g, ''))
    if (fold(run.join(' ')) === folded) return run.join(' ').toUpperCase()
  }
  return folded
}

const STREET =
  /^(R|RUA|AV|AVENIDA|AL|ALAMEDA|TRAV|TRAVESSA|TV|ROD|RODOVIA|ESTRADA|EST|PRACA|PCA|PC|LARGO|VIELA|QD|QUADRA|LOTE|FAZENDA|SITIO|CHACARA|POVOADO|SETOR|CONJ|CONJUNTO|BAIRRO|CEP|CPF|CNPJ|ENDERECO|BR|LINHA|LADEIRA|BECO|COND|CONDOMINIO|VILA|JARDIM|VIA|SQN|SQS|Q|LOTEAMENTO|RES|RESIDENCIAL)\b/
/** "Nome do clunte" is a misread label. */
const NOT_STARTS = /^(D[OAE]S?|E|EM|NO|NA)\b/
const NOT_NAMES =
  /\b(DATA|LEITURA|TOTAL|VENCIMENTO|NOTA FISCAL|CLIENTE|CONSUMIDORA|FATURA|REFERENCIA|INSTALACAO|CODIGO|CLASSIFICA|TENSAO|ENERGIA ELETRICA|CONTA DE|DOCUMENTO|TARIFA|CHAVE|FORNECIMENTO|PAGADOR|ENDERECO|MEDIDOR|PAGUE|PAGAR|HISTORICO|CONSUMO|PROTOCOLO|EMISSAO|BANCO|RESIDENCIAL|CPF|MES\/ANO|DISTRIBUIDORA|NOME|DADOS|ATENDIMENTO|AVISO|GRUPO|CEP)\b/

/** A cell as a name: letters only, at least two words, neither an address nor a heading. */
function nameOf(cell: Cell): Evidence<string> | null {
  const text = cell.text
    .replace(/^(nome( do cliente)?|cliente|pagador|titular)\s*:\s*/i, '')
    .replace(/\s*[-–|]?\s*(CPF|CNPJ)\b.*$/i, '')
    .replace(/^[^A-Za-zÀ-ú]+|[^A-Za-zÀ-ú.)]+$/g, '')
    .trim()
  const folded = fold(text)
  const words = folded.split(/\s+/)
  if (words.length < 2 || words.length > 9 || /[0-9:;*]/.test(text) || text.length < 7 || text.length > 60) return null
  if (NOT_STARTS.test(folded) || STREET.test(folded) || NOT_NAMES.test(folded) || !/^[A-Z' .&/()-]+$/.test(folded))
    return null
  const upper = text.replace(/[^A-ZÀ-Ú]/g, '').length / text.replace(/[^A-Za-zÀ-ú]/g, '').length
  const confidence = cell.pieces.reduce((sum, piece) => sum + piece.confidence, 0) / cell.pieces.length
  return { value: text.toUpperCase(), source: 'text', weight: Math.max(0.3, confidence) * (upper > 0.7 ? 1 : 0.75) }
}

function namedBy(sheet: Sheet, label: Label): Evidence<string> | null {
  const line = sheet.lines[label.line]
  const own = line?.cells.find(({ pieces }) => pieces.some((piece) => piece === line.pieces[label.first]))
  // In the middle of a sentence "consumidor" or "nome" labels nothing.
  if (!own || own.pieces[0] !== line?.pieces[label.first] || own.pieces.length > label.last - label.first + 8)
    return null
  const beside = line?.pieces.filter((piece) => piece.x0 >= label.x1 - 1)
  const [next] = beside ?? []
  if (line && next && next.x0 - label.x1 < 3 * heightOf(label)) {
    const cell = line.cells.find(({ pieces }) => pieces.includes(next))
    if (cell) {
      const rest = cell.pieces.filter((piece) => piece.x0 >= label.x1 - 1)
      const found = nameOf({ ...cell, text: rest.map(({ text }) => text).join(' '), pieces: rest })
      if (found) return found
    }
  }
  const below = sheet.cells
    .filter(
      (cell) =>
        cell.y0 > label.y0 + 0.5 * heightOf(label) &&
        cell.y0 - label.y1 < 20 &&
        cell.x0 < label.x1 &&
        cell.x1 > label.x0 &&
        Math.abs(cell.x0 - label.x0) < 30,
    )
    .toSorted((a, b) => a.y0 - b.y0)[0]
  return below ? nameOf(below) : null
}

function isDistributor(text: string, names: string[]): boolean {
  const folded = fold(text)
  return (
    names.some((name) => name.length > 4 && folded.includes(name)) ||
    /\b(DISTRIBUICAO|DISTRIBUIDORA|ELETRICIDADE|CONCESSIONARIA|ENERGETICA)\b|FORCA E LUZ|\bENERGIA S/.test(folded)
  )
}
