import type { CityEntry, Places } from './place-index.ts'
import { has, hitsOf, isNegated, type Reading } from './reading.ts'

export type PlaceReading = {
  city?: { value: string; start: number; end: number; confidence: number }
  state?: { value: string; start: number; end: number }
  ambiguous?: CityEntry[]
  /** The state the city lies in, where nobody had to say it. */
  implied?: string
}

type Found = {
  start: number
  end: number
  cities: readonly CityEntry[]
  alias: boolean
  state?: { state: string; start: number; end: number }
  score: number
}

/** The lead's city and state. A name alone counts when the city was asked for; otherwise "moro em", "aqui em", a state or fame must back it. */
export function readPlace(reading: Reading): PlaceReading {
  const found = contrasted(reading, readCities(reading))
  const best = found.sort((a, b) => b.score - a.score || b.start - a.start)[0]
  if (!best || best.score < 2.5) {
    const state = loneState(reading)
    return state ? { state } : {}
  }
  return settle(reading, best)
}

/** "É Paulista, não Olinda": the one that is denied is not meant, and vouches for the other. */
function contrasted(reading: Reading, found: Found[]): Found[] {
  const homes = found.filter(({ start }) => isLivedIn(reading, start))
  const sites = found.filter(({ start }) => isSite(reading, start))
  if (homes.length > 0 && sites.length > 0) return found.filter((one) => !homes.includes(one))
  const denied = found.filter(({ start }) => isDenied(reading, start))
  if (denied.length === 0 || denied.length === found.length) return found.filter((one) => !denied.includes(one))
  return found.flatMap((one) => (denied.includes(one) ? [] : [{ ...one, score: one.score + 3 }]))
}

const HOME = /^(?:mor|resid|viv|sou|somos|vim|fal|esta?mo?s?|estou)/

/** "Moro em São Paulo": where the lead is. */
function isLivedIn(reading: Reading, start: number): boolean {
  const opener = openerWord(reading, start)
  return opener !== null && HOME.test(opener)
}

/** "… mas a casa fica em Natal": where the energy would be used, which is what counts. */
function isSite(reading: Reading, start: number): boolean {
  const opener = openerWord(reading, start)
  return opener !== null && !HOME.test(opener)
}

function openerWord(reading: Reading, start: number): string | null {
  const opener = hitsOf(reading, 'place').find(({ id, end }) => id === 'lives' && end === start)
  return opener ? (reading.words[opener.start]?.word ?? null) : null
}

/** Nothing but small words without a pause lies between the "não" and the place. */
function isDenied({ words }: Reading, start: number): boolean {
  for (let at = start - 1; at >= 0 && (words[at + 1]?.pause ?? 0) === 0; at -= 1) {
    const word = words[at]?.plain ?? ''
    if (word === 'nao' || word === 'nem') return true
    if (!BETWEEN.has(word)) return false
  }
  return false
}

const BETWEEN = new Set(['e', 'eh', 'era', 'sou', 'moro', 'fica', 'mais', 'em', 'de', 'la', 'aqui', 'na', 'no'])

function settle(reading: Reading, found: Found): PlaceReading {
  const best = found.state ? found : { ...found, ...stateElsewhere(reading, found) }
  const candidates = best.state ? best.cities.filter(({ state }) => state === best.state?.state) : best.cities
  const [only] = candidates
  const state = best.state ? { value: best.state.state, start: best.state.start, end: best.state.end } : undefined
  const end = best.end
  if (!only) {
    // The name does not exist in the state that was said: keep what was said, leave the rest to a question.
    const name = best.cities[0]
    return {
      ...(name && !best.alias ? { city: { value: name.city, start: best.start, end, confidence: 0.6 } } : {}),
      ...(state ? { state } : {}),
    }
  }
  const names = new Set(candidates.map(({ city }) => city))
  const preferred = preferredOf(reading, best, candidates)
  const chosen = preferred ?? only
  if (names.size > 1 && !preferred) return { ambiguous: [...candidates] }
  const { places } = reading.vocabulary
  // a little-known town far away has the name of a district here more often than not ("Boa Viagem"): better asked than declined
  const unlikely = !state && !places.serviceStates.has(chosen.state) && !places.isKnown(chosen)
  const doubtful = (candidates.length > 1 && !preferred) || unlikely
  const city = { value: chosen.city, start: best.start, end, confidence: doubtful ? 0.75 : 0.96 }
  return {
    city,
    ...(state ? { state } : {}),
    ...(doubtful ? { ambiguous: [...candidates] } : {}),
    ...(doubtful || state ? {} : { implied: chosen.state }),
  }
}

/** Of several cities with one name the file's choice counts: "Paulista" is the one in Pernambuco for a company of Recife. */
function preferredOf(reading: Reading, best: Found, candidates: readonly CityEntry[]): CityEntry | undefined {
  if (candidates.length === 1) return candidates[0]
  const folded = reading.plain.slice(best.start, best.end).join(' ')
  const state = reading.vocabulary.places.preferredState(folded)
  if (state) return candidates.find((entry) => entry.state === state)
  const known = candidates.filter((entry) => reading.vocabulary.places.isKnown(entry))
  return known.length === 1 && !best.alias ? known[0] : undefined
}

