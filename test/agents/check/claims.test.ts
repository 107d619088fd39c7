import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { type Claim, extractClaims } from '#src/domain/claims.ts'
import { numberWordsToDigits } from '#src/domain/number-words.ts'

/** A claim in short: `money 1200`, `time 14:30`, `date 12/3`. */
function brief(claim: Claim): string {
  switch (claim.kind) {
    case 'time':
      return `time ${claim.hours.join('|')}:${String(claim.minute).padStart(2, '0')}`
    case 'date':
      return `date ${[claim.day, claim.month, claim.year].filter((part) => part !== undefined).join('/')}`
    case 'weekday':
      return `weekday ${claim.weekday}`
    case 'relative_day':
      return `day +${claim.days}`
    case 'period':
      return `period ${claim.period}`
    case 'duration':
    case 'quantity':
      return `${claim.kind} ${claim.value} ${claim.unit}`
    default:
      return `${claim.kind} ${claim.value}`
  }
}

const TABLE: [string, string[]][] = [
  ['R$ 1.250,90', ['money 1250.9']],
  ['mil e duzentos reais', ['money 1200']],
  ['R$ 4,2 mil', ['money 4200']],
  ['5 mil reais', ['money 5000']],
  ['uns 18 mil', ['money 18000']],
  ['350 por mês', ['money 350']],
  ['entre R$ 350 e R$ 420,50 por mês', ['money 350', 'money 420.5']],
  ['de 12 a 15%', ['percent 12', 'percent 15']],
  ['entre 12 e 15 por cento', ['percent 12', 'percent 15']],
  ['noventa por cento', ['percent 90']],
  ['metade da conta', ['percent 50']],
  ['quinta (12/03) às 14h', ['weekday 4', 'date 12/3', 'time 14:00']],
  ['amanhã, quarta, às 9h30', ['day +1', 'weekday 3', 'time 9:30']],
  ['hoje às 15h', ['day +0', 'time 15:00']],
  ['às duas da tarde', ['time 14:00']],
  ['às três', ['time 3|15:00']],
  ['às três e meia', ['time 3|15:30']],
  ['ao meio-dia e meia', ['time 12:30']],
  ['das oito da manhã às seis da tarde', ['time 8:00', 'time 18:00']],
  ['até 18h', ['time 18:00']],
  ['em 24h', ['duration 24 hour']],
  ['60 a 90 dias', ['duration 60 day', 'duration 90 day']],
  ['vinte e cinco anos', ['duration 25 year']],
  ['meia hora', ['duration 30 minute']],
  ['uma hora', ['duration 1 hour']],
  ['em poucos minutos', ['period soon']],
  ['12x de R$ 350', ['quantity 12 parcelas', 'money 350']],
  ['4,4 kWp com oito placas', ['quantity 4.4 kWp', 'quantity 8 placas']],
  ['15 de março de 2026', ['date 15/3/2026']],
  ['dia 15', ['date 15']],
  ['semana que vem', ['period next_week']],
  ['www.a-b.com.br/x', ['link www.a-b.com.br/x']],
  ['ana@example.com', ['email ana@example.com']],
  ['(81) 9 9999-0001', ['phone 81999990001']],
  ['a conta de 450 cai', ['number 450']],
  ['1) casa\n2) apartamento', []],
  ['1 confirmar · 2 remarcar · 3 cancelar', []],
  ['hoje a gente atende', []],
  ['a segunda opção, a quarta vez', []],
  ['as duas propostas, vocês dois, um dia', []],
]

describe('claims', () => {
  for (const [text, expected] of TABLE)
    test(text.replace('\n', ' / '), () => assert.deepEqual(extractClaims(text).map(brief), expected))

  test('a claim stands where its words stand', () => {
    for (const claim of extractClaims('Tenho quinta (12/03) às 14h.'))
      assert.equal('Tenho quinta (12/03) às 14h.'.slice(claim.at, claim.at + claim.text.length), claim.text)
  })

  test('a long text of any kind is read quickly', () => {
    for (const piece of ['a', '1', '1.', 'R$ ', '12/', 'mil e ', '@', 'www.', ' às 2 e ', 'em '])
      assert.ok(timed(() => extractClaims(piece.repeat(1000).slice(0, 3000))) < 500, piece)
  })
})

describe('number words', () => {
  test('any amount reads the same in words and in digits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 999_999 }), (value) =>
        assert.equal(numberWordsToDigits(inWords(value)), String(value)),
      ),
    )
  })

  test('what is not one number stays apart', () => {
    assert.equal(numberWordsToDigits('dois e três'), '2 e 3')
    assert.equal(numberWordsToDigits('um especialista'), 'um especialista')
    assert.equal(numberWordsToDigits('vinte e um'), '21')
    assert.equal(numberWordsToDigits('milho e cemitério'), 'milho e cemitério')
  })
})

function timed(run: () => unknown): number {
  const start = performance.now()
  run()
  return performance.now() - start
}

const ONES =
  'um dois três quatro cinco seis sete oito nove dez onze doze treze quatorze quinze dezesseis dezessete dezoito dezenove'.split(
    ' ',
  )
const TENS = 'vinte trinta quarenta cinquenta sessenta setenta oitenta noventa'.split(' ')
const HUNDREDS = 'cento duzentos trezentos quatrocentos quinhentos seiscentos setecentos oitocentos novecentos'.split(
  ' ',
)

/** A number as it is spoken: 1234 → "mil duzentos e trinta e quatro". */
function inWords(value: number): string {
  if (value >= 1000) {
    const [thousands, rest] = [Math.floor(value / 1000), value % 1000]
    const head = thousands === 1 ? 'mil' : `${inWords(thousands)} mil`
    if (rest === 0) return head
    return rest < 100 || rest % 100 === 0 ? `${head} e ${inWords(rest)}` : `${head} ${inWords(rest)}`
  }
  if (value === 100) return 'cem'
  if (value > 100)
    return [HUNDREDS[Math.floor(value / 100) - 1], ...(value % 100 ? [inWords(value % 100)] : [])].join(' e ')
  if (value >= 20)
    return [TENS[Math.floor(value / 10) - 2], ...(value % 10 ? [ONES[(value % 10) - 1]] : [])].join(' e ')
  return ONES[value - 1] ?? ''
}
