import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { z } from 'zod'
import { FACT_NAMES } from '#src/domain/facts.ts'
import { OBJECTION_KINDS, SIMPLE_ACTS } from '#src/domain/understanding.ts'
import { ANYTHING, createNearAnswers } from './near-answers.ts'
import { createMatcher, type Matcher } from './patterns.ts'
import { createPlaces, type Places } from './place-index.ts'
import { createSpeller } from './spelling.ts'
import { fold } from './text.ts'
import type { Words } from './tokens.ts'

const Patterns = z.array(z.string().min(1))
const Entry = z.strictObject({
  /** Phrases that mean this wherever they stand. */
  say: Patterns.default([]),
  /** Phrases that mean this only when they are the whole message. */
  alone: Patterns.default([]),
  /** Look-alikes: a phrase found inside or across one of these does not count. */
  never: Patterns.default([]),
  /** A "não" shortly before undoes the phrase. */
  unlessNegated: z.boolean().default(false),
})
const Groups = z.record(z.string(), z.record(z.string(), Entry))
const PhraseFile = z.strictObject({ classes: z.record(z.string(), Patterns).default({}), groups: Groups.default({}) })

const WordsFile = z.strictObject({
  abbreviations: z.record(z.string(), z.string()),
  numerals: z.record(z.string(), z.number()),
  /** Words that explain nothing by themselves but need no explaining. */
  stopwords: z.string(),
  /** Things one may want that are also forms of a verb: "quero visita", "preciso ajuda". */
  wanted: z.string(),
  neighbours: z.string(),
  /** Words of the trade, of the company and of meetings: a question with one of them is not off topic. */
  domain: z.string(),
  languages: z.strictObject({ en: z.string(), es: z.string() }),
})
const NamesFile = z.strictObject({
  given: z.string(),
  family: z.string(),
  titles: Patterns,
  connectors: Patterns,
  notNames: z.string(),
  notNameEndings: z.array(z.string()),
  nicknames: Patterns,
  alsoWords: Patterns,
})
const CitiesFile = z.strictObject({
  states: z.record(z.string().length(2), z.strictObject({ name: z.string(), capital: z.string(), cities: z.string() })),
})
const PlacesFile = z.strictObject({
  known: z.string(),
  aliases: z.record(z.string(), z.string()),
  ordinaryWords: z.string(),
  serviceStates: z.array(z.string().length(2)),
  stateNames: z.record(z.string(), z.string().length(2)),
  preferred: z.record(z.string(), z.string().length(2)),
})
const Span = z.tuple([z.string().regex(/^\d\d:\d\d$/), z.string().regex(/^\d\d:\d\d$/)])
const TimesFile = z.strictObject({ dayparts: z.record(z.string(), Span) })
const DistributorsFile = z.strictObject({ distributors: z.record(z.string(), Patterns) })

type Entry = z.infer<typeof Entry>
export type Vocabulary = {
  words: Words
  fillers: Matcher
  phrases: Matcher
  /** By `group.id`: whether a preceding "não" undoes the phrase. */
  unlessNegated: ReadonlySet<string>
  names: {
    given: ReadonlyMap<string, string>
    /** Names that are everyday words too. */
    alsoWords: ReadonlyMap<string, string>
    family: ReadonlyMap<string, string>
    titles: ReadonlySet<string>
    connectors: ReadonlySet<string>
    notNames: ReadonlySet<string>
    notNameEndings: readonly string[]
  }
  places: Places
  dayparts: ReadonlyMap<string, readonly [number, number]>
  stopwords: ReadonlySet<string>
  wanted: ReadonlySet<string>
  domain: ReadonlySet<string>
  languages: { en: ReadonlySet<string>; es: ReadonlySet<string> }
}

const FOLDER = fileURLToPath(new URL('../vocabulary/', import.meta.url))
const SPECIAL = new Set(['words.yaml', 'names.yaml', 'cities.yaml', 'places.yaml', 'times.yaml', 'distributors.yaml'])

