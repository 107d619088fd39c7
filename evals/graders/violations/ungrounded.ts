import { type AgentTurn, agentTurns } from '../../agent-turns.ts'
import type { RunRecord } from '../../run-record.ts'
import { extractClaims } from '../claims/extract.ts'
import { type Grounds, groundsOf, isGrounded } from '../claims/grounds.ts'
import { type Finding, violation } from '../finding.ts'

/** Every amount, percentage, quantity, date, clock, link, phone and e-mail the agent said without a source. */
export function ungroundedClaims(run: RunRecord, playbookSource: string, zone: string): Finding[] {
  if (!run.final) return []
  const grounds = groundsOf(run, playbookSource, zone)
  return agentTurns(run.final).flatMap((turn) => [...claimsOf(turn, grounds), ...weekdaysOf(turn, zone)])
}

function claimsOf(turn: AgentTurn, grounds: Grounds): Finding[] {
  return extractClaims(turn.text)
    .filter((claim) => !isGrounded(claim, grounds))
    .map((claim) => violation(`ungrounded_${claim.kind}`, `"${claim.text}" has no source: ${turn.text}`, turn.id))
}

const WEEKDAYS = ['segunda', 'terça', 'quarta', 'quinta', 'sexta', 'sábado', 'domingo']
const DAY_AND_DATE =
  /\b(segunda|terça|quarta|quinta|sexta|sábado|domingo)(?:-feira)?,?\s*\(?(?:dia )?(\d{1,2})\/(\d{1,2})/giu

/** A weekday beside a date must be that date's weekday. */
function weekdaysOf(turn: AgentTurn, zone: string): Finding[] {
  const today = turn.at.toZonedDateTimeISO(zone).toPlainDate()
  return [...turn.text.matchAll(DAY_AND_DATE)].flatMap(([said, weekday = '', day = '', month = '']) => {
    const date = nextDate(today, Number(day), Number(month))
    if (date && WEEKDAYS[date.dayOfWeek - 1] === weekday.toLowerCase()) return []
    return [violation('wrong_weekday', `"${said}" is no such day: ${turn.text}`, turn.id)]
  })
}

function nextDate(today: Temporal.PlainDate, day: number, month: number): Temporal.PlainDate | null {
  if (month < 1 || month > 12 || day < 1 || day > 31) return null
  const thisYear = today.with({ month, day })
  return Temporal.PlainDate.compare(thisYear, today.subtract({ days: 60 })) < 0 ? thisYear.add({ years: 1 }) : thisYear
}
