import { useMutation } from '@tanstack/react-query'
import { postJson } from '../api/http.ts'
import { queryClient, useLeadState } from '../api/queries.ts'
import { ClockAnswer } from '../api/schema.ts'
import { announce } from '../ui/announcer.tsx'
import { type Clock, momentLabel } from '../words/dates.ts'
import { useClock } from '../words/use-clock.ts'

/** Moves the virtual clock for everybody: what became due happens. */
export function useMoveClock(clock: Clock) {
  return useMutation({
    networkMode: 'always',
    mutationFn: (body: { advance: string } | { now: string }) => postJson('/sandbox/clock', body, ClockAnswer),
    onSuccess: ({ now }) => {
      announce(`Relógio: ${momentLabel(now, clock)}`)
      return Promise.all([
        queryClient.invalidateQueries({ queryKey: ['info'] }),
        queryClient.invalidateQueries({ queryKey: ['state'] }),
      ])
    },
  })
}

/** The moments worth jumping to for one lead: the next reminder of a meeting, the next follow-up. */
export function useNextMoments(phone: string): { reminder: string | null; followUp: string | null } {
  const { data: state } = useLeadState(phone)
  const clock = useClock()
  if (!state) return { reminder: null, followUp: null }
  return { reminder: nextOf(state.reminders, clock.now), followUp: nextOf(state.followUps, clock.now) }
}

/** Just after the next of what still waits, as an instant; null when nothing does. */
function nextOf(planned: { dueAt: string; status: string }[], now: number): string | null {
  const due = planned.filter(({ status }) => status === 'pending').map(({ dueAt }) => Date.parse(dueAt))
  const next = Math.min(...due.filter((at) => at > now))
  return Number.isFinite(next) ? new Date(next + 1000).toISOString() : null
}
