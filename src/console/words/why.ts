import { DISQUALIFIED, FACTS, HANDOFFS, label, STAGES } from './labels.ts'

const EVERY_NAME: Record<string, string> = { ...FACTS, ...STAGES, ...HANDOFFS, ...DISQUALIFIED }

/** A rule's name as the decision records it (`gate:low_bill`), in words where the page knows them. */
export function whyLabel(why: string): string {
  const [head, ...rest] = why.split(':')
  if (rest.length === 0) return label(EVERY_NAME, why)
  return `${label(EVERY_NAME, head ?? '')}: ${label(EVERY_NAME, rest.join(':').trim())}`
}
