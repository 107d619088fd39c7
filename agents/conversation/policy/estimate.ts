import { estimatePlant } from '#src/domain/estimate.ts'
import { factValue } from '#src/domain/facts.ts'
import type { Say } from '#src/domain/plan.ts'
import type { Turn } from './turn.ts'

/** The preliminary estimate of an own plant, once a conversation, when consumption and place are known and the lead would own a plant. */
export function estimateFor({ facts, memory, offer, input }: Turn): Say | null {
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
  })
  if (!estimate) return null
  const { kwp, panels, savingFromBrl, savingToBrl } = estimate
  return { kind: 'estimate', kwp, panels, savingFromBrl, savingToBrl }
}

function isSold({ playbook }: Turn['input']): boolean {
  return playbook.offers.some(({ id }) => id === 'own_plant')
}
