import { normaliseMedia } from './normalise-media.ts'
import { notifyAttendants } from './notify-attendants.ts'
import { processTurn } from './process-turn.ts'
import { sendFollowUp } from './send-follow-up.ts'
import { sendMessage } from './send-message.ts'
import { sendReminder } from './send-reminder.ts'
import { syncLead } from './sync-lead.ts'
import { tidy } from './tidy.ts'

/** Tasks of the conversation, by their names in the queue. */
export const TASKS = [processTurn, sendMessage, sendFollowUp, sendReminder, syncLead, notifyAttendants, tidy]

/** Tasks that take long and much: they have places of their own in a worker, so that no turn ever waits for one. */
export const MEDIA_TASKS = [normaliseMedia]

/** What runs by the clock of the wall, in graphile-worker's crontab form (UTC). */
export const CRONTAB = '17 6 * * * tidy'
