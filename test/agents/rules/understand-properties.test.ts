import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createUnderstanding } from '#agents/rules/understand/understand.ts'
import { amount, clock, day, part, spoken } from './figures.ts'

const engine = createUnderstanding()
const now = Temporal.ZonedDateTime.from('2026-03-02T10:15:00-03:00[America/Recife]') // a Monday
const bill = (text: string): unknown => engine.understand(text, { now, asked: 'billBrl' }).facts.billBrl?.value
const time = (text: string) => engine.understand(text, { now, asked: 'slots' }).time

function isBill(text: string, expected: number): void {
  const value = bill(text)
  assert.ok(
    typeof value === 'number' && Math.abs(value - expected) <= expected * 0.01,
    `"${text}": ${value}, not ${expected}`,
  )
}

function isAt(text: string, date: number, minute: number): void {
  const at = Temporal.PlainDateTime.from({
    year: 2026,
    month: 3,
    day: date,
    hour: Math.floor(minute / 60),
    minute: minute % 60,
  })
  const said = time(text)
  assert.ok(
    said?.from?.startsWith(at.toString()) && said.kind !== 'ambiguous',
    `"${text}": ${JSON.stringify(said)}, not ${at}`,
  )
}

const RUNS = { numRuns: 400, seed: 20260302 }

test('an amount is the same in digits, words and slang, whatever stands around it', () => {
  const before = fc.constantFrom(
    '',
    'uns ',
    'umas ',
    'dá ',
    'vem ',
    'tá vindo ',
    'pago ',
    'é ',
    'em torno de ',
    'a conta vem ',
    'minha luz dá ',
    'gasto ',
  )
  const after = fc.constantFrom(
    '',
    ' por mês',
    ' mais ou menos',
    ' de luz',
    ' todo mês',
    ' por aí',
    ' kkk',
    ' em média',
  )
  fc.assert(
    fc.property(before, amount, after, (opening, { text, value }, end) => isBill(`${opening}${text}${end}`, value)),
    RUNS,
  )
})

test('a range is its middle', () => {
  fc.assert(
    fc.property(
      amount,
      fc.constantFrom(20, 50, 100),
      fc.boolean(),
      fc.integer({ min: 0, max: 99 }),
      (low, gap, between, form) => {
        const high = spoken(low.value + gap, form)
        isBill(between ? `entre ${low.text} e ${high}` : `de ${low.text} a ${high}`, low.value + gap / 2)
      },
    ),
    RUNS,
  )
})

test('a correction replaces, the newest figure wins', () => {
  const frame = fc.constantFrom(
    (old: string, fresh: string) => `não é ${old}, é ${fresh}`,
    (old: string, fresh: string) => `${old} não, ${fresh}`,
    (old: string, fresh: string) => `era ${old}, agora ${fresh}`,
    (old: string, fresh: string) => `antes pagava ${old} e agora pago ${fresh}`,
    (old: string, fresh: string) => `pagava ${old}, hoje tá ${fresh}`,
    (old: string, fresh: string) => `${old}... digo, ${fresh}`,
  )
  fc.assert(
    fc.property(frame, amount, amount, (say, old, fresh) => {
      fc.pre(old.value !== fresh.value)
      isBill(say(old.text, fresh.text), fresh.value)
    }),
    RUNS,
  )
})

test('several units add up, counted ones multiply, rent and water stay out', () => {
  const frame = fc.constantFrom(
    { say: (a: string, b: string) => `${a} da casa e ${b} da loja`, of: (a: number, b: number) => a + b },
    { say: (a: string, b: string) => `duas contas, uma de ${a} e outra de ${b}`, of: (a: number, b: number) => a + b },
    { say: (a: string, b: string) => `em casa ${a} e no comércio ${b}`, of: (a: number, b: number) => a + b },
    { say: (a: string, b: string) => `${a} na casa e mais ${b} no sítio`, of: (a: number, b: number) => a + b },
    { say: (a: string, b: string) => `${a} de luz e ${b} de água`, of: (a: number) => a },
    { say: (a: string, b: string) => `pago ${b} de aluguel, a luz é ${a}`, of: (a: number) => a },
    { say: (a: string) => `4 contas de ${a}`, of: (a: number) => 4 * a },
    { say: (a: string) => `são três casas, cada uma ${a}`, of: (a: number) => 3 * a },
  )
  fc.assert(
    fc.property(frame, amount, amount, ({ say, of }, a, b) => isBill(say(a.text, b.text), of(a.value, b.value))),
    RUNS,
  )
})

test('bills by day, week, fortnight, two months and year become monthly', () => {
  const period = fc.constantFrom(
    { words: 'por dia', factor: 30 },
    { words: 'por semana', factor: 4.33 },
    { words: 'por quinzena', factor: 2 },
    { words: 'a cada dois meses', factor: 1 / 2 },
    { words: 'por ano', factor: 1 / 12 },
  )
  fc.assert(
    fc.property(fc.integer({ min: 20, max: 900 }), period, (n, { words, factor }) =>
      isBill(`uns ${n * 10} reais ${words}`, n * 10 * factor),
    ),
    RUNS,
  )
})

test('a day and an hour are one instant in either order', () => {
  const frame = fc.constantFrom(
    (date: string, hour: string) => `${date} ${hour}`,
    (date: string, hour: string) => `${date}, ${hour}`,
    (date: string, hour: string) => `pode ser ${hour} ${date}?`,
    (date: string, hour: string) => `${date} pode ser ${hour}`,
    (date: string, hour: string) => `domingo não dá, ${date} ${hour}`,
    (date: string, hour: string) => `${date} ${hour} fica bom pra mim`,
  )
  fc.assert(
    fc.property(frame, day, clock, (say, date, hour) => isAt(say(date.text, hour.text), date.day, hour.minute)),
    RUNS,
  )
})

test('a day and a part of the day are that stretch', () => {
  fc.assert(
    fc.property(day, part, fc.boolean(), (date, { text, from, to }, first) => {
      const said = first ? `${date.text} ${text}` : `${text} ${date.text}`
      isAt(said, date.day, from * 60)
      assert.equal(time(said)?.to?.slice(11, 13), String(to).padStart(2, '0'), said)
    }),
    RUNS,
  )
})

test('half a time is kept and the other half asked for', () => {
  fc.assert(
    fc.property(day, clock, (date, hour) => {
      assert.equal(time(date.text)?.need, 'time', date.text)
      assert.equal(time(hour.text)?.need, 'day', hour.text)
    }),
    RUNS,
  )
})
