import { LABELS, type LabelledThing } from '../data/labels.ts'
import { type Box, boxOf, heightOf, overlap, type Piece, type Sheet } from '../layout/sheet.ts'
import { isNear, keyOf, mayBeNear, signsOf } from '../layout/text.ts'

/** A label found on a sheet. `isExact`: read letter by letter; otherwise some of its letters were misread. */
export type Label = Box & {
  thing: LabelledThing
  line: number
  first: number
  last: number
  key: string
  isExact: boolean
}

const VARIANTS = buildVariants()
/** Those that are also found with misread letters. */
const LENIENT = [...VARIANTS]
  .filter(([variant]) => variant.length >= 6)
  .map(([variant, things]) => ({ variant, signs: signsOf(variant), things }))
const LONGEST = Math.max(...[...VARIANTS.keys()].map(({ length }) => length))

/** Every label on the sheet, in one line or broken over two; the longest wording at a place wins. */
export function matchLabels(sheet: Sheet): Label[] {
  const fuzzy = sheet.source === 'ocr'
  const found = sheet.lines
    .flatMap(({ pieces }, line) => matchRun(pieces, line, fuzzy))
    .filter((label) => !isInProse(sheet, label))
  return [...found, ...matchBroken(sheet, found)]
}

/** In a sentence the words of a label label nothing, unless a colon follows: "SALDO ATUAL DE GERAÇÃO: 386,42 kWh". */
function isInProse(sheet: Sheet, { line, first, last }: Label): boolean {
  const { cells, pieces } = sheet.lines[line] ?? { cells: [], pieces: [] }
  const start = pieces[first]
  const cell = cells.find((one) => start !== undefined && one.pieces.includes(start))
  // "Valor da fatura do mês anterior" may be broken so that a line begins with "fatura do mês".
  if (/^(ANTERIOR|PASSADO|SEGUINTE)/.test(pieces[last + 1]?.key ?? '')) return true
  if (!cell || cell.pieces.length < 9 || (cell.pieces[0] === start && cell.pieces.length < 14)) return false
  return !/:$/.test(pieces[last]?.text ?? '') && !/^:/.test(pieces[last + 1]?.text ?? '')
}

function matchRun(pieces: Piece[], line: number, fuzzy: boolean): Label[] {
  const found: Label[] = []
  for (let first = 0; first < pieces.length; first++) {
    const label = longestAt(pieces, first, line, fuzzy)
    if (!label) continue
    found.push(...label)
    first = label[0]?.last ?? first
  }
  return found
}

function longestAt(pieces: Piece[], first: number, line: number, fuzzy: boolean): Label[] | null {
  let key = ''
  let best: Label[] | null = null
  for (let last = first; last < pieces.length && last < first + 9; last++) {
    const [piece, before] = [pieces[last], pieces[last - 1]]
    if (!piece || (last > first && before && piece.x0 - before.x1 > 1.3 * heightOf(before))) break
    if (piece.key === '' && last > first) continue
    key += piece.key
    if (key.length > LONGEST + 2) break
    const { things, isExact } = lookUp(key, fuzzy)
    if (things.length === 0 || (best && !isExact)) continue
    const box = boxOf(pieces.slice(first, last + 1))
    best = things.map((thing) => ({ ...box, thing, line, first, last, key, isExact }))
  }
  return best
}

function lookUp(key: string, fuzzy: boolean): { things: LabelledThing[]; isExact: boolean } {
  const exact = VARIANTS.get(key)
  if (exact) return { things: exact, isExact: true }
  if (!fuzzy || key.length < 6) return { things: [], isExact: false }
  const most = key.length < 9 ? 1 : Math.floor(key.length / 6)
  const own = signsOf(key)
  for (const { variant, signs, things } of LENIENT)
    if (mayBeNear(own, signs, most) && isNear(key, variant, most)) return { things, isExact: false }
  return { things: [], isExact: false }
}

/** Labels whose first words end one cell and whose last words begin the cell right below it. */
function matchBroken(sheet: Sheet, whole: Label[]): Label[] {
  const found: Label[] = []
  for (const upper of sheet.cells) {
    if (upper.pieces.length > 6) continue
    for (const lower of sheet.cells) {
      if (
        lower.line <= upper.line ||
        lower.y0 - upper.y1 > 0.9 * heightOf(upper) ||
        lower.y0 < upper.y0 + 0.4 * heightOf(upper)
      )
        continue
      if (overlap(upper.x0, upper.x1, lower.x0, lower.x1) < 0.5 || heightOf(lower) > 1.4 * heightOf(upper)) continue
      const key = keyOf(upper.text) + lower.pieces.map((piece) => piece.key).join('')
      const things = VARIANTS.get(key)
      if (!things) continue
      const line = sheet.lines[lower.line]
      const end = lower.pieces.at(-1)
      const last = line && end ? line.pieces.indexOf(end) : -1
      const isPart = whole.some((label) => label.line === lower.line && label.last === last && label.key === key)
      if (!isPart)
        for (const thing of things)
          found.push({
            ...boxOf([upper, lower]),
            y0: lower.y0,
            thing,
            line: lower.line,
            first: last,
            last,
            key,
            isExact: true,
          })
    }
  }
  return found
}

/** Keys of all wordings, each also without the leading "nº", which recognition reads in many ways. */
function buildVariants(): Map<string, LabelledThing[]> {
  const variants = new Map<string, LabelledThing[]>()
  const add = (key: string, thing: LabelledThing) => {
    const known = variants.get(key)
    if (!known) variants.set(key, [thing])
    else if (!known.includes(thing)) known.push(thing)
  }
  for (const thing of LABELS) {
    for (const text of thing.variants) {
      const key = keyOf(text)
      add(key, thing)
      if (/^N[Oº]/.test(key) && text.startsWith('Nº')) add(`N${key.slice(2)}`, thing)
      if (thing.kind === 'money' && !key.endsWith('R')) add(`${key}R`, thing)
    }
  }
  return variants
}
