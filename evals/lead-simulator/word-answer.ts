import type { FactName } from '#src/domain/facts.ts'
import type { Known, Style } from '../case.ts'
import type { Random } from '../random.ts'
import { fill, registerOf } from './style.ts'
import { DECLINED, DECLINED_FACT, FACT_WORDINGS, UNKNOWN, YES } from './wordings.ts'

/** How the lead answers a question for a fact: the value in words, "não sei" when undefined, a refusal when null. */
export function wordAnswer(
  fact: FactName | 'exact_bill',
  value: Known | undefined,
  style: Style,
  random: Random,
): string[] {
  const register = registerOf(style)
  if (value === undefined) return fill(random.pick(UNKNOWN[register]), {}, style, random)
  if (value === null) {
    const declined = (fact === 'exact_bill' ? undefined : DECLINED_FACT[fact]) ?? DECLINED
    return fill(random.pick(declined[register]), {}, style, random)
  }
  const wordings = FACT_WORDINGS[`${fact}=${value}`] ?? FACT_WORDINGS[fact]
  if (!wordings) return [String(value)]
  return fill(random.pick(wordings[register]), { v: wordValue(fact, value, style, random) }, style, random)
}

/** A yes to a question that is about no fact. */
export function wordYes(style: Style, random: Random): string[] {
  return [random.pick(YES[registerOf(style)])]
}

function wordValue(fact: string, value: string | number | boolean, style: Style, random: Random): string {
  if (typeof value !== 'number') return String(value)
  if (fact === 'exact_bill') return brazilian(value, 2)
  return fact === 'billBrl' ? wordAmount(value, style, random) : brazilian(value, 0)
}

/** An amount as it is written here: whole reais, with or without the point of thousands, "6 mil", or with cents. */
function wordAmount(amount: number, style: Style, random: Random): string {
  if (!Number.isInteger(amount)) return brazilian(amount, 2)
  if (style === 'formal') return brazilian(amount, 2)
  if (amount >= 1000 && amount % 1000 === 0 && random.chance(0.5)) return `${amount / 1000} mil`
  return random.chance(0.5) ? brazilian(amount, 0) : String(amount)
}

function brazilian(amount: number, digits: number): string {
  return amount.toLocaleString('pt-BR', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}
