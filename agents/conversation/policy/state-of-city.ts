import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { createPlaces } from '#agents/rules/understand/place-index.ts'
import type { LeadFacts } from '#src/domain/facts.ts'

const CitiesFile = z.object({
  states: z.record(z.string(), z.object({ name: z.string(), capital: z.string(), cities: z.string() })),
})
const PlacesFile = z.object({
  known: z.string(),
  aliases: z.record(z.string(), z.string()),
  ordinaryWords: z.string(),
  serviceStates: z.array(z.string()),
  preferred: z.record(z.string(), z.string()),
})

const places = createPlaces(read('cities.yaml', CitiesFile).states, read('places.yaml', PlacesFile))

/** A state that follows from the city was not said: surer words replace it. */
const INFERRED = 0.8

/**
 * The state a city lies in, when no other can be meant: the only one with a city of that name, or the one that understanding takes the bare
 * name for. Null when it must be asked.
 */
export function stateOfCity(city: string): string | null {
  const folded = fold(city)
  const words = folded.split(' ')
  const match = places.at(words, 0)
  if (match?.length !== words.length) return null
  const namesakes = match.cities.filter((entry) => fold(entry.city) === folded)
  const preferred = places.preferredState(folded)
  if (namesakes.length <= 1 || preferred) return preferred ?? namesakes[0]?.state ?? null
  const known = namesakes.filter(places.isKnown)
  return known.length === 1 ? (known[0]?.state ?? null) : null
}

/** Fills in the state that follows from the city, unless it is known or the name is one that was just asked about. */
export function withState(facts: LeadFacts): LeadFacts {
  const { city } = facts
  if (facts.state !== undefined || typeof city?.value !== 'string') return facts
  const state = stateOfCity(city.value)
  return state ? { ...facts, state: { ...city, value: state, confidence: Math.min(city.confidence, INFERRED) } } : facts
}

function read<T>(file: string, schema: z.ZodType<T>): T {
  return schema.parse(parse(readFileSync(new URL(`../../rules/vocabulary/${file}`, import.meta.url), 'utf8')))
}

function fold(name: string): string {
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  return plain.replace(/['’-]/g, ' ').replace(/\s+/g, ' ').trim()
}
