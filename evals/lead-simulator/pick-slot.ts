import type { Weekday } from '#src/domain/schedule.ts'
import { WEEKDAYS } from '#src/domain/schedule.ts'
import type { Daypart, Pick, Style } from '../case.ts'
import type { Random } from '../random.ts'
import { fill, registerOf } from './style.ts'
import { ANY_TIME, NONE_OF_THESE, SLOT_CHOICE, SLOT_WISH } from './wordings.ts'

/** An offered time as the outbound rows keep it. */
export type Offer = { start: string }

/** The lead's answer to offered times. `armed`: nothing fitted, so the lead asked in words and will still pick later. */
export type Picked = { words: string[]; armed: boolean; slot: Offer | null }

const WEEKDAY_NAMES: Record<Weekday, string> = {
  monday: 'segunda',
  tuesday: 'terça',
  wednesday: 'quarta',
  thursday: 'quinta',
  friday: 'sexta',
  saturday: 'sábado',
  sunday: 'domingo',
}
const DAYPART_NAMES: Record<Daypart, string> = { morning: 'de manhã', afternoon: 'à tarde', evening: 'à noite' }
const ORDINALS = ['primeira', 'segunda', 'terceira', 'quarta', 'quinta']

/** Answers an offer by a case's `pick`, or takes the first time when there is none. */
export function pickSlot(offers: Offer[], pick: Pick | undefined, zone: string, style: Style, random: Random): Picked {
  if (pick?.none)
    return { words: fill(random.pick(NONE_OF_THESE[registerOf(style)]), {}, style, random), armed: false, slot: null }
  const index = pick ? offers.findIndex((offer, i) => fits(offer, i, pick, zone)) : 0
  const slot = offers[index]
  if (!slot) return { words: wish(pick, style, random), armed: true, slot: null }
  return { words: choose(slot, index, zone, style, random), armed: false, slot }
}

/** Answers "which day, which hour?": a time that was on offer, said in full, the wish of a pick, or that any time will do. */
export function wordWish(
  lastOffers: Offer[],
  pick: Pick | undefined,
  zone: string,
  style: Style,
  random: Random,
): Picked {
  if (pick?.none) return pickSlot([], pick, zone, style, random)
  const slot = lastOffers.find((offer, i) => pick === undefined || fits(offer, i, pick, zone))
  if (slot) return { words: fill('{w} às {t}', wordsOf(slot, zone), style, random), armed: pick !== undefined, slot }
  if (pick?.weekday || pick?.daypart) return { words: wish(pick, style, random), armed: true, slot: null }
  return { words: fill(random.pick(ANY_TIME[registerOf(style)]), {}, style, random), armed: true, slot: null }
}

function fits(offer: Offer, index: number, pick: Pick, zone: string): boolean {
  const local = Temporal.Instant.from(offer.start).toZonedDateTimeISO(zone)
  if (pick.nth !== undefined && pick.nth !== index + 1) return false
  if (pick.weekday !== undefined && WEEKDAYS[local.dayOfWeek - 1] !== pick.weekday) return false
  return pick.daypart === undefined || daypartOf(local.hour) === pick.daypart
}

function daypartOf(hour: number): Daypart {
  if (hour < 12) return 'morning'
  return hour < 18 ? 'afternoon' : 'evening'
}

function choose(slot: Offer, index: number, zone: string, style: Style, random: Random): string[] {
  const place = { o: ORDINALS[index] ?? `${index + 1}ª`, n: String(index + 1) }
  return fill(random.pick(SLOT_CHOICE[registerOf(style)]), { ...wordsOf(slot, zone), ...place }, style, random)
}

function wordsOf(slot: Offer, zone: string): { w: string; t: string } {
  const local = Temporal.Instant.from(slot.start).toZonedDateTimeISO(zone)
  const minutes = local.minute === 0 ? '' : String(local.minute).padStart(2, '0')
  return { w: WEEKDAY_NAMES[WEEKDAYS[local.dayOfWeek - 1] ?? 'monday'], t: `${local.hour}h${minutes}` }
}

function wish(pick: Pick | undefined, style: Style, random: Random): string[] {
  const day = pick?.weekday ? WEEKDAY_NAMES[pick.weekday] : ''
  const part = pick?.daypart ? DAYPART_NAMES[pick.daypart] : ''
  const wished = [day, part].filter((word) => word !== '').join(' ') || 'outro horário'
  return fill(random.pick(SLOT_WISH[registerOf(style)]), { d: wished }, style, random)
}
