import type { BillFields, BillReading } from '../bill.ts'
import type { LaidOutDocument } from '../layout/document.ts'
import { fold } from '../layout/text.ts'
import { parseNumber } from '../layout/values.ts'
import { findCharts } from './charts.ts'
import { claimsOf } from './claim-values.ts'
import { middleOf, withoutDoubtful } from './doubtful-rows.ts'
import { labelWeight } from './gather.ts'
import { findHistoryTables, type HistoryTable, seriesOf } from './history.ts'
import type { Item } from './items.ts'
import type { MeterRow } from './meter.ts'
import { monthBefore, monthsBetween } from './months.ts'
import { proveHistory } from './prove-history.ts'
import { type Evidence, settle } from './settle.ts'

/** Of a picture: a larger figure has lost its comma. */
const MOST_INJECTED = 10_000
/** Between two readings. */
const DAYS = { least: 25, most: 35 }

export type EnergyInput = {
  document: LaidOutDocument
  items: Item[]
  meters: MeterRow[]
  month: string | null
  group: 'A' | 'B' | null
  put<K extends keyof BillFields>(
    name: K,
    evidence: Evidence<NonNullable<BillFields[K]>>[],
    enough?: number,
  ): BillFields[K]
  reading: BillReading
  sum: boolean | null
}

/** Reads what was consumed, month by month, and what was generated. */
export function readEnergy(input: EnergyInput): void {
  const { document, items, meters, month, group, put } = input
  const generates = readGeneration(input)
  const tables = document.pages.flatMap(({ sheet, tokens }) =>
    findHistoryTables(sheet, tokens, month).map(proveHistory),
  )
  const posts = readPosts(items, meters)
  if (group === 'A' || (posts.peak.length > 0 && posts.offpeak.length > 0)) {
    const peak = put('consumptionPeakKwh', posts.peak)
    const offpeak = put('consumptionOffpeakKwh', posts.offpeak)
    if (group === 'A') readDemand(input)
    if (peak !== undefined && offpeak !== undefined)
      posts.sum.push({ value: peak + offpeak, source: 'items', weight: 0.8 })
  }
  const measured = [...posts.sum, ...consumptionEvidence(input, generates)]
  const read = chooseSeries(tables, measured, month) ?? readCharts(document, measured, month)
  const history = read && document.source === 'ocr' ? completeSeries(read, measured, month) : read
  if (history) {
    const current = history.series.find((row) => row.month === month)
    if (current && (document.source === 'text' || !isOddIn(history, current.kwh)))
      measured.push({ value: current.kwh, source: 'history', weight: 0.7 * current.confidence ** 1.5 })
    putHistory(input, history, month)
    // The first row under the head of a history is another month's, where it is told oldest first.
    const own = (current ?? history.series.at(-1))?.kwh
    const isOlder = (kwh: number) => kwh !== own && history.series.some((row) => row.kwh === kwh)
    put(
      'consumptionKwh',
      measured.filter(({ value, source }) => source !== 'label' || !isOlder(value)),
    )
    return
  }
  put('consumptionKwh', measured)
}

/** Peak and off-peak kWh: from rows of TE or TUSD, else from the meter. */
function readPosts(items: Item[], meters: MeterRow[]) {
  const of = (post: 'peak' | 'offpeak'): Evidence<number>[] => [
    ...items
      .filter((item) => item.kind === 'energy' && item.post === post && item.unit === 'kWh' && item.quantity !== null)
      // A part of a kWh that no price proves is a point of thousands: "4.105".
      .filter(({ isProved, quantity }) => isProved || Number.isInteger(quantity))
      .map(({ quantity, isProved, confidence }) => ({
        value: quantity ?? 0,
        source: 'items',
        weight: (isProved ? 0.85 : 0.5) * confidence,
      })),
    ...meters
      .filter((row) => row.kind === 'consumed' && row.post === post)
      .map(({ kwh }) => ({ value: kwh, source: 'meter', weight: 0.7 })),
  ]
  return { peak: of('peak'), offpeak: of('offpeak'), sum: [] as Evidence<number>[] }
}

