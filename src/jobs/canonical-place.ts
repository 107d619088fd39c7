import type { BillFields } from '#src/domain/bill.ts'
import type { Services } from '#src/services.ts'

/** Any moment: places do not depend on it. */
const NOW = Temporal.ZonedDateTime.from('2026-01-01T12:00[America/Recife]')

/**
 * City and distributor by the names the rest of the program uses: bills print capitals without accents, and OCR prints worse. A city that
 * does not exist is no city.
 */
export function canonicalPlace(understand: Services['understand'], fields: BillFields): BillFields {
  const { city, uf, distributor, ...rest } = fields
  const place = city ? understand(`${city.toLowerCase()} - ${uf ?? ''}`, { now: NOW, asked: 'city' }).facts : {}
  const state = typeof place.state?.value === 'string' ? place.state.value : uf
  const name = distributor
    ? understand(distributor, { now: NOW, asked: 'distributor' }).facts.distributor?.value
    : undefined
  return {
    ...rest,
    ...(state ? { uf: state } : {}),
    ...(typeof place.city?.value === 'string' ? { city: place.city.value } : {}),
    ...(distributor ? { distributor: typeof name === 'string' ? name : distributor } : {}),
  }
}
