import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { fold } from '#src/bills/layout/text.ts'
import type { DocumentReading } from '#src/media/read-document.ts'
import { projectRoot } from './source-files.ts'

export const billFixtures = join(projectRoot, 'test', 'fixtures', 'bills')

const Money = z.number().nullable()
const Truth = z.object({
  file: z.string(),
  kind: z.enum(['pdf_text', 'pdf_password', 'pdf_scan', 'image_png', 'image_jpg']),
  is_energy_bill: z.boolean(),
  readable: z.boolean(),
  password: z.string().nullable(),
  visible: z.array(z.string()),
  accept: z.object({
    distributor: z.array(z.string()).default([]),
    distributor_group: z.string().optional(),
    installation_number: z.array(z.string()).default([]),
  }),
  fields: z.looseObject({
    total_amount: Money.optional(),
    consumption_history: z.array(z.object({ month: z.string(), kwh: z.number() })).optional(),
    payment: z.looseObject({}).optional(),
  }),
})
export type BillTruth = z.infer<typeof Truth>

/** The fixtures with what they say. Their source and form: test/fixtures/bills/README.md. */
export function readBillTruth(): BillTruth[] {
  return z.array(Truth).parse(JSON.parse(readFileSync(join(billFixtures, 'truth.json'), 'utf8')))
}

/** How much each field matters to a sale; the core ones more than 1. */
const WEIGHTS: Record<string, number> = {
  total_amount: 3,
  consumption_kwh: 3,
  consumption_history: 2,
  average_12m_kwh: 2,
  due_date: 1.5,
  reference_month: 1.5,
  installation_number: 1.5,
  distributor: 1.5,
  has_distributed_generation: 1.5,
  holder_name: 1,
  'payment.linha_digitavel': 1,
  phase: 1,
  tariff_group: 1,
  tariff_with_taxes: 1,
  client_number: 0.5,
  consumer_class: 0.5,
  tariff_subgroup: 0.5,
  tariff_flag: 0.5,
  public_lighting_amount: 0.5,
  issue_date: 0.3,
  reading_next_date: 0.3,
  distributor_cnpj: 0.5,
  city: 0.3,
  injected_kwh: 1,
  compensated_kwh: 0.5,
  credit_balance_kwh: 1,
  demand_contracted_kw: 1,
  demand_measured_kw: 0.5,
  consumption_peak_kwh: 0.5,
  consumption_offpeak_kwh: 0.5,
  'payment.pix_payload': 0.5,
  nf3e_access_key: 0.3,
  tariff_te_with_taxes: 0.3,
  tariff_tusd_with_taxes: 0.3,
}

export type Score = { right: number; possible: number; wrong: number; faults: string[] }

/** Weighs what was read of one bill: right, possible, and wrong (also what is not in the picture, or not on the bill at all). */
export function scoreBill(truth: BillTruth, { fields }: DocumentReading): Score {
  const score: Score = { right: 0, possible: 0, wrong: 0, faults: [] }
  for (const [name, weight] of Object.entries(WEIGHTS)) {
    const [expected, read] = [valueAt(truth.fields, name), valueAt(asSnakeCase(fields), name)]
    const isVisible = truth.visible.includes(name) && expected !== null && expected !== undefined
    if (isVisible) score.possible += weight
    if (read === undefined || read === null) {
      if (isVisible) score.faults.push(`${name} is missing`)
    } else if (
      expected === null || expected === undefined ? read === 0 || read === false : isSame(name, expected, read, truth)
    ) {
      if (isVisible) score.right += weight
    } else {
      score.wrong += weight
      score.faults.push(`${name}: ${JSON.stringify(read)} instead of ${JSON.stringify(expected)}`)
    }
  }
  return score
}

function asSnakeCase(fields: object): Record<string, unknown> {
  const rename = (name: string) => name.replace('12m', '_12m').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      rename(name),
      name === 'payment' ? asSnakeCase(Object(value)) : value,
    ]),
  )
}

function valueAt(object: object, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => new Map(Object.entries(Object(value ?? {}))).get(key), object)
}

const digitsOf = (value: unknown) => String(value).replace(/\D/g, '').replace(/^0+/, '')
const wordsOf = (value: unknown) =>
  fold(String(value))
    .replace(/[^A-Z0-9]+/g, ' ')
    .trim()

function isSame(name: string, expected: unknown, read: unknown, { accept, fields }: BillTruth): boolean {
  if (name === 'distributor') {
    const names = [...accept.distributor, accept.distributor_group ?? '', String(fields.distributor_legal_name)].map(
      wordsOf,
    )
    return names.includes(wordsOf(read))
  }
  if (name === 'installation_number') return accept.installation_number.map(digitsOf).includes(digitsOf(read))
  if (/client_number|linha_digitavel|cnpj|access_key/.test(name)) return digitsOf(read) === digitsOf(expected)
  if (name === 'holder_name') return isNearlySame(wordsOf(expected), wordsOf(read))
  if (name === 'consumption_history') return isSameHistory(expected, read)
  if (typeof expected === 'number' && typeof read === 'number') {
    if (name === 'average_12m_kwh') return Math.abs(read / expected - 1) < 0.04
    if (name.startsWith('tariff_')) return Math.abs(read / expected - 1) < 0.006
    return Math.abs(read - expected) < (/kwh|_kw$/.test(name) && name !== 'credit_balance_kwh' ? 0.5 : 0.006)
  }
  return typeof expected === 'string' ? wordsOf(expected) === wordsOf(read) : expected === read
}

/** Three letters of four side by side are the same: a name with a misread letter is still that person's. */
function isNearlySame(one: string, other: string): boolean {
  const pairs = (text: string) => new Set(Array.from({ length: text.length - 1 }, (_, at) => text.slice(at, at + 2)))
  const [left, right] = [pairs(one), pairs(other)]
  return left.intersection(right).size >= 0.75 * Math.max(left.size, right.size)
}

const History = z.array(z.object({ month: z.string(), kwh: z.number() }))

/** At least nine of ten months right and no more than one wrong. */
function isSameHistory(expected: unknown, read: unknown): boolean {
  const [truth, rows] = [History.parse(expected), History.parse(read)]
  const byMonth = new Map(truth.map(({ month, kwh }) => [month, kwh]))
  const right = rows.filter(({ month, kwh }) => byMonth.get(month) === kwh).length
  return right >= 0.9 * truth.length && rows.length - right <= 1
}

/** Sums of several scores. */
export function addScores(scores: Score[]): Score {
  return scores.reduce(
    (sum, { right, possible, wrong, faults }) => ({
      right: sum.right + right,
      possible: sum.possible + possible,
      wrong: sum.wrong + wrong,
      faults: [...sum.faults, ...faults],
    }),
    { right: 0, possible: 0, wrong: 0, faults: [] },
  )
}
