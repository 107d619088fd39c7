import type { FactName, LeadFacts } from '#src/domain/facts.ts'

const LABELS: Partial<Record<FactName, string>> = {
  name: 'Nome',
  billBrl: 'Conta de luz',
  consumptionKwh: 'Consumo',
  distributor: 'Distribuidora',
  city: 'Cidade',
  state: 'UF',
  propertyKind: 'Imóvel',
  ownsProperty: 'Imóvel próprio',
  decisionMaker: 'Decide sozinho',
  hasSolar: 'Já tem solar',
  wantsExpansion: 'Quer ampliar',
  competitorContract: 'Contrato com concorrente',
  urgency: 'Urgência',
  payment: 'Pagamento',
  email: 'E-mail',
  service: 'Serviço',
}

/** Choices of facts, in words. */
export const CHOICES: Record<string, string> = {
  house: 'casa',
  apartment: 'apartamento',
  business: 'comércio',
  rural: 'rural',
  industry: 'indústria',
  condo: 'condomínio',
  now: 'agora',
  '90d': 'em 90 dias',
  later: 'mais tarde',
  cash: 'à vista',
  financing: 'financiado',
}

const money = new Intl.NumberFormat('pt-BR', { style: 'currency', currency: 'BRL' })

/** The facts of a lead as lines a person reads, for notes and notices. Declined ones are left out. */
export function describeFacts(facts: LeadFacts): string {
  const lines = Object.entries(LABELS).flatMap(([name, label]) => {
    const value = Object.entries(facts).find(([fact]) => fact === name)?.[1]?.value
    return value === undefined || value === null ? [] : [`${label}: ${describeValue(name, value)}`]
  })
  return lines.join('\n')
}

function describeValue(name: string, value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? 'sim' : 'não'
  if (name === 'billBrl' && typeof value === 'number') return `${money.format(value)} por mês`
  if (name === 'consumptionKwh') return `${value} kWh por mês`
  return CHOICES[String(value)] ?? String(value)
}