function readDemand({ document, items, put }: EnergyInput): void {
  const labelled = (name: string): Evidence<number>[] =>
    document.pages.flatMap(({ numbers }) =>
      claimsOf(numbers, name)
        .filter(({ value }) => value.value > 0 && value.value < 100_000)
        .slice(0, 2)
        .map((claim) => ({ value: claim.value.value, source: 'label', weight: labelWeight(claim, 0.7) })),
    )
  const used = items.filter(({ kind, unit, quantity }) => kind === 'demand' && unit === 'kW' && quantity !== null)
  const unused = used.filter(({ description }) => /NAO (CONS|UTIL)|COMPLEMENT|S\/ ?ICMS|SEM ICMS/.test(description))
  const active = used.filter((item) => !unused.includes(item) && !/ULTRAPASS|REATIV/.test(item.description))
  const measured = active.length === 1 ? (active[0]?.quantity ?? 0) : 0
  const contracted = measured > 0 && unused.length === 1 ? measured + (unused[0]?.quantity ?? 0) : 0
  put('demandMeasuredKw', [
    ...labelled('demandMeasuredKw'),
    ...(measured > 0 ? [{ value: measured, source: 'items', weight: 0.6 }] : []),
  ])
  put('demandContractedKw', [
    ...labelled('demandContractedKw'),
    ...(contracted > 0 ? [{ value: contracted, source: 'items', weight: 0.6 }] : []),
  ])
}

/** kWh of the month from the meter, from what was billed, and from labels. Billed kWh say little when the minimum or solar is billed. */
function consumptionEvidence({ document, items, meters }: EnergyInput, generates: boolean): Evidence<number>[] {
  const consumed = meters.filter(({ kind, post }) => kind === 'consumed' && post === 'any')
  const fromMeter = consumed.map(({ kwh }) => ({
    value: kwh,
    source: 'meter',
    weight: consumed.length > 1 ? 0.6 : 0.9,
  }))
  const billed = new Map<string, Evidence<number>>()
  for (const { kind, post, unit, quantity, isProved, confidence, part, description } of items) {
    if (kind !== 'energy' || post !== 'any' || unit === 'kW' || quantity === null || /SCEE|COMPENS/.test(description))
      continue
    const isMinimum = [30, 50, 100].includes(quantity)
    const weight = generates ? 0 : isMinimum ? 0.3 : isProved ? 0.7 : 0.4
    billed.set(`${part}:${quantity}`, { value: quantity, source: 'items', weight: weight * confidence })
  }
  const several = new Set([...billed.values()].map(({ value }) => value)).size > 1
  const fromItems = [...billed.values()].filter(({ weight }) => weight > 0 && !several)
  const labelled = document.pages.flatMap(({ numbers, labels, sheet }) =>
    claimsOf(numbers, 'consumptionKwh')
      .filter(({ value, token, label }) => {
        const text = fold(sheet.lines[token.line]?.text ?? '')
        return (
          value.value >= 1 &&
          value.decimals !== 2 &&
          !/INJ|GERA|REATIV|DEMANDA|MEDIA/.test(text) &&
          !isDaysBeside(value.value, fold(sheet.lines[label.line]?.text ?? '')) &&
          labels.includes(label)
        )
      })
      .map((claim) => ({ value: claim.value.value, source: 'label', weight: labelWeight(claim, 0.5) })),
  )
  return [...fromMeter, ...fromItems, ...labelled.slice(0, 3)]
}

/** Where days are printed beside the consumption, and the consumption itself was lost, they are taken for it. */
function isDaysBeside(value: number, titles: string): boolean {
  return value >= DAYS.least && value <= DAYS.most && /\bDIAS\b/.test(titles)
}

type Chosen = { series: ReturnType<typeof seriesOf> }

/** Charts whose months were not read, when one end of the row of bars is the consumption of the month. */
function readCharts({ pages }: LaidOutDocument, measured: Evidence<number>[], month: string | null): Chosen | null {
  if (!month) return null
  const known = measured.filter(({ weight }) => weight > 0.4).map(({ value }) => value)
  for (const { sheet, tokens } of pages) {
    for (const bars of findCharts(sheet, tokens)) {
      const [first, last] = [bars[0]?.kwh, bars.at(-1)?.kwh]
      const isLast = known.some((value) => value === last)
      const isFirst = known.some((value) => value === first)
      if (isLast === isFirst) continue
      const ordered = isLast ? bars : bars.toReversed()
      return {
        series: ordered.map((bar, index) => ({ ...bar, month: monthBefore(month, ordered.length - 1 - index) })),
      }
    }
  }
  return null
}

