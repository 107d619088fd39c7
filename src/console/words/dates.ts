const formats = new Map<string, Intl.DateTimeFormat>()

function format(zone: string, options: Intl.DateTimeFormatOptions, at: number): string {
  const key = zone + JSON.stringify(options)
  const known = formats.get(key) ?? new Intl.DateTimeFormat('pt-BR', { timeZone: zone, ...options })
  formats.set(key, known)
  return known.format(at)
}

/** The tenant's clock and calendar: everything the page dates is in the company's zone, by the virtual clock. */
export interface Clock {
  zone: string
  /** Now, in ms since 1970, by the virtual clock. */
  now: number
  /** How far the virtual clock is ahead of the real one, in ms. */
  ahead: number
}

export const timeOf = (at: string | number, zone: string) =>
  format(zone, { hour: '2-digit', minute: '2-digit' }, new Date(at).getTime())

/** `2026-11-23`, for comparing days. */
export function dayKey(at: string | number, zone: string): string {
  const parts = format(zone, { year: 'numeric', month: '2-digit', day: '2-digit' }, new Date(at).getTime())
  return parts.split('/').reverse().join('-')
}

/** "hoje", "ontem", "amanhã", else "qui., 26 de nov." */
export function dayLabel(at: string | number, { zone, now }: Clock): string {
  const days = daysBetween(dayKey(now, zone), dayKey(at, zone))
  if (days === 0) return 'hoje'
  if (days === -1) return 'ontem'
  if (days === 1) return 'amanhã'
  const options: Intl.DateTimeFormatOptions = { weekday: 'short', day: 'numeric', month: 'short' }
  return format(zone, options, new Date(at).getTime())
}

/** "hoje, 15:30" */
export const momentLabel = (at: string | number, clock: Clock) => `${dayLabel(at, clock)}, ${timeOf(at, clock.zone)}`

/** "segunda-feira, 23 de novembro" */
export const longDay = (at: string | number, zone: string) =>
  format(zone, { weekday: 'long', day: 'numeric', month: 'long' }, new Date(at).getTime())

export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)
}

/** "daqui a 2 h", "há 3 dias": rough, for glancing. */
export function distance(at: string | number, now: number): string {
  const ms = new Date(at).getTime() - now
  const minutes = Math.round(Math.abs(ms) / 60_000)
  const words =
    minutes < 60
      ? `${minutes} min`
      : minutes < 48 * 60
        ? `${Math.round(minutes / 60)} h`
        : `${Math.round(minutes / 1440)} dias`
  if (minutes === 0) return 'agora'
  return ms > 0 ? `em ${words}` : `há ${words}`
}
