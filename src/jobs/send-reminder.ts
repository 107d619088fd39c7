import { z } from 'zod'
import { findBooking, liveBookingOf } from '#src/db/bookings.ts'
import { lockDueReminders, settleReminder } from '#src/db/due.ts'
import { insertOutbound } from '#src/db/messages.ts'
import { loadOutreach } from '#src/db/outreach.ts'
import { inTenant } from '#src/db/transaction.ts'
import { checkReminder } from '#src/domain/reminders.ts'
import { enqueueSend } from './enqueue.ts'
import { outreachWords, readMemory } from './outreach-words.ts'
import { defineTask } from './task.ts'

/** The reminders of one booking that are due, worked out from the booking as it is now. */
export const sendReminder = defineTask({
  name: 'send_reminder',
  payload: z.object({ tenantId: z.uuid(), bookingId: z.uuid() }),
  run: ({ tenantId, bookingId }, { services, log }) =>
    inTenant(services.pool, tenantId, async (tx) => {
      const due = await lockDueReminders(tx, bookingId)
      const booking = await findBooking(tx, bookingId)
      if (due.length === 0 || !booking) return log.debug('no reminder due')
      const outreach = await loadOutreach(tx, booking.conversationId)
      const { playbook } = services.playbooks.kitOf(outreach.playbookSha, outreach.playbookSource)
      const zone = playbook.timeZone
      for (const { which } of due) {
        const before =
          playbook.reminders.before[which === 'day_before' ? 0 : playbook.reminders.before.length - 1] ?? ''
        const booked = { startsAt: booking.startsAt, agreedAt: booking.bookedAt, status: booking.status }
        const check = checkReminder(before, booked, outreach.now, { rules: playbook.reminders, zone })
        const silenced = outreach.silence === 'opted_out' || outreach.silence === 'erasure_asked'
        if (check.kind === 'drop' || silenced) await settleReminder(tx, { bookingId, which }, { kind: 'cancelled' })
        else if (check.kind === 'move') await settleReminder(tx, { bookingId, which }, { kind: 'moved', to: check.to })
        else {
          const say = { kind: 'reminder' as const, which, booking: liveBookingOf(booking, zone) }
          const asks = which === 'day_before' ? 'confirmation' : outreach.asks
          const memory = await readMemory(services, tenantId, booking.conversationId)
          const bubbles = outreachWords(services, { outreach, memory, say, asks, seed: `${bookingId}:${which}` })
          await insertOutbound(tx, {
            conversationId: booking.conversationId,
            turnId: null,
            bubbles,
            purpose: 'reminder',
            asks,
          })
          await settleReminder(tx, { bookingId, which }, { kind: 'sent' })
          await enqueueSend(tx, { tenantId, conversationId: booking.conversationId })
          log.info({ which }, 'reminder sent')
        }
      }
    }),
})