/** Reads, checks and indexes the vocabulary files. @throws {Error} naming the file or pattern that is wrong. */
export function loadVocabulary(folder = FOLDER): Vocabulary {
  const read = <T>(file: string, schema: z.ZodType<T>): T => {
    const result = schema.safeParse(parse(readFileSync(`${folder}${file}`, 'utf8')))
    if (!result.success) throw new Error(`vocabulary ${file}: ${z.prettifyError(result.error)}`)
    return result.data
  }
  const phraseFiles = readdirSync(folder)
    .filter((file) => file.endsWith('.yaml') && !SPECIAL.has(file))
    .sort()
  const files = phraseFiles.map((file) => read(file, PhraseFile))
  const classes: Record<string, string[]> = Object.assign({}, ...files.map((file) => file.classes))
  const groups = files.flatMap((file) => Object.entries(file.groups))
  const { distributors } = read('distributors.yaml', DistributorsFile)
  const entries = [
    ...groups.flatMap(([group, ids]) => Object.entries(ids).flatMap(([id, entry]) => flatten(group, id, entry))),
    ...Object.entries(distributors).flatMap(([id, say]) =>
      flatten('distributor', id, { say, alone: [], never: [], unlessNegated: false }),
    ),
  ]
  checkIds(groups)
  const words = read('words.yaml', WordsFile)
  const expand = (pattern: string): string => expandAbbreviations(pattern, words.abbreviations)
  const phrases = createMatcher(
    entries.map((entry) => ({ ...entry, pattern: expand(entry.pattern) })),
    mapValues(classes, expand),
  )
  const names = createNames(read('names.yaml', NamesFile))
  const known = new Set([
    ...phrases.lexicon,
    ...Object.entries(words.abbreviations).flatMap(([short, meant]) => [short, ...list(meant)]),
    ...Object.keys(words.numerals),
  ])
  const real = new Set([
    ...list(words.neighbours),
    ...list(words.stopwords),
    ...list(words.domain),
    ...list(words.languages.en),
    ...list(words.languages.es),
    ...names.notNames,
    ...names.given.keys(),
    ...names.family.keys(),
  ])
  const aliases = new Map(Object.entries(words.abbreviations).filter(([, meant]) => !meant.includes(' ')))
  const meanings = answerWords(phrases, words.numerals)
  meanings.set(
    ANYTHING,
    new Map([...known].map((word) => [word, new Set([`${words.numerals[word] ?? aliases.get(word) ?? word}`])])),
  )
  return {
    words: {
      abbreviations: new Map(Object.entries(words.abbreviations)),
      numerals: new Map(Object.entries(words.numerals)),
      speller: createSpeller(known, real, phrases.stems, aliases, createNearAnswers(meanings)),
    },
    fillers: createMatcher(
      entries.filter((entry) => entry.group === 'filler'),
      classes,
    ),
    phrases,
    unlessNegated: new Set(
      groups.flatMap(([group, ids]) =>
        Object.entries(ids).flatMap(([id, e]) => (e.unlessNegated ? [`${group}.${id}`] : [])),
      ),
    ),
    names,
    stopwords: new Set(list(words.stopwords)),
    wanted: new Set(list(words.wanted)),
    domain: new Set(list(words.domain)),
    languages: { en: new Set(list(words.languages.en)), es: new Set(list(words.languages.es)) },
    places: createPlaces(read('cities.yaml', CitiesFile).states, read('places.yaml', PlacesFile)),
    dayparts: new Map(
      Object.entries(read('times.yaml', TimesFile).dayparts).map(([id, [from, to]]) => [
        id,
        [minutes(from), minutes(to)] as const,
      ]),
    ),
  }
}

const CONSENT: readonly string[] = ['yes', 'no', 'neutral']
const MEETING: readonly string[] = [...CONSENT, 'act.reschedule', 'act.cancel']
/** The phrases, by group or `group.id`, that answer questions about no fact. */
const ANSWERS_TO: Readonly<Record<string, readonly string[]>> = {
  confirmation: MEETING,
  attendance: MEETING,
  slots: [...CONSENT, 'day', 'daypart', 'hour_part', 'noon', 'weekday_suffix', 'ordinal', 'none_of_them', 'refusal'],
  billBrl: [
    ...[
      'bill',
      'currency',
      'approx',
      'period',
      'change',
      'steady',
      'othermoney',
      'foreign',
      'unit',
      'label',
      'instalments',
    ],
    ...['newer', 'older', 'swing', 'correction', 'total', 'sum', 'place_unit', 'counted', 'each'],
  ],
}

