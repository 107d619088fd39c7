import { z } from 'zod'

export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
export const Weekday = z.enum(WEEKDAYS)
export type Weekday = z.infer<typeof Weekday>

/** A wall-clock time, `HH:MM`, in the tenant's zone. */
export const ClockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time like 08:30')

/** The end of a stretch of the day; `24:00` is midnight at its end. */
export const ClockEnd = z.union([ClockTime, z.literal('24:00')])

/** An ISO 8601 duration of days, hours and minutes; a day counts as 24 hours. */
export const IsoDuration = z.string().regex(/^P(?=\d|T\d)(\d+D)?(T(?=\d)(\d+H)?(\d+M)?)?$/, {
  error: 'an ISO duration of days, hours and minutes, like PT30M',
  abort: true, // so that nothing computes with what is no duration
})

const Stretch = z
  .strictObject({ from: ClockTime, to: ClockEnd })
  .refine(({ from, to }) => from < to, 'from must be before to, on the same day')

const StretchesOfDay = z.array(Stretch).refine(areApart, 'stretches of a day must be in order and must not overlap')

/** When meetings may take place: stretches by weekday; a weekday that is missing or empty is closed. */
export const OpeningHours = z.partialRecord(Weekday, StretchesOfDay)
export type OpeningHours = z.infer<typeof OpeningHours>

/**
 * A kind of meeting. `bufferMinutes`: kept free between two meetings of one attendant, may lie outside opening hours. `noticeMinutes`: the
 * least time from now to a start. `horizonDays`: the last day on offer, counted from today, inclusive. Starts lie on multiples of
 * `startEveryMinutes` from the full hour.
 */
export const Meeting = z.strictObject({
  id: z.string().min(1),
  minutes: z.int().positive(),
  bufferMinutes: z.int().nonnegative().default(15),
  noticeMinutes: z.int().nonnegative().default(120),
  horizonDays: z.int().positive().max(366).default(14),
  startEveryMinutes: z
    .int()
    .positive()
    .refine((minutes) => 60 % minutes === 0 || minutes % 60 === 0, 'must divide the hour or be whole hours')
    .default(30),
})
export type Meeting = z.infer<typeof Meeting>

/** When the agent may write without being written to. `to` itself is already quiet. */
export const QuietHours = z
  .strictObject({ weekdays: z.array(Weekday).min(1), from: ClockTime, to: ClockEnd })
  .refine(({ from, to }) => from < to, 'from must be before to')
export type QuietHours = z.infer<typeof QuietHours>

/**
 * The plan of nudges. `steps`: from the agent's last turn before the silence, ascending. `minGap`: between any two nudges. `nurtureAfter`:
 * from the agent's last message, once no step is left.
 */
export const Cadence = z.strictObject({
  steps: z
    .array(IsoDuration)
    .refine((steps) => isAscending(steps.map(durationMs)), 'steps must be ascending and longer than nothing'),
  minGap: IsoDuration,
  nurtureAfter: IsoDuration,
})
export type Cadence = z.infer<typeof Cadence>

/** `before`: how long before a meeting each reminder goes out, longest first; moments outside `earliest`..`latest` move to the edge. */
export const ReminderRules = z
  .strictObject({
    before: z
      .array(IsoDuration)
      .refine((before) => isAscending(before.map(durationMs).reverse()), 'reminders must be listed longest first'),
    earliest: ClockTime,
    latest: ClockTime,
  })
  .refine(({ earliest, latest }) => earliest < latest, 'earliest must be before latest')
export type ReminderRules = z.infer<typeof ReminderRules>

export const HolidayLayer = z.enum(['BR', 'BR-PE', 'recife'])
export type HolidayLayer = z.infer<typeof HolidayLayer>

/** Holidays by layers, more of the company's own (`extra`, single dates), and days it works all the same (`except`). */
export const HolidayCalendar = z.strictObject({
  layers: z.array(HolidayLayer),
  extra: z.array(z.strictObject({ date: z.iso.date(), name: z.string().min(1) })).default([]),
  except: z.array(z.iso.date()).default([]),
})
export type HolidayCalendar = z.infer<typeof HolidayCalendar>

/** Length in ms; a day counts as 24 hours, so that "24 h" never depends on a change of clocks. */
export function durationMs(iso: string): number {
  return Temporal.Duration.from(iso).total({ unit: 'milliseconds' })
}

function areApart(stretches: { from: string; to: string }[]): boolean {
  return stretches.every((stretch, i) => i === 0 || (stretches[i - 1]?.to ?? '') <= stretch.from)
}

function isAscending(values: number[]): boolean {
  return values.every((value, i) => value > (values[i - 1] ?? 0))
}
