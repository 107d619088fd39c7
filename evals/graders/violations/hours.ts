import { type AgentTurn, agentTurns } from '../../agent-turns.ts'
import type { RunRecord } from '../../run-record.ts'
import { type Finding, violation } from '../finding.ts'
import { isCompanyHoliday } from '../holidays.ts'

const SUNDAY = 7

/** Nudges only 08:00–20:00 Monday to Saturday and on no holiday; reminders 07:00–21:00 on any day. */
export function wrongHours(run: RunRecord, zone: string): Finding[] {
  if (!run.final) return []
  return agentTurns(run.final).flatMap((turn) => {
    const local = turn.at.toZonedDateTimeISO(zone)
    const allowed = allows(turn, local)
    return allowed
      ? []
      : [
          violation(
            'wrong_hour',
            `${turn.purpose} at ${local.toPlainDateTime()} (${local.toLocaleString('en', { weekday: 'long' })})`,
            turn.id,
          ),
        ]
  })
}

function allows({ purpose }: AgentTurn, local: Temporal.ZonedDateTime): boolean {
  const minutes = local.hour * 60 + local.minute
  if (purpose === 'reminder') return minutes >= 7 * 60 && minutes <= 21 * 60
  if (purpose !== 'follow_up') return true
  return (
    local.dayOfWeek !== SUNDAY && !isCompanyHoliday(local.toPlainDate()) && minutes >= 8 * 60 && minutes < 20 * 60 + 1
  )
}
