import type { StoredBill } from '#src/db/bills.ts'
import type { BillFields } from '#src/domain/bill.ts'

const money = new Intl.NumberFormat('pt-BR', { style: 'currency', currency: 'BRL' })
const PHASES = { monofasico: 'monofásica', bifasico: 'bifásica', trifasico: 'trifásica' }

/** A bill as lines a person reads, for the note in the CRM: what was read, and nothing guessed. */
export function describeBill({ fields }: Pick<StoredBill, 'fields'>): string {
  const lines = LINES.flatMap(([label, read]) => {
    const text = read(fields)
    return text ? [`${label}: ${text}`] : []
  })
  return ['Conta de luz recebida', ...lines].join('\n')
}

const brl = (value: number | undefined) => (value === undefined ? undefined : money.format(value))
const kwh = (value: number | undefined) => (value === undefined ? undefined : `${value.toLocaleString('pt-BR')} kWh`)

const LINES: [string, (fields: BillFields) => string | undefined][] = [
  ['Total', ({ totalAmount }) => brl(totalAmount)],
  ['Referência', ({ referenceMonth }) => referenceMonth?.split('-').toReversed().join('/')],
  ['Vencimento', ({ dueDate }) => dueDate?.split('-').toReversed().join('/')],
  ['Consumo do mês', ({ consumptionKwh }) => kwh(consumptionKwh)],
  ['Média de 12 meses', ({ average12mKwh }) => kwh(average12mKwh)],
  ['Distribuidora', ({ distributor }) => distributor],
  ['Cidade', ({ city, uf }) => city && `${city}${uf ? `/${uf}` : ''}`],
  ['Instalação', ({ installationNumber }) => installationNumber],
  ['Tarifa com impostos', ({ tariffWithTaxes: tariff }) => (tariff === undefined ? undefined : `${brl(tariff)}/kWh`)],
  ['Ligação', ({ phase }) => phase && PHASES[phase]],
  ['Grupo', ({ tariffGroup, tariffSubgroup }) => tariffSubgroup ?? tariffGroup],
  [
    'Geração própria ou créditos',
    ({ hasDistributedGeneration: has }) => (has === undefined ? undefined : has ? 'sim' : 'não'),
  ],
  ['Saldo de créditos', ({ creditBalanceKwh }) => kwh(creditBalanceKwh)],
  ['Demanda contratada', ({ demandContractedKw: kw }) => (kw === undefined ? undefined : `${kw} kW`)],
]