/** By question, the words its answers are made of. */
function answerWords(phrases: Matcher, numerals: Record<string, number>): Map<string, Map<string, Set<string>>> {
  const byQuestion = new Map<string, Map<string, Set<string>>>()
  for (const fact of FACT_NAMES) {
    const isAnswer = (group: string, id: string): boolean =>
      (group === 'fact' || group === 'answer') && id.startsWith(`${fact}=`)
    byQuestion.set(
      fact,
      phrases.wordsOf((group, id) => (isAnswer(group, id) ? id : CONSENT.includes(group) ? group : null)),
    )
  }
  for (const [question, groups] of Object.entries(ANSWERS_TO))
    byQuestion.set(
      question,
      phrases.wordsOf((group, id) =>
        groups.includes(group) || groups.includes(`${group}.${id}`) ? `${group}.${id}` : null,
      ),
    )
  for (const [word, value] of Object.entries(numerals)) byQuestion.get('billBrl')?.set(word, new Set([`${value}`]))
  return byQuestion
}

/** Phrases may be written as leads write ("pra", "tá", "vc"): the words of a message are expanded before they are compared. */
function expandAbbreviations(pattern: string, abbreviations: Record<string, string>): string {
  return pattern.replace(/\{[^}]*\}|=\S+|[\p{L}$']+\*?/gu, (item) => abbreviations[fold(item)] ?? item)
}

const mapValues = (classes: Record<string, string[]>, change: (pattern: string) => string): Record<string, string[]> =>
  Object.fromEntries(Object.entries(classes).map(([name, members]) => [name, members.map(change)]))

function flatten(group: string, id: string, entry: Entry): { group: string; id: string; pattern: string }[] {
  return [
    ...entry.say.map((pattern) => ({ group, id, pattern })),
    ...entry.alone.map((pattern) => ({ group, id, pattern: `^^ (${pattern}) $$` })),
    ...entry.never.map((pattern) => ({ group: `${group}!`, id, pattern })),
  ]
}

/** Acts, objections and facts must be those of the domain: a slip in a file is found at load, not in a conversation. */
function checkIds(groups: [string, Record<string, Entry>][]): void {
  const allowed: Record<string, readonly string[]> = {
    act: SIMPLE_ACTS,
    objection: OBJECTION_KINDS,
    declined: [...FACT_NAMES, 'asked'],
    trigger: ['investor', 'complaint', 'existing_customer'],
  }
  for (const [group, ids] of groups) {
    const names = allowed[group]
    for (const id of Object.keys(ids)) {
      if (names && !names.includes(id)) throw new Error(`vocabulary: unknown id ${id} in group ${group}`)
      if (group === 'fact' && !FACT_NAMES.some((fact) => id.startsWith(`${fact}=`))) {
        throw new Error(`vocabulary: ${id} in group fact is not fact=value`)
      }
    }
  }
}

function createNames(file: z.infer<typeof NamesFile>): Vocabulary['names'] {
  const pairs = (text: string): [string, string][] =>
    text
      .split(/[\s,;]+/)
      .filter(Boolean)
      .map((name) => [fold(name), name])
  return {
    given: new Map([...pairs(file.given), ...file.nicknames.map((name): [string, string] => [fold(name), name])]),
    alsoWords: new Map(file.alsoWords.map((name) => [fold(name), name])),
    family: new Map(pairs(file.family)),
    titles: new Set(file.titles.map(fold)),
    connectors: new Set(file.connectors.map(fold)),
    notNames: new Set(list(file.notNames)),
    notNameEndings: file.notNameEndings,
  }
}

const list = (text: string): string[] =>
  text
    .split(/[\s,;]+/)
    .filter(Boolean)
    .map(fold)
const minutes = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))
