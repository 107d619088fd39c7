import type { Understanding } from '#src/domain/understanding.ts'

/** "2", "a 2", "opção 2)": a number and nothing else. */
const NUMBER = /^(?:[ao]|é|op[cç][aã]o|n[uú]mero|alternativa|[\s*(])*(\d)[\s.)*]*$/u
/** "A segunda", "a segunda data". */
const ORDINAL =
  /^(?:[ao] )?(primeir|segund|terceir|quart|quint|sext)[ao](?: (?:op[cç][aã]o|data|alternativa|uma))?[\s.!]*$/u
const ORDINALS = ['primeir', 'segund', 'terceir', 'quart', 'quint', 'sext']

/** The number a message consists of, for lists that are not times on offer; 0 when it says anything else. */
export function bareNumber({ normalised }: Pick<Understanding, 'normalised'>): number {
  const text = normalised.trim()
  const digit = NUMBER.exec(text)?.[1]
  return digit ? Number(digit) : ORDINALS.indexOf(ORDINAL.exec(text)?.[1] ?? '') + 1
}
