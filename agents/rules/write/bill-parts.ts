import { formatMonth } from '#src/domain/local-time.ts'
import type { BillCheck, Say } from '#src/domain/plan.ts'
import { moneyText, numberText } from './format.ts'
import { type Part, part } from './parts.ts'
import type { Values } from './values.ts'

type BillSay = Extract<Say, { kind: 'bill_read' | 'ask_bill_check' | 'ask_bill_password' }>

/** What is said and asked of a bill that came as a file. */
export function billParts(say: BillSay, now: Temporal.ZonedDateTime): Part[] {
  switch (say.kind) {
    case 'bill_read':
      return readParts(say)
    case 'ask_bill_check':
      return [part([`ask_bill_check.${say.check.kind}`], checkValues(say.check, now))]
    case 'ask_bill_password':
      return [part([say.again ? 'ask_bill_password.again' : 'ask_bill_password'])]
  }
}

function readParts({
  totalBrl,
  consumptionKwh,
  isAverage,
  units,
  hasSolar,
}: Extract<Say, { kind: 'bill_read' }>): Part[] {
  const total = totalBrl === null ? undefined : moneyText(totalBrl)
  const kwh = consumptionKwh === null ? undefined : numberText(consumptionKwh)
  const both = isAverage ? 'bill_read.total_average' : 'bill_read.total_kwh'
  const keys =
    units > 1
      ? ['bill_read.sum']
      : total && kwh
        ? [both, 'bill_read.total_kwh']
        : total
          ? ['bill_read.total']
          : ['bill_read.kwh']
  return [
    ...(total || kwh ? [part(keys, { total, kwh }, { rank: 1 })] : []),
    ...(hasSolar ? [part(['bill_read.solar'], {}, { rank: 1 })] : []),
  ]
}

function checkValues({ totalBrl, saidBrl, month, city }: BillCheck, now: Temporal.ZonedDateTime): Values {
  return {
    total: totalBrl === undefined ? undefined : moneyText(totalBrl),
    said: saidBrl === undefined ? undefined : moneyText(saidBrl),
    month: month === undefined ? undefined : formatMonth(Temporal.PlainYearMonth.from(month), now.toPlainDate()),
    billCity: city,
  }
}