/** The column (or sum of two) that is the consumption: its month agrees with what was measured, or its header says kWh. */
function chooseSeries(tables: HistoryTable[], measured: Evidence<number>[], month: string | null): Chosen | null {
  let best: { chosen: Chosen; score: number } | null = null
  for (const table of tables) {
    const { columns } = table
    const sums = columns.map((_, index) => [index])
    if (columns.length > 1)
      for (let i = 0; i + 1 < columns.length; i++) for (let j = i + 1; j < columns.length; j++) sums.push([i, j])
    for (const sum of sums) {
      const series = seriesOf(table, sum)
      if (series.length < 3) continue
      const headers = sum.map((index) => columns[index]?.header ?? '')
      const current = series.find((row) => row.month === month)
      const agrees =
        current !== undefined &&
        measured.some(({ value, weight }) => weight > 0.3 && Math.abs(value - current.kwh) < 0.5)
      const isNamed = headers.every(
        (header) => /KWH|CONSUMO|FATURADO/.test(header) && !/MEDIA|DIAS?$|INJ|GERA|COMPENS/.test(header),
      )
      const isSumOfPosts = sum.length === 1 || headers.every((header) => /PONTA|\bHP\b|\bFP\b|\bHFP\b/.test(header))
      const isDays = series.every(({ kwh }) => kwh >= DAYS.least && kwh <= DAYS.most)
      const isProved = measured.some(({ value, source }) => source !== 'label' && value === current?.kwh)
      const isWhole = sum.every((index) =>
        columns[index]?.values.every((value) => value === null || Number.isInteger(value.value)),
      )
      if (sum.length > 1 && (!agrees || !(isSumOfPosts || sum.every((i) => isKwhLike(columns[i]?.header ?? '')))))
        continue
      if (isDays && !isProved) continue
      const first = sum.length === 1 && sum[0] === 0
      const score =
        (agrees ? 6 : 0) +
        (isNamed ? 2 : 0) +
        (first ? 1 : 0) +
        (isWhole ? 1.5 : -1) +
        series.length / 10 -
        (sum.length > 1 ? 1 : 0)
      if (!best || score > best.score) best = { chosen: { series }, score }
    }
  }
  return best && best.score >= 2.2 ? best.chosen : null
}

const isKwhLike = (header: string) => /KWH|PONTA|CONSUMO/.test(header) && !/\bKW\b|DEMANDA/.test(header)

/** A lost or an added digit makes a value ten times too small or too large; days are printed beside the kWh. */
function isOddIn({ series }: Chosen, kwh: number): boolean {
  const middle = middleOf(series)
  const isDays = kwh >= DAYS.least && kwh <= DAYS.most && middle > 1.5 * DAYS.most
  return kwh < 0.3 * middle || kwh > 3.5 * middle || !Number.isInteger(kwh) || isDays
}

/**
 * The row of the month itself, where it was lost or misread, is what was measured. Null when it is neither and yet says something else:
 * then the other rows are as doubtful.
 */
function completeSeries(chosen: Chosen, measured: Evidence<number>[], month: string | null): Chosen | null {
  const settled = settle(measured, 0.7)
  if (!month || !settled || !('value' in settled)) return chosen
  const others = chosen.series.filter((row) => row.month !== month)
  const current = chosen.series.find((row) => row.month === month)
  const isLost = !current || isOddIn(chosen, current.kwh) || current.confidence < 0.4
  if (!isLost && Math.abs(current.kwh - settled.value) > 0.5) return null
  if (!isLost || others.at(-1)?.month !== monthBefore(month, 1) || isOddIn(chosen, settled.value)) return chosen
  return { series: [...others, { month, kwh: settled.value, confidence: settled.confidence }] }
}

/**
 * Of a picture only a history without lost rows is one: gaps at the ends nobody can see, and where rows are lost others are misread. The
 * mean of a year bears one lost row, where the others are clear.
 */
function putHistory({ put, document }: EnergyInput, chosen: Chosen, month: string | null): void {
  const isText = document.source === 'text'
  const certain = chosen.series.filter(
    ({ confidence, kwh }) => kwh >= 0 && (isText || (confidence > 0.4 && !isOddIn(chosen, kwh))),
  )
  const known = certain.filter((row) => month === null || row.month <= month).slice(-13)
  const rows = isText ? known : withoutDoubtful(known)
  const newest = rows.at(-1)?.month
  if (!newest || rows.length < 3) return
  const confidence = rows.reduce((sum, row) => sum + row.confidence, 0) / rows.length
  const isWhole = isText || (rows.length === 13 && confidence > 0.75) || (rows.length === 12 && confidence > 0.9)
  const weight = Math.max(0.5, 0.9 * confidence)
  const value = rows.map(({ month: at, kwh }) => ({ month: at, kwh }))
  if (isWhole) put('consumptionHistory', [{ value, source: 'history', weight }])
  const last12 = rows.filter((row) => monthsBetween(row.month, newest) <= 12)
  if (last12.length < (isText || confidence > 0.9 ? 11 : 12) || (month !== null && newest !== month)) return
  const average = last12.reduce((sum, { kwh }) => sum + kwh, 0) / last12.length
  put('average12mKwh', [{ value: Math.round(average * 10) / 10, source: 'history', weight }])
}

