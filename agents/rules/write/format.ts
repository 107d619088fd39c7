import { formatClock } from '#src/domain/local-time.ts'
import type { FactSheetEntry, Playbook } from '#src/domain/playbook.ts'
import { WEEKDAYS, type Weekday } from '#src/domain/schedule.ts'

/** `R$ 700`, `R$ 1.250`, `R$ 487,31`: cents only where there are any. */
export function moneyText(brl: number): string {
  return `R$ ${numberText(brl, Number.isInteger(Math.round(brl * 100) / 100) ? 0 : 2)}`
}

/** A number as written in Brazil: `1.250`, `4,4`. Without `decimals`, as many as it has, two at most. */
export function numberText(value: number, decimals?: number): string {
  const digits = decimals ?? Math.min(2, (String(value).split('.')[1] ?? '').length)
  const [whole = '0', fraction] = Math.abs(value).toFixed(digits).split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, '.')
  return `${value < 0 ? '-' : ''}${grouped}${fraction ? `,${fraction}` : ''}`
}

/** The value of a fact-sheet entry as it is said: `90%`, `12% e 15%` (after "entre"), `60 e 90 dias`, `25 anos`. */
export function entryText({ value, unit }: Pick<FactSheetEntry, 'value' | 'unit'>): string | undefined {
  if (value === undefined) return undefined
  if (typeof value === 'string') return value
  if (typeof value === 'number') return withUnit(numberText(value), unit)
  const [from, to] = value.map((end) => numberText(end))
  return unit === '%' ? `${from}% e ${to}%` : withUnit(`${from} e ${to}`, unit)
}

function withUnit(number: string, unit: string | undefined): string {
  if (unit === undefined) return number
  if (unit === '%') return `${number}%`
  return unit === 'R$' ? `R$ ${number}` : `${number} ${unit}`
}

/** `a, b e c`. */
export function listText(items: string[]): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} e ${items.at(-1)}`
}

const STATES: Record<string, string> = {
  AC: 'Acre',
  AL: 'Alagoas',
  AM: 'Amazonas',
  AP: 'Amapá',
  BA: 'Bahia',
  CE: 'Ceará',
  DF: 'Distrito Federal',
  ES: 'Espírito Santo',
  GO: 'Goiás',
  MA: 'Maranhão',
  MG: 'Minas Gerais',
  MS: 'Mato Grosso do Sul',
  MT: 'Mato Grosso',
  PA: 'Pará',
  PB: 'Paraíba',
  PE: 'Pernambuco',
  PI: 'Piauí',
  PR: 'Paraná',
  RJ: 'Rio de Janeiro',
  RN: 'Rio Grande do Norte',
  RO: 'Rondônia',
  RR: 'Roraima',
  RS: 'Rio Grande do Sul',
  SC: 'Santa Catarina',
  SE: 'Sergipe',
  SP: 'São Paulo',
  TO: 'Tocantins',
}

/** Names of the states, joined: `Pernambuco, Paraíba e Alagoas`. */
export function areasText(areas: string[]): string {
  return listText(areas.map((uf) => STATES[uf] ?? uf))
}

const DAY_NAMES: Record<Weekday, string> = {
  monday: 'segunda',
  tuesday: 'terça',
  wednesday: 'quarta',
  thursday: 'quinta',
  friday: 'sexta',
  saturday: 'sábado',
  sunday: 'domingo',
}

/** Opening hours as a person says them: `de segunda a sexta, das 8h às 12h e das 13h às 18h, e sábado, das 8h às 12h`. */
export function hoursText(hours: Playbook['scheduling']['hours']): string {
  const runs: { days: Weekday[]; stretches: string }[] = []
  for (const day of WEEKDAYS) {
    const stretches = listText((hours[day] ?? []).map(({ from, to }) => stretchText(from, to)))
    const run = runs.at(-1)
    if (run && run.stretches === stretches) run.days.push(day)
    else runs.push({ days: [day], stretches })
  }
  const open = runs
    .filter(({ stretches }) => stretches !== '')
    .map(({ days, stretches }) => `${daysText(days)}, ${stretches}`)
  return open.length < 2 ? (open[0] ?? '') : `${open.slice(0, -1).join(', ')}, e ${open.at(-1)}`
}

function stretchText(from: string, to: string): string {
  const article = (clock: string, plural: string, one: string) => (clock.startsWith('01:') ? one : plural)
  return `${article(from, 'das', 'da')} ${formatClock(Temporal.PlainTime.from(from))} ${article(to, 'às', 'à')} ${formatClock(Temporal.PlainTime.from(to === '24:00' ? '00:00' : to))}`
}

function daysText(days: Weekday[]): string {
  const names = days.map((day) => DAY_NAMES[day])
  return names.length < 2 ? (names[0] ?? '') : `de ${names[0]} a ${names.at(-1)}`
}
