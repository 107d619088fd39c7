import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { ClockIcon } from '../ui/icons.tsx'
import { dayLabel, longDay, momentLabel, timeOf } from '../words/dates.ts'
import { useClock } from '../words/use-clock.ts'
import { useMoveClock, useNextMoments } from './use-clock-moves.ts'

interface ClockProps {
  /** The lead on screen, whose next reminder and follow-up can be jumped to. */
  phone: string | null
}

/** The virtual clock in the top bar of a wide screen. */
export function ClockBar({ phone }: ClockProps) {
  const clock = useClock(5000)
  const move = useMoveClock(clock)
  return (
    <section aria-label="Relógio" className="hidden items-center gap-1.5 lg:flex" data-testid="clock-bar">
      <p className="mr-1.5 flex items-baseline gap-2">
        <span className="self-center text-sun-ink">
          <ClockIcon className="size-4.5" />
        </span>
        <span className="text-lg font-semibold tracking-tight" data-testid="clock">
          {timeOf(clock.now, clock.zone)}
        </span>
        <span className="hidden text-sm text-soft xl:inline">{longDay(clock.now, clock.zone)}</span>
      </p>
      <MoveButtons phone={phone} move={move} />
      {move.isError && (
        <p role="alert" className="text-sm text-rose">
          O relógio não se moveu.
        </p>
      )}
    </section>
  )
}

/** The same clock as a card, for a small screen. */
export function ClockCard({ phone }: ClockProps) {
  const clock = useClock(5000)
  const move = useMoveClock(clock)
  return (
    <Card title="Relógio" icon={<ClockIcon className="size-4.5" />}>
      <p className="flex items-baseline gap-2">
        <span className="text-2xl font-semibold tracking-tight" data-testid="clock">
          {timeOf(clock.now, clock.zone)}
        </span>
        <span className="text-sm text-soft">{longDay(clock.now, clock.zone)}</span>
      </p>
      <div className="mt-2.5 grid grid-cols-2 gap-2">
        <MoveButtons phone={phone} move={move} />
      </div>
      {move.isError && (
        <p role="alert" className="mt-2 text-sm text-rose">
          O relógio não se moveu: {move.error.message}
        </p>
      )}
    </Card>
  )
}

function MoveButtons({ phone, move }: ClockProps & { move: ReturnType<typeof useMoveClock> }) {
  return (
    <>
      <Button className="whitespace-nowrap" disabled={move.isPending} onClick={() => move.mutate({ advance: 'PT30M' })}>
        +30 min
      </Button>
      <Button className="whitespace-nowrap" disabled={move.isPending} onClick={() => move.mutate({ advance: 'PT24H' })}>
        +24 h
      </Button>
      {phone && <Jumps phone={phone} disabled={move.isPending} onJump={(now) => move.mutate({ now })} />}
    </>
  )
}

interface JumpsProps {
  phone: string
  disabled: boolean
  onJump: (at: string) => void
}

function Jumps({ phone, disabled, onJump }: JumpsProps) {
  const { reminder, followUp } = useNextMoments(phone)
  const clock = useClock()
  return (
    <>
      {followUp && (
        <Button
          className="whitespace-nowrap max-lg:col-span-2"
          disabled={disabled}
          title={momentLabel(followUp, clock)}
          onClick={() => onJump(followUp)}
        >
          Até a retomada <span className="text-soft">{shortMoment(followUp, clock)}</span>
        </Button>
      )}
      <Button
        className="whitespace-nowrap max-lg:col-span-2"
        disabled={disabled || !reminder}
        title={reminder ? momentLabel(reminder, clock) : 'Não há lembrete por vir'}
        onClick={() => reminder && onJump(reminder)}
      >
        Até o lembrete {reminder && <span className="text-soft">{shortMoment(reminder, clock)}</span>}
      </Button>
    </>
  )
}

/** "14:02" today, "amanhã, 14:02" later. */
function shortMoment(at: string, clock: Parameters<typeof dayLabel>[1]): string {
  const day = dayLabel(at, clock)
  return day === 'hoje' ? timeOf(at, clock.zone) : `${day}, ${timeOf(at, clock.zone)}`
}