function readCities(reading: Reading): Found[] {
  const { places } = reading.vocabulary
  const found: Found[] = []
  for (let index = 0; index < reading.plain.length; index += 1) {
    const exact = places.at(reading.plain, index)
    const near = nearCity(reading, index)
    // "são josé do belzonte": the longer name with a slip in it, not the city that is called by its beginning
    const match = near && near.length > (exact?.length ?? 0) ? near : exact
    if (!match) continue
    const end = index + match.length
    if (!crossesPause(reading, index, end)) {
      const state = stateAfter(reading, end) ?? closingCode(reading, end, match.cities)
      const one: Found = {
        start: index,
        end,
        cities: match.cities,
        alias: match.alias,
        ...(state ? { state } : {}),
        score: 0,
      }
      one.score = scoreOf(reading, one)
      found.push(one)
    }
    index = end - 1
  }
  const whole = found.filter((one) => !goesOn(reading, one))
  // "moro em boa viagem recife": what is said of the district is said of its city
  return whole.flatMap((city) => {
    if (whole.some((other) => isDistrictOf(reading, city, other))) return []
    const districts = whole.filter((one) => isDistrictOf(reading, one, city))
    return [{ ...city, score: Math.max(city.score, ...districts.map(({ score }) => score)) }]
  })
}

/** "barra de santtna": a name that goes on with a word nobody knows is not the city its beginning names. */
function goesOn(reading: Reading, { end, state }: Found): boolean {
  const { words, context } = reading
  if (context.asked !== 'city' || state || !/^d[aeo]s?$/.test(words[end]?.plain ?? '')) return false
  return words[end]?.pause === 0 && words[end + 1]?.pause === 0 && isUnknown(reading, end + 1)
}

/** Asked for the city, a slip in an answer of a few words: "petrolna", "cabo de santo agosthino". */
function nearCity(reading: Reading, index: number): ReturnType<Places['near']> {
  const { words, plain, context, vocabulary } = reading
  if (context.asked !== 'city' || words.filter((word) => !word.filler).length > 6) return null
  const isStrange = (at: number): boolean => isUnknown(reading, at) && !vocabulary.places.at(plain, at)
  return words.some((_, at) => at >= index && isStrange(at)) ? vocabulary.places.near(plain, index, isStrange) : null
}

function isUnknown({ words, vocabulary }: Reading, index: number): boolean {
  const token = words[index]
  return (
    token?.kind === 'word' && !vocabulary.phrases.lexicon.has(token.plain) && !vocabulary.stopwords.has(token.plain)
  )
}

/** "Boa Vista no Recife", "boa viagem recife": the first is a part of the second. */
function isDistrictOf({ words, plain, vocabulary }: Reading, one: Found, other: Found): boolean {
  const link = words[one.end]
  const isKnown = ({ cities }: Found): boolean => cities.some((city) => vocabulary.places.isKnown(city))
  const isDistrict = !isKnown(one) || vocabulary.places.isOrdinary(plain.slice(one.start, one.end).join(' '))
  if (other.start === one.end && !one.state && isKnown(other) && isDistrict) return true
  return other.start === one.end + 1 && !one.state && link?.pause === 0 && (link.word === 'no' || link.word === 'em')
}

function crossesPause({ words }: Reading, start: number, end: number): boolean {
  for (let at = start + 1; at < end; at += 1) if ((words[at]?.pause ?? 0) > 0) return true
  return false
}

const BEFORE_STATE = new Set(['no', 'na', 'em', 'do', 'da', 'de', 'estado', 'interior', 'aqui'])

/** "Recife/PE", "recife - pe", "Fortaleza, no Ceará", "Juazeiro da Bahia". */
function stateAfter(reading: Reading, end: number): Found['state'] | null {
  const { words, plain } = reading
  const joined = words[end]?.before ?? ''
  if (/[.!?\n]/.test(joined)) return null
  for (const skip of [0, 1, 2, 3]) {
    const between = plain.slice(end, end + skip)
    if (!between.every((word) => BEFORE_STATE.has(word))) break
    const found = reading.vocabulary.places.stateAt(plain, end + skip)
    if (!found) continue
    if (found.length === 1 && !isStateCode(reading, end + skip, skip)) continue
    return { state: found.state, start: end + skip, end: end + skip + found.length }
  }
  return null
}

/** "santarém pa" as the whole answer: also a code that is a word of its own, when the city lies there. */
function closingCode(
  { context, plain, words, vocabulary }: Reading,
  end: number,
  cities: readonly CityEntry[],
): Found['state'] | null {
  if (context.asked !== 'city' || end !== plain.length - 1 || (words[end]?.pause ?? 0) > 0) return null
  const said = vocabulary.places.stateAt(plain, end)
  return said && cities.some(({ state }) => state === said.state)
    ? { state: said.state, start: end, end: end + 1 }
    : null
}

