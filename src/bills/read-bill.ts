import type { BillCheck, BillFields, BillReading } from './bill.ts'
import { classifyDocument } from './classify.ts'
import { DISTRIBUTORS } from './data/distributors.ts'
import { flagItems, itemsTotal, lightingAmount, sumHolds, tariffs } from './fields/charges.ts'
import { findConsumerClass, findFlags, findPhase, findSubgroup } from './fields/classification.ts'
import { findDistributor, findGroup } from './fields/distributor.ts'
import { readEnergy } from './fields/energy.ts'
import {
  datesNear,
  gatherClient,
  gatherDueDate,
  gatherInstallation,
  gatherIssueDate,
  gatherMonth,
  gatherNextReading,
  gatherTotal,
} from './fields/gather.ts'
import { confirmCities, findHolder } from './fields/holder.ts'
import { readItems } from './fields/items.ts'
import { readMeterRows } from './fields/meter.ts'
import { type Evidence, settle } from './fields/settle.ts'
import { type LaidOutDocument, layOut } from './layout/document.ts'
import type { Page } from './page.ts'

/** Energy is at least this part of a bill, taxes, flags and public lighting the rest. */
const ENERGY_PART = 0.65
/** Of a blurred page what is less certain than this is a guess: one place that was not read surely. Two that agree are more. */
const AGREED = 0.7

/**
 * Reads an electricity bill from its pages. What is not certain is left out; what disagrees is left out and named in `warnings`. Documents
 * of people (CPF, CNPJ) are never part of the answer. Pure: the same pages always give the same answer.
 */
export function readBill(pages: Page[]): BillReading {
  const document = layOut(pages)
  const kind = classifyDocument(document)
  const reading: BillReading = { ...kind, fields: {}, confidence: {}, provenance: {}, checks: [], warnings: [] }
  if (!kind.isEnergyBill || !kind.readable) return reading
  fill(reading, document)
  return reading
}

function fill(reading: BillReading, document: LaidOutDocument): void {
  const { codes } = document
  const put = <K extends keyof BillFields>(
    name: K,
    evidence: Evidence<NonNullable<BillFields[K]>>[],
    enough?: number,
  ) => {
    const settled = settle(evidence, document.isBlurred ? Math.max(AGREED, enough ?? 0) : enough)
    if (settled === null) return undefined
    if ('conflict' in settled) {
      reading.warnings.push(`${name}: ${settled.conflict.join(' and ')} disagree`)
      return undefined
    }
    reading.fields[name] = settled.value
    reading.confidence[name] = settled.confidence
    reading.provenance[name] = settled.sources
    return settled.value
  }

  const distributor = settle(findDistributor(codes, document.text))
  const known = distributor && 'value' in distributor ? distributor.value : null
  if (known && distributor && 'value' in distributor) {
    const { confidence, sources } = distributor
    put('distributor', [{ value: known.name, source: sources[0] ?? 'text', weight: confidence }])
    put('uf', [{ value: known.uf, source: sources[0] ?? 'text', weight: confidence }])
    if (!sources.includes('text'))
      put('distributorCnpj', [{ value: known.cnpj, source: sources[0] ?? 'text', weight: confidence }])
  } else {
    const group = findGroup(document.text)
    if (group) put('distributor', [{ value: group, source: 'text', weight: 0.6 }])
  }

  const items = document.pages.flatMap(({ sheet, tokens }) => readItems(sheet, tokens))
  const meters = document.pages.flatMap(({ sheet, tokens }) => readMeterRows(sheet, tokens, readItems(sheet, tokens)))
  const total = put('totalAmount', gatherTotal(document, itemsTotal(items)))
  const month = put('referenceMonth', gatherMonth(document))
  const around = month ?? codes.keys.find(({ model }) => model === 66)?.issueMonth
  const near = Temporal.PlainDate.from(around ? `${around}-28` : '2026-01-01')
  const due = put('dueDate', datesNear(gatherDueDate(document, near), around, 110))
  put('issueDate', datesNear(gatherIssueDate(document, due ?? null), around, 75))
  put('readingNextDate', datesNear(gatherNextReading(document, month), around, 110))
  put('installationNumber', gatherInstallation(document, known))
  put('clientNumber', gatherClient(document, known))

  const names = known
    ? [...known.names, ...DISTRIBUTORS.filter(({ group }) => group === known.group).flatMap((one) => one.names)]
    : []
  const holders = document.pages.map(({ sheet, labels }) => findHolder(sheet, labels, names))
  put(
    'holderName',
    holders.flatMap((holder) => holder.names),
  )
  put(
    'city',
    confirmCities(
      holders.flatMap((holder) => holder.cities),
      codes.pix,
    ),
  )

  put(
    'phase',
    document.pages.flatMap(({ sheet }) => findPhase(sheet)),
  )
  const subgroup = put(
    'tariffSubgroup',
    document.pages.flatMap(({ sheet }) => findSubgroup(sheet)),
  )
  put(
    'consumerClass',
    document.pages.flatMap(({ sheet }) => findConsumerClass(sheet)),
  )
  const group = subgroup?.startsWith('A') ? 'A' : subgroup ? 'B' : null
  // The letter is surer than the figure behind it.
  if (group)
    put('tariffGroup', [
      { value: group, source: 'text', weight: Math.max(0.6, reading.confidence.tariffSubgroup ?? 0) },
    ])
  put('tariffFlag', [...flagItems(items), ...document.pages.flatMap(({ sheet }) => findFlags(sheet))])
  // It is a small part of a bill: what is more, or nothing, was taken from another row or column.
  const most = 0.6 * (total ?? Math.max(...items.map(({ amount }) => amount)))
  put(
    'publicLightingAmount',
    lightingAmount(items).filter(({ value }) => value > 0 && value < most),
  )
  if (group !== 'A') {
    // Of a picture the other row, of TE or TUSD, may be lost, and the words that tell which one this is.
    const least = document.source === 'ocr' ? ENERGY_PART * (total ?? 0) : 0
    const found = tariffs(items, sumHolds(items, total ?? null) === true, least)
    put('tariffWithTaxes', found.whole)
    put('tariffTeWithTaxes', found.te)
    put('tariffTusdWithTaxes', found.tusd)
  }

  readEnergy({
    document,
    items,
    meters,
    month: month ?? null,
    group,
    put,
    reading,
    sum: sumHolds(items, total ?? null),
  })
  fillCodes(reading, document)
  addChecks(reading, document, sumHolds(items, total ?? null))
}