/** Whether the unit already generates energy, and how much. Returns what is known so far. */
function readGeneration({ document, items, meters, put, sum }: EnergyInput): boolean {
  const text = fold(document.text).replace(/\s+/g, ' ')
  const compensated = items.filter(({ kind, quantity }) => kind === 'compensated' && quantity !== null && quantity > 0)
  const injectedMeters = meters.filter(({ kind }) => kind === 'injected')
  const injectedText = kwhAfter(
    text,
    /ENERGIA (?:ATIVA )?INJETADA(?: NO MES| NO PERIODO| NO CICLO)?|INJECAO SCEE|GERACAO DO (?:MES|CICLO)|ENERGIA GERADA/g,
  ).filter((kwh) => document.source === 'text' || kwh < MOST_INJECTED)
  const compensatedText = kwhAfter(text, /ENERGIA COMPENSADA|TOTAL COMPENSADO|COMPENSADA NO MES/g)
  const balance = [
    ...document.pages.flatMap(({ numbers }) =>
      claimsOf(numbers, 'creditBalanceKwh').map((claim) => ({
        value: claim.value.value,
        source: 'label',
        weight: labelWeight(claim, 0.7),
      })),
    ),
    ...kwhAfter(
      text,
      /SALDO (?:ATUAL|TOTAL|ACUMULADO|FINAL)?(?: DE| DOS)?(?: GERACAO| CREDITOS?| ENERGIA)?(?: ACUMULAD[OA])?/g,
    ).map((value) => ({ value, source: 'text', weight: 0.6 })),
  ].filter(({ value }) => value >= 0)
  const hasRows = compensated.length > 0 || injectedMeters.length > 0
  const isSaid = [...injectedText, ...compensatedText].some((value) => value > 0)
  const isMember =
    /PARTICIPA(?:NTE)? DO SISTEMA DE COMPENSACAO|FAZ PARTE DE SISTEMA DE COMPENSACAO|SALDO (ATUAL|TOTAL)[^.]{0,24}GERACAO/.test(
      text,
    )
  const generates = hasRows || isSaid || isMember
  const mentions =
    /INJETADA|COMPENSADA|\bSCEE\b|MICROGERACAO|MINIGERACAO|\bGD ?I+\b|GERACAO DISTRIBUIDA|\bMUC\b|\bOUC\b|CREDITOS? DE ENERGIA/.test(
      text,
    )
  if (generates) {
    put('hasDistributedGeneration', [{ value: true, source: hasRows ? 'items' : 'text', weight: hasRows ? 0.95 : 0.8 }])
    const byPart = (part: Item['part']) =>
      compensated.filter((item) => item.part === part).reduce((all, { quantity }) => all + (quantity ?? 0), 0)
    const rows = Math.max(byPart('te'), byPart('tusd'), byPart('whole'))
    put('compensatedKwh', [
      ...(rows > 0 ? [{ value: rows, source: 'items', weight: 0.7 }] : []),
      ...compensatedText.slice(0, 1).map((value) => ({ value, source: 'text', weight: 0.7 })),
    ])
    put('injectedKwh', [
      ...injectedMeters.map(({ kwh }) => ({
        value: kwh,
        source: 'meter',
        weight: injectedMeters.length > 1 ? 0.4 : 0.85,
      })),
      ...injectedText.slice(0, 1).map((value) => ({ value, source: 'text', weight: 0.7 })),
    ])
    put('creditBalanceKwh', balance)
  } else if (!mentions) {
    // On a picture nothing seen proves nothing, unless the table of charges was seen whole.
    const weight =
      document.source === 'text'
        ? 0.9
        : sum
          ? 0.85
          : items.filter(({ isProved }) => isProved).length >= 1 && items.length >= 2
            ? 0.6
            : 0
    put('hasDistributedGeneration', [{ value: false, source: 'items', weight }])
  }
  return generates
}

/** Numbers of kWh that a text gives right after a wording, as in "SALDO ATUAL DE GERAÇÃO: 386,42 kWh". */
function kwhAfter(text: string, wording: RegExp): number[] {
  return [
    ...text.matchAll(
      new RegExp(`(?:${wording.source})(?: \\(?KWH\\)?)?\\s*[:=]?\\s*(-?[\\d.]+(?:,\\d+)?)(?: ?KWH)?`, 'g'),
    ),
  ].flatMap((match) => {
    const value = parseNumber((match[1] ?? '').replace(/\.$/, ''))
    return value && /KWH/.test(match[0]) ? [value.value] : []
  })
}
