import type { TariffFlag } from '../bill.ts'
import { flagsIn } from './classification.ts'
import type { Item } from './items.ts'
import type { Evidence } from './settle.ts'

const round = (value: number, digits: number) => Math.round(value * 10 ** digits) / 10 ** digits

/** The row "total" of the charges, and their sum where every row was read. */
export function itemsTotal(items: Item[]): Evidence<number>[] {
  const totals = items.filter(
    ({ kind, description }) =>
      kind === 'total' && /^TOTAL( (GERAL|CONSOLIDADO|A PAGAR|DA FATURA|FATURA))?\b(?! DIST)/.test(description),
  )
  const charges = items.filter(({ kind }) => kind !== 'total')
  const sum = round(
    charges.reduce((all, { amount }) => all + amount, 0),
    2,
  )
  const printed = totals.map(({ amount, confidence }) => ({ value: amount, source: 'items', weight: 0.5 * confidence }))
  // The row of totals also holds the base of the tax, which is everything but public lighting.
  const lighting = items.filter(({ kind }) => kind === 'lighting').reduce((all, { amount }) => all + amount, 0)
  for (const { amount, others, confidence } of totals)
    if (lighting > 0 && confidence > 0.3 && others.some((base) => Math.abs(amount - base - lighting) < 0.015))
      printed.push({ value: amount, source: 'items', weight: 0.85 })
  // A sum that happens to be one of the other amounts proves that the rows are whole; alone it may have lost a row.
  return totals.some(({ amount }) => Math.abs(amount - sum) < 0.025)
    ? [
        {
          value: totals.find(({ amount }) => Math.abs(amount - sum) < 0.025)?.amount ?? sum,
          source: 'items',
          weight: 0.9,
        },
        ...printed,
      ]
    : printed
}

/** Whether the charges add up to the total; null when there are none. */
export function sumHolds(items: Item[], total: number | null): boolean | null {
  const charges = items.filter(({ kind }) => kind !== 'total')
  if (charges.length === 0 || total === null) return null
  return Math.abs(charges.reduce((all, { amount }) => all + amount, 0) - total) < 0.025
}

/**
 * The public lighting charge: one row, or several added up. The row of totals proves it, because the base of the tax is everything else;
 * it also tells the right amount when one figure was misread.
 */
export function lightingAmount(items: Item[]): Evidence<number>[] {
  const rows = items.filter(({ kind }) => kind === 'lighting')
  if (rows.length === 0) return []
  const amount = round(
    rows.reduce((all, row) => all + row.amount, 0),
    2,
  )
  const confidence = Math.min(...rows.map((row) => row.confidence))
  const rests = items
    .filter(({ kind, description }) => kind === 'total' && !/DIST/.test(description))
    .flatMap((total) => total.others.map((base) => round(total.amount - base, 2)))
  const near = rests.find((rest) => rest > 0 && Math.abs(rest - amount) < 0.1 * amount)
  if (near !== undefined && confidence < 0.999) return [{ value: near, source: 'items', weight: 0.85 }]
  return [{ value: amount, source: 'items', weight: confidence < 0.9 ? 0.4 * confidence : 0.85 * confidence }]
}

/** Flags that were charged. */
export function flagItems(items: Item[]): Evidence<TariffFlag>[] {
  return items
    .filter(({ kind }) => kind === 'flag')
    .flatMap(({ description, confidence }) =>
      flagsIn(description).map((value) => ({ value, source: 'items', weight: 0.8 * confidence })),
    )
}

/** Prices of a kWh with taxes: TE and TUSD apart and together, or the single line's. Rows of compensation and of peak hours do not count. */
export function tariffs(items: Item[], isWhole: boolean, leastBrl = 0) {
  const rows = items.filter(
    ({ kind, post, unit, description, price }) =>
      kind === 'energy' &&
      (description !== '' || isWhole) &&
      post === 'any' &&
      unit !== 'kW' &&
      price !== null &&
      price > 0.05 &&
      price < 3 &&
      !/SCEE|ISENT|GD\b/.test(description),
  )
  const priceOf = (part: Item['part']): Evidence<number>[] => {
    const prices = rows
      .filter((row) => row.part === part)
      .flatMap(({ price, quantity, amount, confidence, isProved }) =>
        price === null
          ? []
          : [
              {
                price: isProved && quantity && quantity > 200 ? Math.abs(amount) / quantity : price,
                exact: price,
                confidence,
                isProved,
              },
            ],
      )
    const [first] = prices
    if (!first || prices.some(({ exact }) => Math.abs(exact / first.exact - 1) > 0.01)) return []
    return [{ value: first.exact, source: 'items', weight: (first.isProved ? 0.9 : 0.5) * first.confidence }]
  }
  const [te, tusd] = [priceOf('te'), priceOf('tusd')]
  const isAll = rows.every(({ part, amount }) => part !== 'whole' || Math.abs(amount) >= leastBrl)
  // Where any row is of one part, a row of both is one whose part was misread.
  const whole = isAll && items.every(({ part }) => part === 'whole') ? priceOf('whole') : []
  const sum =
    te[0] && tusd[0]
      ? [
          {
            value: round(te[0].value + tusd[0].value, 8),
            source: 'items',
            weight: Math.min(te[0].weight, tusd[0].weight),
          },
        ]
      : []
  return { te: sum.length > 0 ? te : [], tusd: sum.length > 0 ? tusd : [], whole: sum.length > 0 ? sum : whole }
}
