import { dueDateOf } from '../codes/boleto.ts'
import type { Distributor } from '../data/distributors.ts'
import type { LaidOutDocument } from '../layout/document.ts'
import type { Sheet } from '../layout/sheet.ts'
import { fold } from '../layout/text.ts'
import type { Token } from '../layout/tokens.ts'
import { isoMonth, parseDate, parseMonth, realDate } from '../layout/values.ts'
import type { Claim } from './claim-values.ts'
import { claimsOf } from './claim-values.ts'
import type { Evidence } from './settle.ts'

/** How much one printed reading of a value is worth: nearly sure in a text layer, as sure as its words in a picture. */
export function labelWeight<T>(claim: Claim<T>, base = 0.75): number {
  const distance = claim.cost < 24 ? 1 : claim.cost < 42 ? 0.8 : claim.cost < 60 ? 0.5 : 0.3
  return base * distance * (claim.token.confidence >= 0.999 ? 1 : Math.max(0.25, claim.confidence) ** 1.5)
}

/** What the places of the bill say about the total. */
export function gatherTotal({ pages, codes }: LaidOutDocument, itemsTotal: Evidence<number>[]): Evidence<number>[] {
  const fromCodes = [
    ...codes.slips.flatMap(({ amountBrl }) =>
      amountBrl === null ? [] : [{ value: amountBrl, source: 'barcode', weight: 0.95 }],
    ),
    ...codes.pix.flatMap(({ amountBrl }) =>
      amountBrl === null ? [] : [{ value: amountBrl, source: 'pix', weight: 0.95 }],
    ),
  ]
  const printed = pages.flatMap(({ money }) =>
    claimsOf(money, 'totalAmount')
      .filter(({ value }) => value.value > 0)
      .map((claim) => ({ value: claim.value.value, source: 'label', weight: labelWeight(claim, 0.7) })),
  )
  return [...fromCodes, ...printed, ...itemsTotal]
}

/** What says which month is billed. `YYYY-MM`. */
export function gatherMonth({ pages, codes }: LaidOutDocument): Evidence<string>[] {
  const printed = pages.flatMap(({ months }) =>
    claimsOf(months, 'referenceMonth').map((claim) => ({
      value: isoMonth({ month: claim.value.month, year: claim.value.year ?? 0 }),
      source: 'label',
      // A bare "mês/ano" also heads the history table, whose months stand below it.
      weight: labelWeight(claim, /^(MESANO|MES|REFERENCIA|REF)$/.test(claim.label.key) ? 0.5 : 0.8),
    })),
  )
  const fromPix = codes.pix.flatMap(({ info }): Evidence<string>[] => {
    const month = parseMonth(/REF\w*\.?:? *([A-Z]{3,9} ?\/? ?\d{2,4}|\d{1,2}\/\d{2,4})/.exec(fold(info))?.[1] ?? '')
    return month?.year
      ? [{ value: isoMonth({ month: month.month, year: month.year }), source: 'pix', weight: 0.95 }]
      : []
  })
  return [
    ...fromPix,
    ...printed,
    ...rowOfThree(pages).map(({ month }) => ({ value: month, source: 'row', weight: 0.5 })),
  ]
}

/** What says when the bill is due. `near`: a date around which a bank slip's due factor is taken. */
export function gatherDueDate({ pages, codes }: LaidOutDocument, near: Temporal.PlainDate): Evidence<string>[] {
  const printed = pages.flatMap(({ dates }) =>
    claimsOf(dates, 'dueDate').map((claim) => ({ value: claim.value, source: 'label', weight: labelWeight(claim) })),
  )
  const fromPix = codes.pix.flatMap(({ info }): Evidence<string>[] => {
    const date = parseDate(/VENC\w*\.?:? *(\d{2}\/\d{2}\/\d{2,4})/.exec(fold(info))?.[1] ?? '')
    return date ? [{ value: date, source: 'pix', weight: 0.95 }] : []
  })
  const fromSlip = codes.slips.flatMap((slip): Evidence<string>[] => {
    if (slip.kind === 'boleto') {
      const due = dueDateOf(slip.dueFactor, near)
      return due ? [{ value: due.toString(), source: 'barcode', weight: 0.95 }] : []
    }
    return []
  })
  return [
    ...fromPix,
    ...fromSlip,
    ...printed,
    ...rowOfThree(pages).map(({ date }) => ({ value: date, source: 'row', weight: 0.5 })),
  ]
}

/** Dates of one label, as evidence. */
export function gatherDate({ pages }: LaidOutDocument, name: string): Evidence<string>[] {
  return pages.flatMap(({ dates }) =>
    claimsOf(dates, name).map((claim) => ({ value: claim.value, source: 'label', weight: labelWeight(claim) })),
  )
}

