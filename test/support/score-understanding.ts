import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { UnderstandingEngine } from '#agents/rules/understand/understand.ts'
import { Asked, type Understanding } from '#src/domain/understanding.ts'

const Value = z.union([z.string(), z.number(), z.boolean()])
const LabelledTime = z.strictObject({
  from: z.string().optional(),
  to: z.string().optional(),
  tolMin: z.number().optional(),
  need: z.enum(['day', 'time']).optional(),
  ambiguous: z.boolean().optional(),
})
export const LabelledUtterance = z.strictObject({
  id: z.string().regex(/^[a-z]+-[a-z0-9]+$/),
  text: z.string(),
  now: z.string().optional(),
  asked: Asked.optional(),
  offered: z.array(z.string()).optional(),
  expect: z.strictObject({
    acts: z.array(z.string()).optional(),
    actsNot: z.array(z.string()).optional(),
    facts: z.record(z.string(), Value).optional(),
    factsNot: z.array(z.string()).optional(),
    time: LabelledTime.optional(),
    choice: z.number().optional(),
    tol: z.number().optional(),
  }),
})
export type LabelledUtterance = z.infer<typeof LabelledUtterance>

export type Verdict = {
  id: string
  class: string
  right: boolean
  wrong: boolean
  problems: string[]
  item: LabelledUtterance
  got: Understanding
}
export type Score = {
  total: number
  accuracy: number
  confidentlyWrong: number
  byClass: Record<string, { right: number; total: number; wrong: number }>
  byField: Record<string, { right: number; total: number; wrong: number }>
  optOut: { precision: number; recall: number }
  verdicts: Verdict[]
}

const DEFAULT_NOW = '2026-03-02T10:15:00-03:00'
const ZONE = 'America/Recife'

/** Reads a JSON Lines file of labelled utterances. @throws {Error} naming the line that does not fit the format. */
export function readUtterances(file: string): LabelledUtterance[] {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
  return lines.map((line, index) => {
    const parsed = LabelledUtterance.safeParse(JSON.parse(line))
    if (!parsed.success) throw new Error(`${file}:${index + 1}: ${z.prettifyError(parsed.error)}`)
    return parsed.data
  })
}

/** Scores an engine by the conventions of the labelled utterances: an item is right when all of its `expect` holds. */
export function scoreUnderstanding(engine: UnderstandingEngine, items: readonly LabelledUtterance[]): Score {
  const verdicts = items.map((item) => judge(item, engine.understand(item.text, contextOf(item))))
  const required = verdicts.filter(({ item }) => item.expect.acts?.includes('opt_out'))
  const testing = verdicts.filter(
    ({ item }) => item.expect.acts?.includes('opt_out') || item.expect.actsNot?.includes('opt_out'),
  )
  const said = testing.filter(({ got }) => got.acts.includes('opt_out'))
  const hit = required.filter(({ got }) => got.acts.includes('opt_out')).length
  return {
    total: verdicts.length,
    accuracy: share(verdicts.filter(({ right }) => right).length, verdicts.length),
    confidentlyWrong: share(verdicts.filter(({ wrong }) => wrong).length, verdicts.length),
    byClass: tally(verdicts, (verdict) => [verdict.class]),
    byField: tally(verdicts, fieldsOf),
    optOut: { precision: share(hit, said.length), recall: share(hit, required.length) },
    verdicts,
  }
}

/** The `context` argument of an item, with its defaults. */
export function contextOf(item: LabelledUtterance) {
  const now = Temporal.Instant.from(item.now ?? DEFAULT_NOW).toZonedDateTimeISO(ZONE)
  const offered = item.offered?.map((iso) => Temporal.Instant.from(iso).toZonedDateTimeISO(ZONE))
  return { now, asked: item.asked, offered }
}

const share = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole)

function tally(verdicts: readonly Verdict[], keysOf: (verdict: Verdict) => string[]): Score['byClass'] {
  const groups: Score['byClass'] = {}
  for (const verdict of verdicts) {
    for (const key of keysOf(verdict)) {
      groups[key] ??= { right: 0, total: 0, wrong: 0 }
      groups[key].total += 1
      if (verdict.right) groups[key].right += 1
      if (verdict.wrong) groups[key].wrong += 1
    }
  }
  return groups
}

