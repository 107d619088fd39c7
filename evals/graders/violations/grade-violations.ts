import type { RunRecord } from '../../run-record.ts'
import type { Finding } from '../finding.ts'
import { deadEnds } from './dead-end.ts'
import { deliveryViolations } from './delivery.ts'
import { falseBookings } from './false-booking.ts'
import { formViolations } from './form.ts'
import { wrongHours } from './hours.ts'
import { foreignLanguage } from './language.ts'
import { leaks } from './leaks.ts'
import { brokenSilence } from './silence.ts'
import { unanswered } from './unanswered.ts'
import { ungroundedClaims } from './ungrounded.ts'

/**
 * Everything that may never happen in any conversation, found in what was stored and sent alone. Shares no code with the agent's own check
 * or policy: a mistake there must not hide itself here.
 */
export function gradeViolations(run: RunRecord, playbookSource: string, zone: string): Finding[] {
  return [
    ...deadEnds(run),
    ...ungroundedClaims(run, playbookSource, zone),
    ...leaks(run),
    ...formViolations(run),
    ...wrongHours(run, zone),
    ...brokenSilence(run),
    ...falseBookings(run),
    ...foreignLanguage(run),
    ...deliveryViolations(run),
    ...unanswered(run),
  ]
}
