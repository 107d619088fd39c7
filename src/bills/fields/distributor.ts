import type { FoundCodes } from '../codes/find-codes.ts'
import { DISTRIBUTORS, type Distributor, GROUP_NAMES } from '../data/distributors.ts'
import { fold } from '../layout/text.ts'
import type { Evidence } from './settle.ts'

/** Who issued the bill: by the access key, by a CNPJ printed on it, by the receiver of the PIX, by names. */
export function findDistributor(codes: FoundCodes, text: string): Evidence<Distributor>[] {
  const evidence: Evidence<Distributor>[] = []
  for (const { issuerCnpj, model } of codes.keys) {
    const issuer = DISTRIBUTORS.find(({ cnpj }) => cnpj === issuerCnpj)
    if (issuer && model === 66) evidence.push({ value: issuer, source: 'access-key', weight: 0.99 })
  }
  const folded = fold(text).replace(/[^A-Z0-9./\n-]+/g, ' ')
  for (const [found] of folded.matchAll(/\d{2}[. ]{0,2}\d{3}[. ]{0,2}\d{3} ?[/1I]? ?\d{4} ?-? ?\d{2}/g)) {
    const issuer = DISTRIBUTORS.find(({ cnpj }) => cnpj === found.replace(/\D/g, ''))
    if (issuer) evidence.push({ value: issuer, source: 'cnpj', weight: 0.95 })
  }
  for (const { merchantName } of codes.pix) {
    const issuer = byName(
      fold(merchantName)
        .replace(/[^A-Z0-9]+/g, ' ')
        .trim(),
      true,
    )
    if (issuer) evidence.push({ value: issuer, source: 'pix', weight: 0.9 })
  }
  if (evidence.length > 0) return evidence
  const names = DISTRIBUTORS.filter(({ names }) => names.some((name) => name.length > 4 && hasWords(folded, name)))
  const [only] = names
  if (only && names.length === 1) evidence.push({ value: only, source: 'text', weight: 0.75 })
  return evidence
}

/** The group alone, when no more can be known ("Enel" on a part of a page). */
export function findGroup(text: string): string | null {
  const folded = fold(text).replace(/[^A-Z0-9]+/g, ' ')
  const groups = GROUP_NAMES.filter((name) => hasWords(folded, name))
  return groups.length === 1 ? (groups[0] ?? null) : null
}

function byName(name: string, cutShort: boolean): Distributor | null {
  const matches = DISTRIBUTORS.filter(({ names }) =>
    names.some((own) => {
      if (hasWords(name, own)) return true
      // PIX cuts names at 25 signs.
      return cutShort && name.length >= 20 && own.startsWith(name)
    }),
  )
  return matches.length === 1 ? (matches[0] ?? null) : null
}

const hasWords = (text: string, words: string) =>
  new RegExp(`(^|[^A-Z0-9])${words.replace(/-/g, '[ -]')}($|[^A-Z0-9])`).test(text)
