import { EvalCase, STYLES } from '../case.ts'
import type { LoadedCase } from '../load-cases.ts'
import { createRandom, type Random } from '../random.ts'
import { drawNoise, type NoisyReaction } from './noise.ts'
import { drawProfile, type Profile } from './profile.ts'
import { drawVolunteered } from './talkative.ts'

const OPENINGS = [
  ['oi'],
  ['bom dia'],
  ['oi', 'vi o anúncio de vocês'],
  ['Olá, gostaria de saber mais sobre energia solar'],
  ['quero economizar na conta de luz'],
  ['boa tarde', 'tudo bem?'],
  ['oi quanto custa pra colocar energia solar'],
  ['opa'],
] as const

/** Working hours, evenings, nights and weekends of a month without surprises, and the days around Easter. */
const DAYS = [
  '2026-03-09',
  '2026-03-11',
  '2026-03-13',
  '2026-03-14',
  '2026-03-15',
  '2026-04-01',
  '2026-04-02',
  '2026-05-04',
  '2026-08-19',
] as const
/** Their next Friday is Good Friday: who insists on it books nothing, and is the matter of a written case. */
const BEFORE_EASTER: ReadonlySet<string> = new Set(['2026-04-01', '2026-04-02'])
const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const
const HOURS = ['07:40', '09:10', '10:30', '12:20', '14:05', '16:45', '19:30', '21:50', '23:15', '02:30'] as const

/** Variations of conversations, one by one: other people, styles, hours, orders and interruptions; the same seed gives the same ones. */
export function* generateCases({ count, seed }: { count: number; seed: number }): Generator<LoadedCase> {
  for (let i = 0; i < count; i++) yield generateCase(seed, i)
}

function generateCase(seed: number, index: number): LoadedCase {
  const random = createRandom(seed, 'generate', index)
  const profile = drawProfile(random)
  const noise = drawNoise(random)
  const volunteered = drawVolunteered(profile, random)
  const id = `gen-${seed}-${index}`
  const date = random.pick(DAYS)
  const now = `${date}T${random.pick(HOURS)}:00-03:00`
  const parsed = EvalCase.parse({
    id,
    purpose: 'A generated conversation: no violation, no loop, no dead end, and the outcome the rules give.',
    now,
    lead: {
      phone: `558199999${String(index % 10_000).padStart(4, '0')}`,
      pushName: profile.knows.name,
      style: random.pick(STYLES),
      knows: profile.knows,
      opens: openingOf(profile, random),
      when: [...reactionsOf(noise), ...volunteered, ...pickOf(date, random)],
    },
    faults: random.chance(0.2) ? { duplicateWebhooks: 0.3 } : {},
    expect: { ...expectedOf(profile, noise) },
  })
  return { ...parsed, path: `generated/${id}`, folder: '/' }
}

/** Some leads tell much at once. */
function openingOf({ knows }: Profile, random: Random): string[] {
  if (random.chance(0.75)) return [...random.pick(OPENINGS)]
  const parts = random.shuffle([
    `aqui é ${knows.name}`,
    `minha conta vem uns ${knows.billBrl} reais`,
    `sou de ${knows.city}`,
  ])
  return ['oi', parts.slice(0, 1 + random.int(3)).join(', ')]
}

function reactionsOf(noise: NoisyReaction[]): unknown[] {
  return noise.map(({ asked, noise: { say } }) => ({ asked, say }))
}

/** Most leads take one of the times; some want another day first. */
function pickOf(date: string, random: Random): unknown[] {
  if (random.chance(0.5)) return [{ offered: 'slots', pick: { nth: 1 + random.int(3) }, times: 3 }]
  const weekday = random.pick(WEEKDAYS.filter((day) => !(day === 'friday' && BEFORE_EASTER.has(date))))
  const daypart = random.pick(['morning', 'afternoon'])
  const pick = weekday === 'saturday' || random.chance(0.4) ? { weekday } : { weekday, daypart }
  return [{ offered: 'slots', pick, times: 4 }]
}

/** An ending of the lead's own only comes if its question is reached, so then nothing is expected but good behaviour. */
function expectedOf({ expected, knows }: Profile, noise: NoisyReaction[]): object {
  const ends = noise.some(({ noise: { ends: ending } }) => ending !== undefined)
  return ends ? {} : { ...expected, ...(expected.outcome === 'booked' ? { facts: toldFacts(knows) } : {}) }
}

/** What a lead who booked was asked for, and must have been understood in. */
function toldFacts({
  name,
  billBrl,
  city,
  propertyKind,
  ownsProperty,
  competitorContract,
  decisionMaker,
}: Profile['knows']) {
  return { name, billBrl, city, propertyKind, ownsProperty, competitorContract, decisionMaker }
}