/** The next reading; when only day and month are printed, it is the first such day after the reference month began. */
export function gatherNextReading(document: LaidOutDocument, month: string | undefined): Evidence<string>[] {
  const whole = gatherDate(document, 'readingNextDate')
  if (!month) return whole
  const short = document.pages
    .flatMap(({ dayMonths }) => claimsOf(dayMonths, 'readingNextDate'))
    .flatMap((claim): Evidence<string>[] => {
      const start = Number(month.slice(0, 4))
      const year = claim.value.month < Number(month.slice(5)) ? start + 1 : start
      const date = realDate(claim.value.day, claim.value.month, year)
      return date ? [{ value: date, source: 'label', weight: labelWeight(claim) }] : []
    })
  return [...whole, ...short, ...readingRows(document).map(({ next }) => ({ value: next, source: 'row', weight: 0.7 }))]
}

/** Issue dates with a label; without any, the only date between the current reading and the due date. */
export function gatherIssueDate(document: LaidOutDocument, due: string | null): Evidence<string>[] {
  const labelled = gatherDate(document, 'issueDate')
  const [reading] = readingRows(document)
  if (labelled.length > 0 || !reading || !due) return labelled
  const between = document.pages
    .flatMap(({ tokens }) => tokens.dates)
    .filter(({ value }) => value > reading.current && value < due)
  const dates = new Set(between.map(({ value }) => value))
  return dates.size === 1 ? [...dates].map((value) => ({ value, source: 'order', weight: 0.6 })) : []
}

/** Rows that prove what they are: previous reading, current reading, the days between them, and the next reading. */
function readingRows({ pages }: LaidOutDocument): { current: string; next: string }[] {
  return pages.flatMap(({ tokens }) =>
    tokens.dates.flatMap((previous) => {
      const row = tokens.dates
        .filter(({ line, x0 }) => line === previous.line && x0 > previous.x1)
        .toSorted((a, b) => a.x0 - b.x0)
      const [current, next] = row
      if (!current || !next) return []
      const days = Temporal.PlainDate.from(previous.value).until(Temporal.PlainDate.from(current.value)).days
      const ahead = Temporal.PlainDate.from(current.value).until(Temporal.PlainDate.from(next.value)).days
      const isCounted = tokens.numbers.some(
        ({ line, value, x0 }) => line === previous.line && x0 > previous.x1 && value.value === days,
      )
      return isCounted && days > 10 && ahead > 10 && ahead < 60 ? [{ current: current.value, next: next.value }] : []
    }),
  )
}

/** Dates that can belong to a bill of this month: up to `days` after it began. A misread year falls out. */
export function datesNear(evidence: Evidence<string>[], month: string | undefined, days: number): Evidence<string>[] {
  if (month === undefined) return evidence
  const start = Temporal.PlainDate.from(`${month}-01`)
  return evidence.filter(({ value }) => {
    const distance = start.until(Temporal.PlainDate.from(value)).days
    return distance >= 0 && distance <= days
  })
}

/** Month, due date and amount side by side in one row: what a bill says largest, and all that is left of it where labels are pictures. */
function rowOfThree(pages: LaidOutDocument['pages']) {
  return pages.flatMap(({ tokens }) =>
    tokens.months.flatMap((month) => {
      const { year } = month.value
      const date = tokens.dates.find((one) => one.line === month.line && one.x0 > month.x1)
      const money = tokens.numbers.find(
        (one) => one.line === month.line && one.value.decimals === 2 && date && one.x0 > date.x1,
      )
      if (!date || !money || year === null) return []
      const iso = isoMonth({ month: month.value.month, year })
      const gap = Temporal.PlainDate.from(`${iso}-01`).until(Temporal.PlainDate.from(date.value)).days
      return gap > 0 && gap < 95 ? [{ month: iso, date: date.value, amount: money.value.value }] : []
    }),
  )
}

