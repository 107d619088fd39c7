import { readFileSync } from 'node:fs'

export type LocatedCity = { city: string; state: string; km: number }

/** Farther than this from every seat of a municipality, a pin is at sea, abroad, or in a wilderness nobody delivers to. */
const FARTHEST_KM = 120
const KM_PER_DEGREE = 111.2

type Seat = { city: string; state: string; lat: number; lng: number }
let seats: Seat[] | null = null

/** The municipality whose seat is nearest to a place; null outside Brazil. The borders of metropolitan areas are nearer than that: a guess. */
export function nearestCity({ lat, lng }: { lat: number; lng: number }): LocatedCity | null {
  const kmPerLng = KM_PER_DEGREE * Math.cos((lat * Math.PI) / 180)
  let nearest: LocatedCity | null = null
  seats ??= readSeats()
  for (const seat of seats) {
    const km = Math.hypot((seat.lat - lat) * KM_PER_DEGREE, (seat.lng - lng) * kmPerLng)
    if (km < (nearest?.km ?? FARTHEST_KM)) nearest = { city: seat.city, state: seat.state, km }
  }
  return nearest
}

function readSeats(): Seat[] {
  const file = new URL('../vocabulary/coordinates.csv', import.meta.url)
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines.flatMap((line) => {
    const [state = '', city = '', lat, lng] = line.split(';')
    return line.startsWith('#') || lat === undefined ? [] : [{ state, city, lat: Number(lat), lng: Number(lng) }]
  })
}
