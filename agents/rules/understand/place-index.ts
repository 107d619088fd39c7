import { isOneMistake, isOneSlip } from './slips.ts'
import { fold } from './text.ts'

export type CityEntry = { city: string; state: string }
export type Places = {
  /** Longest city name or alias that starts at this word; its length in words and all cities so called. */
  at: (
    words: readonly string[],
    index: number,
  ) => { length: number; cities: readonly CityEntry[]; alias: boolean } | null
  /** The well-known city that starts here but for one slip in one of its words, a word that `isUnknown`; null when none or several do. */
  near: (
    words: readonly string[],
    index: number,
    isUnknown: (index: number) => boolean,
  ) => { length: number; cities: readonly CityEntry[]; alias: boolean } | null
  stateAt: (words: readonly string[], index: number) => { length: number; state: string } | null
  stateCodes: ReadonlySet<string>
  /** Well-known enough to be recognised without "moro em". */
  isKnown: (entry: CityEntry) => boolean
  /** Also an ordinary word or a person's name ("Bonito", "Natal"). */
  isOrdinary: (folded: string) => boolean
  serviceStates: ReadonlySet<string>
  preferredState: (folded: string) => string | undefined
}

type StateFile = Record<string, { name: string; capital: string; cities: string }>
type PlacesFile = {
  known: string
  aliases: Record<string, string>
  ordinaryWords: string
  serviceStates: string[]
  stateNames: Record<string, string>
  preferred: Record<string, string>
}

const key = (name: string): string => fold(name).replace(/['’-]/g, ' ').replace(/\s+/g, ' ')

/** Indexes cities and states by their folded words. */
export function createPlaces(states: StateFile, file: PlacesFile): Places {
  const cities = new Map<string, { cities: CityEntry[]; alias: boolean }>()
  const byFirst = new Map<string, number>()
  const stateNames = new Map<string, string>()
  const add = (name: string, entry: CityEntry, alias: boolean): void => {
    const folded = key(name)
    const present = cities.get(folded)
    if (present?.cities.some(({ city, state }) => city === entry.city && state === entry.state)) return
    if (present) present.cities.push(entry)
    else cities.set(folded, { cities: [entry], alias })
    const [first = '', ...rest] = folded.split(' ')
    byFirst.set(first, Math.max(byFirst.get(first) ?? 0, rest.length + 1))
  }
  for (const [state, { name, cities: list }] of Object.entries(states)) {
    stateNames.set(key(name), state)
    for (const city of list.split(';')) add(city.trim(), { city: city.trim(), state }, false)
  }
  const known = new Set(split(file.known).map(key))
  for (const [alias, target] of Object.entries(file.aliases)) {
    for (const one of target.split(';')) {
      const [city = '', state = ''] = one.trim().split('/')
      if (!states[state]?.cities.includes(city))
        throw new Error(`places.yaml: alias ${alias} names an unknown city ${one}`)
      add(alias, { city, state }, true)
    }
  }
  for (const [name, state] of Object.entries(file.stateNames)) stateNames.set(key(name), state)
  const ordinary = new Set(split(file.ordinaryWords).map(key))
  const service = new Set(file.serviceStates)
  const isKnown = ({ city, state }: CityEntry): boolean =>
    service.has(state) || known.has(key(city)) || states[state]?.capital === city
  // of words that are also ordinary ones only the long: a slip of those is hardly anything else
  const famous = [...cities]
    .filter(
      ([name, { cities: all }]) =>
        name.length >= (ordinary.has(name) ? 8 : 6) && all.some(isKnown) && /^[a-z ]+$/.test(name),
    )
    .map(([name, found]) => ({ name: name.split(' '), found }))
  const longestState = Math.max(...[...stateNames.keys()].map((name) => name.split(' ').length))
  return {
    at(words, index) {
      const first = words[index]
      if (first === undefined) return null
      for (let length = byFirst.get(first) ?? 0; length > 0; length -= 1) {
        if (index + length > words.length) continue
        const found = cities.get(words.slice(index, index + length).join(' '))
        if (found) return { length, ...found }
      }
      return null
    },
    near(words, index, isUnknown) {
      const isNear = (name: readonly string[], isSlip: (typed: string, meant: string) => boolean): boolean => {
        const at = name.findIndex((part, place) => words[index + place] !== part)
        const [typed = '', part = ''] = [words[index + at], name[at]]
        if (at < 0 || part.length < (name.length > 1 ? 4 : 5) || !isSlip(typed, part)) return false
        return name.every((other, place) => place <= at || words[index + place] === other) && isUnknown(index + at)
      }
      const likely = famous.filter(({ name }) => isNear(name, isOneSlip))
      const near = likely.length > 0 ? likely : famous.filter(({ name }) => isNear(name, isOneMistake))
      const longest = Math.max(...near.map(({ name }) => name.length))
      const [only, ...more] = near.filter(({ name }) => name.length === longest)
      return only && more.length === 0 ? { length: only.name.length, ...only.found } : null
    },
    stateAt(words, index) {
      for (let length = longestState; length > 0; length -= 1) {
        if (index + length > words.length) continue
        const state = stateNames.get(words.slice(index, index + length).join(' '))
        if (state) return { length, state }
      }
      const code = (words[index] ?? '').toUpperCase()
      return states[code] ? { length: 1, state: code } : null
    },
    stateCodes: new Set(Object.keys(states)),
    isKnown,
    isOrdinary: (folded) => ordinary.has(folded),
    serviceStates: service,
    preferredState: (folded) => file.preferred[folded],
  }
}

const split = (text: string): string[] =>
  text
    .split(/[;\n]/)
    .map((part) => part.trim())
    .filter(Boolean)