function fieldsOf({ item: { expect, asked } }: Verdict): string[] {
  const fields: string[] = []
  if (expect.facts?.billBrl !== undefined || expect.factsNot?.includes('billBrl')) fields.push('money')
  if (expect.time) fields.push('time')
  if (expect.choice !== undefined) fields.push('choice')
  if ((asked === 'confirmation' || asked === 'identity') && expect.acts) fields.push('yes/no')
  return fields
}

function judge(item: LabelledUtterance, got: Understanding): Verdict {
  const { expect } = item
  const problems: string[] = []
  let wrong = false
  for (const act of expect.acts ?? []) if (!got.acts.some((one) => one === act)) problems.push(`no act ${act}`)
  for (const act of expect.actsNot ?? []) if (got.acts.some((one) => one === act)) problems.push(`act ${act}`)
  for (const [name, value] of Object.entries(expect.facts ?? {})) {
    const fact = Object.entries(got.facts).find(([key]) => key === name)?.[1]
    if (fact && sameValue(name, value, fact.value, expect.tol)) continue
    problems.push(fact ? `${name} = ${fact.value}, not ${value}` : `no ${name}`)
    wrong ||= fact !== undefined
  }
  for (const name of expect.factsNot ?? []) {
    if (!(name in got.facts)) continue
    problems.push(`${name} found`)
    wrong = true
  }
  if (expect.choice !== undefined && got.choice !== expect.choice) {
    problems.push(`choice ${got.choice ?? 'none'}, not ${expect.choice}`)
    wrong ||= got.choice !== undefined
  }
  if (expect.time && !sameTime(expect.time, got.time)) {
    problems.push(`time ${JSON.stringify(got.time)}`)
    wrong ||= got.time !== undefined
  }
  return {
    id: item.id,
    class: item.id.slice(0, item.id.lastIndexOf('-')),
    right: problems.length === 0,
    wrong,
    problems,
    item,
    got,
  }
}

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim()

function sameValue(
  name: string,
  expected: string | number | boolean,
  actual: string | number | boolean,
  tol?: number,
): boolean {
  if (typeof expected === 'number') {
    const tolerance = name === 'billBrl' && tol !== undefined ? tol : 0.01
    return typeof actual === 'number' && Math.abs(actual - expected) <= Math.abs(expected) * tolerance + 1e-9
  }
  if (typeof expected === 'boolean' || typeof actual !== 'string') return actual === expected
  if (name === 'distributor') return plain(actual).includes(plain(expected))
  return plain(actual) === plain(expected)
}

function sameTime(expected: z.infer<typeof LabelledTime>, got: Understanding['time']): boolean {
  if (!got) return false
  if (expected.ambiguous) return got.kind === 'ambiguous'
  if (got.kind === 'ambiguous') return false
  if (expected.need) return got.need === expected.need
  if (!expected.from || !got.from?.includes('T')) return false
  const [from, gotFrom] = [millis(expected.from), millis(got.from)]
  if (!expected.to) return Math.abs(from - gotFrom) <= (expected.tolMin ?? 0) * 60_000
  if (!got.to) return false
  const [to, gotTo] = [millis(expected.to), millis(got.to)]
  const overlap = Math.min(to, gotTo) - Math.max(from, gotFrom)
  return overlap > 0 && overlap / (Math.max(to, gotTo) - Math.min(from, gotFrom)) >= 0.5
}

const millis = (iso: string): number => Temporal.Instant.from(iso).epochMilliseconds

/** A short table of a score, for people. */
export function renderScore(score: Score): string {
  const percent = (value: number): string => `${(value * 100).toFixed(1)} %`
  const rows = (groups: Score['byClass']): string[] =>
    Object.entries(groups).map(
      ([key, { right, total, wrong }]) => `  ${key.padEnd(10)} ${right}/${total}${wrong ? `  wrong ${wrong}` : ''}`,
    )
  return [
    `${score.total} items: ${percent(score.accuracy)} right, ${percent(score.confidentlyWrong)} confidently wrong`,
    `opt-out precision ${percent(score.optOut.precision)}, recall ${percent(score.optOut.recall)}`,
    ...rows(score.byClass),
    'by field',
    ...rows(score.byField),
  ].join('\n')
}
