import { z } from 'zod'

const Kwh = z.number().nonnegative()

/**
 * What is kept of an electricity bill: no CPF or CNPJ of a person, no password, no payment code. Amounts in BRL, energy in kWh, months
 * `YYYY-MM`. A field that was not read is missing.
 */
export const BillFields = z
  .object({
    distributor: z.string(),
    uf: z.string().length(2),
    city: z.string(),
    installationNumber: z.string(),
    clientNumber: z.string(),
    referenceMonth: z.string().regex(/^\d{4}-\d{2}$/),
    issueDate: z.iso.date(),
    dueDate: z.iso.date(),
    totalAmount: z.number().positive(),
    consumptionKwh: Kwh,
    average12mKwh: Kwh,
    consumptionHistory: z.array(z.object({ month: z.string(), kwh: Kwh })),
    tariffWithTaxes: z.number().positive(),
    publicLightingAmount: z.number(),
    tariffFlag: z.string(),
    phase: z.enum(['monofasico', 'bifasico', 'trifasico']),
    tariffGroup: z.enum(['A', 'B']),
    tariffSubgroup: z.string(),
    consumerClass: z.string(),
    hasDistributedGeneration: z.boolean(),
    injectedKwh: Kwh,
    compensatedKwh: Kwh,
    creditBalanceKwh: Kwh,
    demandContractedKw: z.number(),
    demandMeasuredKw: z.number(),
    consumptionPeakKwh: Kwh,
    consumptionOffpeakKwh: Kwh,
  })
  .partial()
export type BillFields = z.infer<typeof BillFields>
export type BillField = keyof BillFields

export const LooksLike = z.enum([
  'water-bill',
  'gas-bill',
  'phone-bill',
  'receipt',
  'contract',
  'proposal',
  'photo',
  'unknown',
])
export type LooksLike = z.infer<typeof LooksLike>

/** Where a value of a bill stood: `barcode`, `linha`, `pix`, `nf3e`, `label`, `history`… */
const Provenance = z.record(z.string(), z.array(z.string()))
const Confidence = z.record(z.string(), z.number().min(0).max(1))
const Checks = z.array(z.object({ name: z.string(), ok: z.boolean() }))

/** One bill a lead sent, as it is stored. `holder`: how its name compares with the lead's; null while one of the two is not known. */
export const Bill = z.object({
  messageId: z.string(),
  readAt: z.string(),
  fields: BillFields,
  confidence: Confidence,
  provenance: Provenance,
  checks: Checks,
  holder: z.enum(['lead', 'other', 'company']).nullable().default(null),
})
export type Bill = z.infer<typeof Bill>

/** The sum of a lead's bills: of every consumer unit the latest. `averageKwh`: whether the consumption is a mean of twelve months. */
export type BillSum = {
  totalBrl: number | null
  consumptionKwh: number | null
  isAverage: boolean
  units: number
}

/** Bills of different units add up; two of one unit are months of it, and the same bill twice is one. */
export function sumBills(bills: Bill[]): BillSum {
  const latest = latestOfUnits(bills)
  const totals = latest.map(({ fields }) => fields.totalAmount)
  const kwhs = latest.map(({ fields }) => fields.average12mKwh ?? fields.consumptionKwh)
  const isAverage = latest.length > 0 && latest.every(({ fields }) => fields.average12mKwh !== undefined)
  return { totalBrl: sumOf(totals), consumptionKwh: sumOf(kwhs), isAverage, units: latest.length }
}

/** Of every consumer unit the bill of the latest month; bills that may be of one unit count as one. */
export function latestOfUnits(bills: Bill[]): Bill[] {
  const units: Bill[] = []
  for (const bill of bills) {
    const at = units.findIndex((other) => isSameUnit(bill, other))
    const known = units[at]
    if (!known) units.push(bill)
    else if (monthOf(bill) > monthOf(known)) units[at] = bill
    else if (monthOf(bill) === monthOf(known)) units[at] = completed(known, bill)
  }
  return units
}

/** Two readings of one bill (the whole page, then its history from nearer) make one. */
function completed(known: Bill, again: Bill): Bill {
  return {
    ...again,
    fields: { ...known.fields, ...again.fields },
    confidence: { ...known.confidence, ...again.confidence },
    provenance: { ...known.provenance, ...again.provenance },
  }
}

function monthOf({ fields, readAt }: Bill): string {
  return fields.referenceMonth ?? fields.dueDate?.slice(0, 7) ?? readAt.slice(0, 7)
}

/** By installation or client number; without either, bills that differ in amount in one month are of two units. */
export function isSameUnit({ fields: a }: Bill, { fields: b }: Bill): boolean {
  for (const name of ['installationNumber', 'clientNumber'] as const) {
    const [one, other] = [digits(a[name]), digits(b[name])]
    if (one && other) return one === other
  }
  if (a.totalAmount !== undefined && a.totalAmount === b.totalAmount) return true
  if (a.distributor && b.distributor && a.distributor !== b.distributor) return false
  const sameMonth = a.referenceMonth !== undefined && a.referenceMonth === b.referenceMonth
  return !(sameMonth && a.totalAmount !== undefined && b.totalAmount !== undefined)
}

function digits(text: string | undefined): string {
  return text?.replace(/\D/g, '').replace(/^0+/, '') ?? ''
}

/** Null when one of them is not known: a sum of some units would pass for the whole. */
function sumOf(values: (number | undefined)[]): number | null {
  const known = values.filter((value) => value !== undefined)
  if (known.length === 0 || known.length < values.length) return null
  return Math.round(known.reduce((sum, value) => sum + value, 0) * 100) / 100
}