/** "interior do Paraná, Cascavel": a state named in front of one of its cities. */
function stateElsewhere({ vocabulary, plain, words }: Reading, { start, cities }: Found): Pick<Found, 'state'> {
  for (let at = 0; at < start; at += 1) {
    const said = vocabulary.places.stateAt(plain, at)
    if (!said || (plain[at]?.length ?? 0) < 4 || !BEFORE_STATE.has(words[at - 1]?.word ?? '')) continue
    const end = at + said.length
    const isIn = cities.some(({ state }) => state === said.state)
    if (isIn && start - end <= 4) return { state: { state: said.state, start: at, end } }
  }
  return {}
}

/** Two letters name a state when glued on with a sign, in capitals, or not a word of their own. */
function isStateCode(reading: Reading, index: number, skip: number): boolean {
  const token = reading.words[index]
  const written = reading.text.slice(token?.start ?? 0, token?.end ?? 0)
  if ((token?.plain.length ?? 0) > 2) return true
  if (written === written.toUpperCase()) return true
  if (/[/(–—-]/.test(token?.before ?? '')) return true
  return !['se', 'to', 'ma', 'pa', 'ac', 'am', 'ap'].includes(token?.plain ?? '') && skip === 0
}

function scoreOf(reading: Reading, found: Found): number {
  const { words, context, clause } = reading
  if (isNegated(reading, found.start) && !has(reading, 'place', 'lives')) return 0
  const folded = reading.plain.slice(found.start, found.end).join(' ')
  const ordinary = reading.vocabulary.places.isOrdinary(folded)
  const opener = hitsOf(reading, 'place').filter(({ end }) => end === found.start)
  const near = opener.some(({ id }) => id === 'near' || id === 'left' || id === 'sports')
  if (near) return 0
  const lives = opener.some(({ id }) => id === 'lives')
  const inside = opener.some(({ id }) => id === 'in')
  const capital = /^\p{Lu}/u.test(reading.text.slice(words[found.start]?.start ?? 0)) && found.start > 0
  const known = found.cities.some((entry) => reading.vocabulary.places.isKnown(entry))
  let score = (found.start === 0 ? 0.3 : 0) + (found.end - found.start > 1 ? 0.3 : 0) + (known ? 1 : 0)
  const alone = clause[found.start - 1] !== clause[found.start] && clause[found.end] !== clause[found.end - 1]
  if (alone && known && (capital || !ordinary) && words.length > found.end - found.start) score += 2
  const named = (capital || !ordinary || context.asked === 'name') && known && isBehindName(reading, found.start)
  if (lives || named) score += 4
  const plainIn = words[found.start - 1]?.word === 'em'
  if (inside) score += ordinary && !(plainIn && known) ? 1 : known ? 3 : capital ? 2 : 1
  if (found.state) score += 3
  const short =
    found.start === 0 || inside || lives || found.state !== undefined || words.length <= found.end - found.start + 3
  if (context.asked === 'city' || context.asked === 'state') {
    if (!questionOnly(reading))
      score +=
        (ordinary || (!known && found.end - found.start === 1)) && !(alone || inside || lives || found.state)
          ? 0
          : short
            ? 4
            : ordinary
              ? 0
              : 2
  } else if (!ordinary && known && found.end - found.start > 1) score += 2
  else if (!ordinary && known && (capital || words.length <= 4)) score += 1
  if (/\?/.test(reading.text) && !lives && hitsOf(reading, 'topic').some(({ id }) => id === 'areas'))
    score = Math.max(score, known || inside ? 2 : score)
  return score
}

/** "sou a Júlia de Natal", but not "Pedro de Barros": a given name and where its bearer is from. */
export function isBehindName({ words, plain, vocabulary }: Reading, start: number): boolean {
  const { given, family } = vocabulary.names
  const city = plain[start] ?? ''
  return words[start - 1]?.word === 'de' && given.has(plain[start - 2] ?? '') && !given.has(city) && !family.has(city)
}

const questionOnly = (reading: Reading): boolean => /\?\s*$/.test(reading.text) && has(reading, 'question')

/** "sou de Pernambuco", "PE": a state without a city. */
function loneState(reading: Reading): PlaceReading['state'] | null {
  const { places } = reading.vocabulary
  const asked = reading.context.asked === 'city' || reading.context.asked === 'state'
  for (let index = 0; index < reading.plain.length; index += 1) {
    const state = places.stateAt(reading.plain, index)
    if (!state) continue
    const opened = hitsOf(reading, 'place').some(({ id, end }) => end === index && (id === 'lives' || id === 'in'))
    const name = (reading.plain[index]?.length ?? 0) > 2
    const alone = reading.words.filter((word) => !word.filler).length <= state.length + 1
    if (isNegated(reading, index)) continue
    if ((asked && alone) || (opened && name)) return { value: state.state, start: index, end: index + state.length }
  }
  return null
}
