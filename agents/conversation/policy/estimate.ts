import type { Bill } from '#src/domain/bill.ts'
import { type EstimateInput, estimatePlant } from '#src/domain/estimate.ts'
import { factValue } from '#src/domain/facts.ts'
import type { Say } from '#src/domain/plan.ts'
import type { Turn } from './turn.ts'

/** The preliminary estimate of an own plant, once a conversation, when consumption and place are known and the lead would own a plant. */
export function estimateFor({ facts, memory, offer, input, bills }: Turn): Say | null {
  const consumptionKwh = factValue(facts, 'consumptionKwh')
  const state = factValue(facts, 'state')
  const sellsPlant = offer === null || offer === 'own_plant'
  if (memory.estimateGiven || !consumptionKwh || !state || !sellsPlant || !isSold(input)) return null
  const estimate = estimatePlant({
    consumptionKwh,
    state,
    billBrl: factValue(facts, 'billBrl') ?? undefined,
    city: factValue(facts, 'city') ?? undefined,
    year: input.now.year,
    ...detailsOf(bills.latest),
  })
  if (!estimate) return null
  const { kwp, panels, savingFromBrl, savingToBrl } = estimate
  return { kind: 'estimate', kwp, panels, savingFromBrl, savingToBrl }
}

/** What the bill itself says of tariff and connection; of several units none speaks for all. */
function detailsOf(bills: Bill[]): Pick<EstimateInput, 'tariffBrlPerKwh' | 'phase' | 'tariffGroup'> {
  const [only] = bills
  if (!only || bills.length > 1)
    return bills.some(({ fields }) => fields.tariffGroup === 'A') ? { tariffGroup: 'A' } : {}
  const { tariffWithTaxes, phase, tariffGroup } = only.fields
  return { tariffBrlPerKwh: tariffWithTaxes, phase, tariffGroup }
}

function isSold({ playbook }: Turn['input']): boolean {
  return playbook.offers.some(({ id }) => id === 'own_plant')
}
