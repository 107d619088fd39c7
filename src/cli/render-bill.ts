import type { BillFields } from '#src/bills/bill.ts'
import type { DocumentReading } from '#src/media/read-document.ts'

const money = new Intl.NumberFormat('pt-BR', { style: 'currency', currency: 'BRL' })
const number = new Intl.NumberFormat('pt-BR', { maximumFractionDigits: 2 })
const price = new Intl.NumberFormat('pt-BR', { minimumFractionDigits: 4, maximumFractionDigits: 4 })

/** A bill for people: one line a value, with how sure it is and where it was read; then what to look at. */
export function renderBill(file: string, reading: DocumentReading): string {
  const { isEnergyBill, readable, looksLike, fields, confidence, provenance, checks, warnings } = reading
  if (!readable) return `${file}: nothing can be read; ask for a better photo\n`
  if (!isEnergyBill) return `${file}: not an electricity bill (looks like: ${looksLike ?? 'unknown'})\n`
  const rows = ROWS.flatMap(({ label, name, render }) => {
    const value = render(fields)
    if (value === null) return []
    const sure = confidence[name] === undefined ? '' : `${Math.round(confidence[name] * 100)} %`
    return [
      `  ${label.padEnd(18)} ${value.padEnd(44)} ${sure.padStart(5)}  ${(provenance[name] ?? []).join(', ')}`.trimEnd(),
    ]
  })
  const failed = checks.filter(({ ok }) => !ok).map(({ name }) => `  ! ${name}`)
  const notes = warnings.map((warning) => `  ! ${warning}`)
  const passed = checks.filter(({ ok }) => ok).map(({ name }) => name)
  return `${[`${file}  (${reading.ms} ms)`, ...rows, ...(passed.length > 0 ? [`  checked            ${passed.join(', ')}`] : []), ...failed, ...notes].join('\n')}\n`
}

type Row = { label: string; name: keyof BillFields; render(fields: BillFields): string | null }

const text = (
  label: string,
  name: keyof BillFields,
  render: (fields: BillFields) => string | null | undefined,
): Row => ({
  label,
  name,
  render: (fields) => render(fields) ?? null,
})
const brl = (value: number | undefined) => (value === undefined ? null : money.format(value))
const kwh = (value: number | undefined) => (value === undefined ? null : `${number.format(value)} kWh`)
const tariff = (value: number | undefined) => (value === undefined ? null : `R$ ${price.format(value)}/kWh`)

const ROWS: Row[] = [
  text(
    'distributor',
    'distributor',
    ({ distributor, uf }) => distributor && [distributor, uf].filter(Boolean).join(' · '),
  ),
  text('holder', 'holderName', ({ holderName }) => holderName),
  text('city', 'city', ({ city }) => city),
  text('unit', 'installationNumber', ({ installationNumber }) => installationNumber),
  text('client', 'clientNumber', ({ clientNumber }) => clientNumber),
  text('month', 'referenceMonth', ({ referenceMonth }) => referenceMonth),
  text('due', 'dueDate', ({ dueDate }) => dueDate),
  text('total', 'totalAmount', ({ totalAmount }) => brl(totalAmount)),
  text('consumption', 'consumptionKwh', ({ consumptionKwh }) => kwh(consumptionKwh)),
  text('12-month average', 'average12mKwh', ({ average12mKwh }) => kwh(average12mKwh)),
  text('history', 'consumptionHistory', ({ consumptionHistory }) =>
    consumptionHistory?.map((row) => number.format(row.kwh)).join(' '),
  ),
  text('price', 'tariffWithTaxes', ({ tariffWithTaxes }) => tariff(tariffWithTaxes)),
  text('public lighting', 'publicLightingAmount', ({ publicLightingAmount }) => brl(publicLightingAmount)),
  text('flag', 'tariffFlag', ({ tariffFlag }) => tariffFlag),
  text(
    'supply',
    'phase',
    ({ phase, tariffSubgroup, consumerClass }) =>
      [phase, tariffSubgroup, consumerClass].filter(Boolean).join(' · ') || null,
  ),
  text('already solar', 'hasDistributedGeneration', ({ hasDistributedGeneration: has }) =>
    has === undefined ? null : has ? 'yes' : 'no',
  ),
  text('injected', 'injectedKwh', ({ injectedKwh }) => kwh(injectedKwh)),
  text('credit balance', 'creditBalanceKwh', ({ creditBalanceKwh }) => kwh(creditBalanceKwh)),
  text('payment line', 'payment', ({ payment }) => payment?.linhaDigitavel),
]
