import { wishFromTime } from '#src/domain/slot-wish.ts'
import { note, type Rule, settleWith } from './draft.ts'
import { isClosing, type Turn } from './turn.ts'

/** "Tô dirigindo", "me chama depois das 18": a short assent, no question; what was asked stays pending. */
export const deferral: Rule = (turn, draft) => {
  const { perception, memory, booking } = turn
  if (!turn.has('defer') || perception.choice !== undefined || perception.noInterest)
    return memory.deferred && !isClosing(turn) ? note(draft, 'back again', { memory: { deferred: false } }) : draft
  const until = deferredUntil(turn)
  const settled = settleWith(draft, until ? 'deferred to a time' : 'deferred', {
    says: [until ? { kind: 'defer_ok', until } : { kind: 'defer_ok' }],
    memory: { asked: memory.asked, deferred: true, thanked: false },
  })
  return booking ? settled : note(settled, 'follow-up moves', { effects: { defer: until ? { until } : 'skip_first' } })
}

/** The instant to come back at: the time named, or the start of the day named; null when none was, or it is over. */
function deferredUntil({ perception, input: { now, playbook } }: Turn): string | null {
  const { time } = perception
  if (!time) return null
  const zone = playbook.timeZone
  const wish = wishFromTime(time.kind === 'ambiguous' ? { kind: 'exact', from: time.to ?? time.from } : time, zone)
  if (!wish) return null
  const date = Temporal.PlainDate.from(wish.date ?? now.toPlainDate().toString())
  const at = date.toZonedDateTime({ timeZone: zone, plainTime: wish.clockFrom ?? playbook.quietHours.from })
  return Temporal.ZonedDateTime.compare(at, now) > 0 ? at.toString({ timeZoneName: 'never' }) : null
}
