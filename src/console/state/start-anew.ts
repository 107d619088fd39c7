import { queryClient } from '../api/queries.ts'
import { forgetFaults } from '../controls/faults-card.tsx'
import { outbox } from '../outbox/outbox.ts'
import { clearDesk } from './desk.ts'

/** The sandbox was emptied, here or in another window: nothing of before may be shown or sent. */
export function startAnew(): void {
  outbox.set([])
  clearDesk()
  forgetFaults()
  queryClient.clear()
  void queryClient.invalidateQueries()
}