function fillCodes({ fields, confidence, provenance }: BillReading, { codes, text }: LaidOutDocument): void {
  const key = codes.keys.find(({ model }) => model === 66)
  if (key) {
    fields.nf3eAccessKey = key.key
    confidence.nf3eAccessKey = 0.99
    provenance.nf3eAccessKey = ['access-key']
  }
  const slip =
    codes.slips.length === 1 ? codes.slips[0] : codes.slips.find(({ amountBrl }) => amountBrl === fields.totalAmount)
  const pix =
    codes.pix.length === 1 ? codes.pix[0] : codes.pix.find(({ amountBrl }) => amountBrl === fields.totalAmount)
  if (!slip && !pix) {
    if (/D[EÉ]BITO AUTOM[AÁ]TICO (CADASTRADO|PROGRAMADO|AGENDADO)|N[AÃ]O RECEBER|DEBITO EM CONTA/i.test(text))
      fields.payment = { type: 'debito_automatico' }
    return
  }
  fields.payment = {
    ...(slip ? { type: slip.kind, linhaDigitavel: slip.line } : {}),
    ...(slip?.kind === 'arrecadacao' ? { valueIdentifier: slip.valueIdentifier } : {}),
    ...(slip?.amountBrl ? { barcodeAmount: slip.amountBrl } : {}),
    ...(pix ? { pixPayload: pix.payload, pixKind: pix.kind } : {}),
    ...(pix?.amountBrl ? { pixAmount: pix.amountBrl } : {}),
  }
  confidence.payment = 0.99
  provenance.payment = [...(slip ? ['barcode'] : []), ...(pix ? ['pix'] : [])]
}

function addChecks({ fields, checks }: BillReading, { codes }: LaidOutDocument, sum: boolean | null): void {
  const add = (name: string, ok: boolean | null | undefined): void => {
    if (ok !== null && ok !== undefined) checks.push({ name, ok } satisfies BillCheck)
  }
  add('linha-digitavel-check-digits', codes.slips.length > 0 ? true : null)
  add('pix-crc', codes.pix.length > 0 ? true : null)
  add('access-key-check-digit', codes.keys.length > 0 ? true : null)
  const { totalAmount, payment, dueDate, issueDate } = fields
  if (totalAmount !== undefined) {
    add('total-equals-barcode', payment?.barcodeAmount === undefined ? null : payment.barcodeAmount === totalAmount)
    add('total-equals-pix', payment?.pixAmount === undefined ? null : payment.pixAmount === totalAmount)
  }
  add('items-sum-to-total', sum)
  if (dueDate && issueDate) {
    const days = Temporal.PlainDate.from(issueDate).until(Temporal.PlainDate.from(dueDate)).days
    add('due-date-after-issue', days >= 0 && days <= 60)
  }
}
