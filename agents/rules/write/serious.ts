import type { Plan, SayKind } from '#src/domain/plan.ts'

const SERIOUS = new Set<SayKind>([
  'decline',
  'handoff',
  'opt_out_goodbye',
  'ask_resume',
  'stays_out',
  'ask_erase',
  'erased',
  'wrong_person',
  'abuse',
  'injection',
  'cancelled',
  'reminder',
  'objection',
])

/** A moment without emoji: somebody is turned down, leaves, or is upset. */
export function isSerious({ says }: Pick<Plan, 'says'>): boolean {
  return says.some(({ kind }) => SERIOUS.has(kind))
}
