import fc from 'fast-check'

const UNITS = [
  '',
  'um',
  'dois',
  'três',
  'quatro',
  'cinco',
  'seis',
  'sete',
  'oito',
  'nove',
  'dez',
  'onze',
  'doze',
  'treze',
  'catorze',
  'quinze',
  'dezesseis',
  'dezessete',
  'dezoito',
  'dezenove',
]
const TENS = ['', '', 'vinte', 'trinta', 'quarenta', 'cinquenta', 'sessenta', 'setenta', 'oitenta', 'noventa']
const HUNDREDS = [
  '',
  'cento',
  'duzentos',
  'trezentos',
  'quatrocentos',
  'quinhentos',
  'seiscentos',
  'setecentos',
  'oitocentos',
  'novecentos',
]
const HOURS = ['', 'uma', 'duas', 'três', 'quatro', 'cinco', 'seis', 'sete', 'oito', 'nove', 'dez', 'onze']

/** An amount in Brazilian words, 1 to 999,999: "mil duzentos e trinta". */
export function inWords(value: number): string {
  const [thousands, rest] = [Math.floor(value / 1000), value % 1000]
  if (thousands > 0) {
    const head = thousands === 1 ? 'mil' : `${inWords(thousands)} mil`
    if (rest === 0) return head
    return `${head} ${rest < 100 || rest % 100 === 0 ? 'e ' : ''}${inWords(rest)}`
  }
  if (value === 100) return 'cem'
  const below = value % 100
  const tail = below < 20 ? UNITS[below] : [TENS[Math.floor(below / 10)], UNITS[below % 10]].filter(Boolean).join(' e ')
  return [HUNDREDS[Math.floor(value / 100)], tail].filter(Boolean).join(' e ')
}

/** One of the ways to say an amount of reais; `form` picks it. */
export function spoken(value: number, form: number): string {
  const forms = [
    `${value}`,
    `R$ ${value}`,
    `R$${value},00`,
    `${value} reais`,
    inWords(value),
    `${inWords(value)} reais`,
    `${value} conto`,
    `${value} pila`,
  ]
  if (value >= 1000) forms.push(value.toLocaleString('pt-BR'), `R$ ${value.toLocaleString('pt-BR')},00`)
  if (value >= 1000 && value % 1000 === 0) forms.push(`${value / 1000} mil`, `${value / 1000}k`)
  if (value >= 1000 && value % 1000 !== 0 && value % 100 === 0)
    forms.push(`${String(value / 1000).replace('.', ',')} mil`, `${Math.floor(value / 1000)} mil e ${value % 1000}`)
  return forms[form % forms.length] ?? `${value}`
}

const value = fc.oneof(
  fc.integer({ min: 60, max: 999 }),
  fc.integer({ min: 6, max: 99 }).map((n) => n * 10),
  fc.integer({ min: 10, max: 99 }).map((n) => n * 100),
  fc.integer({ min: 1000, max: 9999 }),
  fc.integer({ min: 2, max: 20 }).map((n) => n * 1000),
)
export const amount = fc
  .record({ value, form: fc.integer({ min: 0, max: 99 }) })
  .map(({ value: reais, form }) => ({ value: reais, text: spoken(reais, form) }))

/** Days of March 2026, as said on Monday the 2nd; such as may stand before or behind an hour. */
export const day = fc.constantFrom(
  { text: 'amanhã', day: 3 },
  { text: 'depois de amanhã', day: 4 },
  { text: 'na terça', day: 3 },
  { text: 'na quarta-feira', day: 4 },
  { text: 'na quinta', day: 5 },
  { text: 'sexta feira', day: 6 },
  { text: 'no sábado', day: 7 },
  { text: 'dia 12', day: 12 },
  { text: '12/03', day: 12 },
  { text: 'dia 20 de março', day: 20 },
  { text: 'daqui a 3 dias', day: 5 },
  { text: 'na quinta da semana que vem', day: 12 },
)

/** Office hours, in minutes after midnight. */
export const clock = fc
  .record({
    hour: fc.integer({ min: 8, max: 17 }),
    past: fc.constantFrom(0, 15, 30),
    form: fc.integer({ min: 0, max: 99 }),
  })
  .map(({ hour, past, form }) => {
    const forms = clockForms(hour, past)
    return { minute: hour * 60 + past, text: forms[form % forms.length] ?? '' }
  })

function clockForms(hour: number, past: number): string[] {
  const minutes = past === 0 ? '' : String(past)
  const digits = [`às ${hour}h${minutes}`, `${hour}h${minutes}`, `${hour}:${String(past).padStart(2, '0')}`]
  if (hour === 12) {
    const noon = { 0: 'ao meio-dia', 15: 'meio-dia e quinze', 30: 'meio-dia e meia' }[past] ?? ''
    return [...digits, noon]
  }
  const twelve = hour > 12 ? hour - 12 : hour
  const part = hour < 12 ? 'da manhã' : 'da tarde'
  const tail = { 0: '', 15: ' e quinze', 30: ' e meia' }[past] ?? ''
  return [...digits, `às ${HOURS[twelve]}${tail}`, `${HOURS[twelve]}${tail} ${part}`, `às ${hour}${tail}`]
}

/** Parts of the day by their conventional hours. */
export const part = fc.constantFrom(
  { text: 'de manhã', from: 8, to: 12 },
  { text: 'à tarde', from: 13, to: 18 },
  { text: 'à noite', from: 18, to: 22 },
  { text: 'depois do almoço', from: 13, to: 15 },
  { text: 'antes do almoço', from: 8, to: 12 },
  { text: 'no fim da tarde', from: 16, to: 18 },
  { text: 'bem cedo', from: 8, to: 10 },
  { text: 'de noitinha', from: 18, to: 20 },
)
