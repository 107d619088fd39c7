import type { FactName } from '#src/domain/facts.ts'

/** Facts whose question is answered by yes or no; the questions keep one polarity, so yes is always true. */
export const YES_NO_FACTS: readonly FactName[] = [
  'ownsProperty',
  'decisionMaker',
  'hasSolar',
  'wantsExpansion',
  'competitorContract',
]
