import type { FactEntry } from '../api/schema.ts'
import { label } from './labels.ts'

const PROPERTY: Record<string, string> = {
  house: 'Casa',
  apartment: 'Apartamento',
  business: 'Comércio',
  rural: 'Propriedade rural',
  industry: 'Indústria',
  condo: 'Condomínio',
}
const URGENCY: Record<string, string> = { now: 'Agora', '90d': 'Em até 90 dias', later: 'Mais adiante' }
const PAYMENT: Record<string, string> = { cash: 'À vista', financing: 'Financiado' }
const YES_NO: Record<string, [yes: string, no: string]> = {
  ownsProperty: ['Sim, é próprio', 'Não, é alugado ou de outro'],
  decisionMaker: ['O próprio lead', 'Outra pessoa também decide'],
}

export const brl = (value: number) =>
  value.toLocaleString('pt-BR', {
    style: 'currency',
    currency: 'BRL',
    minimumFractionDigits: Number.isInteger(value) ? 0 : 2,
  })

/** One fact in plain words: "R$ 700 por mês", "Casa", "Não". */
export function factText(name: string, value: unknown): string {
  if (value === null || value === undefined) return 'prefere não dizer'
  if (typeof value === 'boolean') return (YES_NO[name] ?? ['Sim', 'Não'])[value ? 0 : 1]
  if (typeof value === 'number') return numberText(name, value)
  if (name === 'propertyKind') return label(PROPERTY, String(value))
  if (name === 'urgency') return label(URGENCY, String(value))
  if (name === 'payment') return label(PAYMENT, String(value))
  return String(value)
}

function numberText(name: string, value: number): string {
  if (name === 'billBrl') return `${brl(value)} por mês`
  if (name === 'consumptionKwh') return `${value.toLocaleString('pt-BR')} kWh por mês`
  if (name === 'competitorDiscountPct') return `${value.toLocaleString('pt-BR')} %`
  return value.toLocaleString('pt-BR')
}

export const storedFactText = (name: string, fact: FactEntry) =>
  `${fact.approximate ? 'cerca de ' : ''}${factText(name, fact.value)}`