/** Numbers of the connection point. The national 15-digit form is known by its form alone. */
export function gatherInstallation(document: LaidOutDocument, distributor: Distributor | null): Evidence<string>[] {
  const evidence: Evidence<string>[] = []
  for (const { identifiers, tokens, sheet } of document.pages) {
    for (const claim of claimsOf(identifiers, 'installationNumber')) {
      if (ENERGISA_CLIENT.test(claim.value)) continue
      // Rows of compensation name the units that share their energy.
      if (/INJ|SCEE|GERAD|BENEFIC|CREDIT|ORIGEM/.test(fold(sheet.lines[claim.label.line]?.text ?? ''))) continue
      if (isPlausibleId(claim.value, document) && !isFragment(claim.token, sheet))
        evidence.push({ value: trimId(claim.value), source: 'label', weight: labelWeight(claim) })
    }
    for (const token of tokens.identifiers) {
      if (/^\d{1,3}(\.\d{3}){3,4}-\d{2}$/.test(token.value))
        evidence.push({ value: token.value, source: 'form', weight: 0.7 * Math.max(0.3, token.confidence) ** 1.5 })
    }
  }
  if (evidence.length === 0)
    evidence.push(
      ...clientsByForm(document, distributor)
        .slice(0, 1)
        .flatMap(({ unit }) => (unit ? [{ value: unit.value, source: 'form', weight: 0.5 * unit.confidence }] : [])),
    )
  if (evidence.length === 0 && distributor?.group === 'EQUATORIAL') {
    for (const { identifiers } of document.pages)
      for (const claim of claimsOf(identifiers, 'contractAccount'))
        evidence.push({ value: trimId(claim.value), source: 'label', weight: labelWeight(claim, 0.6) })
  }
  // Some slips repeat the client's number under a name that elsewhere means the unit ("matrícula").
  const clients = new Set(
    document.pages
      .flatMap(({ identifiers }) => claimsOf(identifiers, 'clientNumber'))
      .map(({ value }) => trimId(value)),
  )
  const others = evidence.filter(({ value }) => !clients.has(value))
  return sameDigits(others.length > 0 ? others : evidence)
}

export function gatherClient(document: LaidOutDocument, distributor: Distributor | null): Evidence<string>[] {
  const byForm = clientsByForm(document, distributor).map(({ value }) => ({ value, source: 'form', weight: 0.6 }))
  const evidence = document.pages.flatMap(({ identifiers, sheet }) =>
    claimsOf(identifiers, 'clientNumber')
      .filter(({ value, token }) => isPlausibleId(value, document) && !isFragment(token, sheet))
      .map((claim) => ({
        value: trimId(claim.value),
        source: 'label',
        weight: labelWeight(claim, claim.label.key === 'CLIENTE' ? 0.5 : 0.75),
      })),
  )
  return sameDigits([...evidence, ...byForm])
}

const ENERGISA_CLIENT = /^\d\/\d{5,8}-\d$/

/** Energisa's client numbers have a form of their own, "6/1234567-8", and the unit's number stands to their right. */
function clientsByForm({ pages }: LaidOutDocument, distributor: Distributor | null) {
  if (distributor?.group !== 'ENERGISA') return []
  return pages.flatMap(({ tokens, identifiers }) =>
    tokens.identifiers
      .filter(({ value, confidence }) => ENERGISA_CLIENT.test(value) && confidence > 0.6)
      .map((token) => ({
        value: token.value,
        unit: tokens.identifiers.find(
          ({ line, x0, value }) =>
            line === token.line &&
            x0 > token.x1 &&
            !identifiers.some((claim) => claim.value === value) &&
            value.replace(/\D/g, '').length >= 7,
        ),
      })),
  )
}

const trimId = (value: string) => value.replace(/^[./-]+|[./-]+$/g, '')

/** Not a CPF, a CNPJ, a telephone number, a postcode, nor part of a code. */
function isPlausibleId(value: string, { codes }: LaidOutDocument): boolean {
  const digits = value.replace(/\D/g, '')
  if (/^\d{3}\.\d{3}\.\d{3}-\d{2}$|\d{2}\.\d{3}\.\d{3}\/\d{4}|^0800|^\d{5}-\d{3}$|^\d{2}\/\d{2,4}$/.test(value))
    return false
  if (digits.length < 5 || digits.length > 16) return false
  if (codes.slips.some(({ line }) => digits.length >= 8 && line.includes(digits))) return false
  return !codes.keys.some(({ key }) => key.includes(digits) && digits.length > 12)
}

/** Figures right before or behind it were cut off: "0.823 270.236 069-86". */
function isFragment({ line, first, last, x0, x1, y0, y1 }: Token<string>, { lines }: Sheet): boolean {
  const pieces = lines[line]?.pieces ?? []
  const [before, behind] = [pieces[first - 1], pieces[last + 1]]
  const room = 1.2 * (y1 - y0)
  const isFigures = (text = '') => /^[\d.-]*\d[\d.-]*$/.test(text)
  return (
    (before !== undefined && isFigures(before.text) && x0 - before.x1 < room) ||
    (behind !== undefined && isFigures(behind.text) && behind.x0 - x1 < room)
  )
}

/** Numbers with the same digits are the same number, however they are printed; the longest form is kept. */
function sameDigits(evidence: Evidence<string>[]): Evidence<string>[] {
  const forms = new Map<string, string>()
  for (const { value } of evidence) {
    const digits = value.replace(/\D/g, '').replace(/^0+/, '')
    const known = forms.get(digits)
    if (!known || value.length > known.length) forms.set(digits, value)
  }
  return evidence.map((one) => ({
    ...one,
    value: forms.get(one.value.replace(/\D/g, '').replace(/^0+/, '')) ?? one.value,
  }))
}
