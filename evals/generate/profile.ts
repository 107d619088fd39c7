import type { DisqualifiedReason, HandoffReason } from '#src/domain/plan.ts'
import type { Outcome } from '../case.ts'
import type { Random } from '../random.ts'

/** A made-up lead: what they know, and what should become of them by the rules alone. */
export type Profile = {
  knows: {
    name: string
    billBrl: number
    city: string
    state: string
    propertyKind: (typeof PROPERTY_KINDS)[number]
    ownsProperty: boolean
    hasSolar: boolean
    wantsExpansion?: boolean
    competitorContract: boolean
    decisionMaker: boolean
    email: string | null
  }
  expected: { outcome: Outcome; reason?: DisqualifiedReason | HandoffReason }
}

const NAMES = [
  ...[
    'Ana',
    'Bruno',
    'Carla',
    'Davi',
    'Elaine',
    'Felipe',
    'Gabriela',
    'Hugo',
    'Isabel',
    'João',
    'Karina',
    'Lucas',
    'Mariana',
    'Nelson',
  ],
  ...[
    'Olívia',
    'Paulo',
    'Rafaela',
    'Sérgio',
    'Taís',
    'Vanessa',
    'Zélia',
    'Antônio',
    'Cláudia',
    'Rodrigo',
    'Patrícia',
    'Marcelo',
  ],
] as const

type Place = { city: string; state: string; served: boolean }
const PLACES: readonly Place[] = [
  { city: 'Recife', state: 'PE', served: true },
  { city: 'Olinda', state: 'PE', served: true },
  { city: 'Caruaru', state: 'PE', served: true },
  { city: 'Petrolina', state: 'PE', served: true },
  { city: 'Jaboatão dos Guararapes', state: 'PE', served: true },
  { city: 'Garanhuns', state: 'PE', served: true },
  { city: 'João Pessoa', state: 'PB', served: true },
  { city: 'Campina Grande', state: 'PB', served: true },
  { city: 'Natal', state: 'RN', served: true },
  { city: 'Mossoró', state: 'RN', served: true },
  { city: 'Maceió', state: 'AL', served: true },
  { city: 'Arapiraca', state: 'AL', served: true },
]
const FAR_PLACES: readonly Place[] = [
  { city: 'Fortaleza', state: 'CE', served: false },
  { city: 'Salvador', state: 'BA', served: false },
  { city: 'Aracaju', state: 'SE', served: false },
  { city: 'São Paulo', state: 'SP', served: false },
]
/** As often as they call. */
const PROPERTY_KINDS = [
  ...(['house', 'house', 'house', 'apartment', 'business', 'business', 'rural', 'industry', 'condo'] as const),
] as const
/** Shares of leads who fail each gate, so that every way out is walked. */
const FAR_SHARE = 0.08
const LOW_SHARE = 0.12
const LARGE_SHARE = 0.03
const SOLAR_SHARE = 0.08
const CONTRACT_SHARE = 0.08

/** Draws a lead. The expectation follows the order in which the questions come: the first failing gate ends the conversation. */
export function drawProfile(random: Random): Profile {
  const place = random.pick(random.chance(FAR_SHARE) ? FAR_PLACES : PLACES)
  const hasSolar = random.chance(SOLAR_SHARE)
  const propertyKind = random.pick(PROPERTY_KINDS)
  const knows = {
    name: random.pick(NAMES),
    billBrl: drawBill(place.served, random),
    city: place.city,
    state: place.state,
    propertyKind,
    ownsProperty: random.chance(0.75),
    hasSolar,
    ...(hasSolar ? { wantsExpansion: random.chance(0.5) } : {}),
    competitorContract: random.chance(CONTRACT_SHARE),
    decisionMaker: random.chance(0.8),
    email: random.chance(0.4) ? 'lead@example.com' : null,
  }
  return { knows, expected: expectedOf(knows, place.served) }
}

/** Well away from the gates, and one gate at a time: what happens at them is the matter of written cases. */
function drawBill(served: boolean, random: Random): number {
  if (served && random.chance(LOW_SHARE)) return 80 + random.int(24) * 10
  if (served && random.chance(LARGE_SHARE)) return 21_000 + random.int(20) * 1000
  return random.pick([450, 520, 610, 680, 740, 860, 990, 1250, 1600, 2300, 3400, 5200, 8000, 14_000]) + random.int(9)
}

type Gates = { billBrl: number; hasSolar: boolean; wantsExpansion?: boolean; competitorContract: boolean }

function expectedOf(
  { billBrl, hasSolar, wantsExpansion, competitorContract }: Gates,
  served: boolean,
): Profile['expected'] {
  if (billBrl >= 20_000) return { outcome: 'handoff', reason: 'large_bill' }
  if (billBrl < 400) return { outcome: 'disqualified', reason: 'low_bill' }
  if (!served) return { outcome: 'disqualified', reason: 'out_of_area' }
  if (hasSolar && !wantsExpansion) return { outcome: 'disqualified', reason: 'already_solar' }
  if (competitorContract) return { outcome: 'disqualified', reason: 'competitor_contract' }
  return { outcome: 'booked' }
}
