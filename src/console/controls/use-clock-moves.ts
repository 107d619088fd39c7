import { useMutation } from '@tanstack/react-query'
import { postJson } from '../api/http.ts'
import { queryClient, useLeadState } from '../api/queries.ts'
import { ClockAnswer, type LeadState } from '../api/schema.ts'
import { announce } from '../ui/announcer.tsx'
import { type Clock, momentLabel } from '../words/dates.ts'
import { useClock } from '../words/use-clock.ts'
import { nextReminder } from './next-reminder.ts'

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
  return { reminder: nextReminder(state.bookings, clock), followUp: nextFollowUp(state, clock.now) }
}

function nextFollowUp({ followUps }: LeadState, now: number): string | null {
  const waiting = followUps.filter((one) => one.status === 'pending' || one.status === 'scheduled')
  const next = Math.min(...waiting.map((one) => Date.parse(one.dueAt)).filter((at) => at > now))
  return Number.isFinite(next) ? new Date(next + 1000).toISOString() : null
}
