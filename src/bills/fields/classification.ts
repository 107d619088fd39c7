import type { ConsumerClass, Phase, TariffFlag } from '../bill.ts'
import { type Cell, heightOf, overlap, type Sheet } from '../layout/sheet.ts'
import { fold } from '../layout/text.ts'
import type { Evidence } from './settle.ts'

/** Text of a whole line down to twelve words is a box or a row; longer text is prose, where words mean less. */
const isProse = (cell: Cell) => cell.pieces.length > 14

/** Phases named on the sheet. Prose counts little: it explains what the minimum of each phase is. */
export function findPhase(sheet: Sheet): Evidence<Phase>[] {
  return sheet.cells.flatMap((cell): Evidence<Phase>[] => {
    const text = fold(cell.text)
    const found = PHASES.filter(([, pattern]) => pattern.test(text))
    const [only] = found
    if (!only || found.length > 1) return []
    const weight = isProse(cell) ? 0.2 : 0.85
    return [{ value: only[0], source: 'text', weight: weight * confidenceOf(cell, only[1]) }]
  })
}

const PHASES: [Phase, RegExp][] = [
  ['monofasico', /MONOF[AÁ]S|\bMONO\b|\bMONOF\b/],
  ['bifasico', /\bBIF[AÁ]S|\bBIF\b/],
  ['trifasico', /\bTRIF[AÁ]S|\bTRIF\b|\bTRI\b/],
]

/** Subgroups as in "B1", "A4" or "AS" beside what says that they are one. */
export function findSubgroup(sheet: Sheet): Evidence<string>[] {
  return sheet.cells.flatMap((cell): Evidence<string>[] => {
    // "Convencional 81": only group B has that tariff.
    const text = fold(cell.text).replace(/(\bCONVENC\w*\s+)8(?=[1-4]\b)/, '$1B')
    if (isProse(cell)) return []
    const found = [...text.matchAll(/(?:^|[\s/:(|-])(B\s?[1-4LIJ]|A\s?[1-4]|A3A|AS)(?=$|[\s/,)|-])/g)]
    const isNamed =
      /CLASS|GRUPO|RESID|COMERC|RURAL|INDUSTR|CONVENC|HORARIA|HOROSAZ|MODALIDADE|PODER|MONO|BIF|TRIF|BRANCA|VERDE|AZUL|THS/.test(
        sheet.source === 'ocr' && cell.pieces.length < 3 ? fold(textAround(sheet, cell)) : text,
      )
    return found.map((match) => {
      const value = (match[1] ?? '').replace(/\s/g, '').replace(/^B[LIJ]$/, 'B1')
      return { value, source: 'text', weight: (isNamed ? 0.8 : value === 'AS' ? 0 : 0.35) * confidenceOf(cell, /./) }
    })
  })
}

/** What stands in the line of a cell, up to 60 points beside it: recognition cuts lines up. */
function textAround(sheet: Sheet, cell: Cell): string {
  return sheet.cells
    .filter(
      (other) =>
        overlap(other.y0, other.y1, cell.y0, cell.y1) > 0.4 && other.x0 - cell.x1 < 60 && cell.x0 - other.x1 < 60,
    )
    .map(({ text }) => text)
    .join(' ')
}

/** Consumer classes where the bill classifies, not where it tells stories. */
export function findConsumerClass(sheet: Sheet): Evidence<ConsumerClass>[] {
  const evidence: Evidence<ConsumerClass>[] = []
  for (const cell of sheet.cells) {
    const text = fold(cell.text)
    if (isProse(cell) || /TARIFA SOCIAL DE ENERGIA|TSEE FOI/.test(text)) continue
    const isClassifying =
      /CLASS|SUBCLASSE|GRUPO|CONVENC|\b[AB] ?[1-4]\b|HORARIA|MONO|BIF|TRIF|NORMAL|THS/.test(text) ||
      labelledClass(sheet, cell)
    const found: ConsumerClass | null = /BAIXA RENDA/.test(text)
      ? 'baixa_renda'
      : /\bRESID/.test(text)
        ? 'residencial'
        : /\bCOMERC|SERVICOS E OUTRAS/.test(text)
          ? 'comercial'
          : /\bRURAL\b|AGROPEC/.test(text)
            ? 'rural'
            : null
    if (!found || (found === 'rural' && /INFRAEST|COOPERATIVA/.test(text))) continue
    const alone = cell.pieces.length <= 2
    const weight = (isClassifying ? 0.8 : alone ? 0.5 : 0.1) * confidenceOf(cell, /./)
    evidence.push({ value: found, source: 'text', weight })
  }
  // "Residencial" is part of "residencial baixa renda": the narrower class decides.
  const low = evidence.filter(({ value, weight }) => value === 'baixa_renda' && weight >= 0.5)
  return low.length > 0 ? low : evidence
}

function labelledClass(sheet: Sheet, cell: Cell): boolean {
  return sheet.cells.some(
    (other) =>
      other.line < cell.line &&
      cell.y0 - other.y1 < 2.5 * heightOf(cell) &&
      overlap(other.x0, other.x1, cell.x0, cell.x1) > 0.3 &&
      /^(SUB)?CLASSE|^CLASSIFICA/.test(fold(other.text)),
  )
}

const FLAGS: [TariffFlag, RegExp][] = [
  ['vermelha2', /VERM\w*\.?[\s-]*(P\w*\.?\s*)?(2|II)\b/],
  ['vermelha1', /VERM\w*\.?[\s-]*(P\w*\.?\s*)?(1|I)\b/],
  ['amarela', /AMAREL|\bB\. ?AMAR/],
  ['verde', /VERDE/],
]

/** Flags named in a text, each once; a red flag without its level is none. */
export function flagsIn(text: string): TariffFlag[] {
  return FLAGS.filter(([, pattern]) => pattern.test(text)).map(([flag]) => flag)
}

/** Flags the page says are in force: "Bandeira tarifária vigente: Amarela", "Períodos Band. Tarif.: Verde: 16/08 a 15/09". */
export function findFlags(sheet: Sheet): Evidence<TariffFlag>[] {
  const evidence: Evidence<TariffFlag>[] = []
  const text = fold(sheet.lines.map((line) => line.text).join(' ')).replace(/\s+/g, ' ')
  for (const match of text.matchAll(
    /(?:BANDEIRA(?:S)?(?: TARIFARIAS?)?|BAND\.?(?: TARIF\w*\.?)?)(?: (?:VIGENTE|EM VIGOR|DO MES|NO MES|APLICADA|ATUAL))*[ :.=-]*(.{0,26})/g,
  )) {
    const [flag, ...more] = flagsIn((match[1] ?? '').replace(/\d\d\/\d\d.*$/, ''))
    if (flag && more.length === 0)
      evidence.push({ value: flag, source: 'text', weight: sheet.source === 'text' ? 0.6 : 0.5 })
  }
  return evidence
}

function confidenceOf(cell: Cell, pattern: RegExp): number {
  const pieces = cell.pieces.filter(({ text }) => pattern.test(fold(text)))
  return pieces.length === 0 ? 0.7 : Math.max(0.5, Math.min(...pieces.map(({ confidence }) => confidence)))
}
