import { useMutation } from '@tanstack/react-query'
import { postJson } from '../api/http.ts'
import { queryClient, useLeadState } from '../api/queries.ts'
import { ClockAnswer, type LeadState } from '../api/schema.ts'
import { announce } from '../ui/announcer.tsx'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { ClockIcon } from '../ui/icons.tsx'
import { dayLabel, longDay, momentLabel, timeOf, useClock } from '../words/time.ts'
import { nextReminder } from './next-reminder.ts'

/** The virtual clock, which follow-ups and reminders go by: moved here, what became due happens. */
export function ClockCard({ phone }: { phone: string | null }) {
  const clock = useClock(5000)
  const move = useMutation({
    networkMode: 'always',
    mutationFn: (body: { advance: string } | { now: string }) => postJson('/sandbox/clock', body, ClockAnswer),
    onSuccess: ({ now }) => {
      announce(`Relógio: ${dayLabel(now, clock)}, ${timeOf(now, clock.zone)}`)
      return Promise.all([
        queryClient.invalidateQueries({ queryKey: ['info'] }),
        queryClient.invalidateQueries({ queryKey: ['state'] }),
      ])
    },
  })
  return (
    <Card title="Relógio" icon={<ClockIcon className="size-4.5" />}>
      <p className="flex items-baseline gap-2" data-testid="clock">
        <span className="text-2xl font-semibold tracking-tight">{timeOf(clock.now, clock.zone)}</span>
        <span className="text-sm text-soft">{longDay(clock.now, clock.zone)}</span>
      </p>
      <div className="mt-2.5 grid grid-cols-2 gap-2">
        <Button disabled={move.isPending} onClick={() => move.mutate({ advance: 'PT30M' })}>
          +30 min
        </Button>
        <Button disabled={move.isPending} onClick={() => move.mutate({ advance: 'PT24H' })}>
          +24 h
        </Button>
        {phone && <Jumps phone={phone} disabled={move.isPending} onJump={(at) => move.mutate({ now: at })} />}
      </div>
      {move.isError && (
        <p role="alert" className="mt-2 text-sm text-rose">
          O relógio não se moveu: {move.error.message}
        </p>
      )}
    </Card>
  )
}

interface JumpsProps {
  phone: string
  disabled: boolean
  onJump: (at: string) => void
}

/** Straight to what comes next for the lead on screen. */
function Jumps({ phone, disabled, onJump }: JumpsProps) {
  const { data: state } = useLeadState(phone)
  const clock = useClock()
  const reminder = state ? nextReminder(state.bookings, clock) : null
  const followUp = state ? nextFollowUp(state, clock.now) : null
  return (
    <>
      <Button
        className="col-span-2"
        disabled={disabled || !reminder}
        title={reminder ? momentLabel(reminder, clock) : 'Não há reunião marcada'}
        onClick={() => reminder && onJump(reminder)}
      >
        Até o lembrete{reminder && <span className="text-soft">{momentLabel(reminder, clock)}</span>}
      </Button>
      {followUp && (
        <Button className="col-span-2" disabled={disabled} onClick={() => onJump(followUp)}>
          Até a retomada <span className="text-soft">{momentLabel(followUp, clock)}</span>
        </Button>
      )}
    </>
  )
}

function nextFollowUp({ followUps }: LeadState, now: number): string | null {
  const due = followUps
    .filter((one) => one.status === 'pending' || one.status === 'scheduled')
    .map((one) => Date.parse(one.dueAt))
  const next = Math.min(...due.filter((at) => at > now))
  return Number.isFinite(next) ? new Date(next + 1000).toISOString() : null
}
