import { placeholdersIn, wordingsOf } from '#agents/rules/write/wordings.ts'
import { extractClaims } from '#src/domain/claims.ts'
import type { FactSheetEntry, Playbook } from '#src/domain/playbook.ts'
import type { Report } from './problems.ts'

/** Claims must have one value a subject, agree with their own sentence, and still be valid where they are used. */
export function checkFactSheet(playbook: Playbook, report: Report, today: Temporal.PlainDate): void {
  const { factSheet } = playbook
  factSheet.forEach((entry, i) => {
    const first = factSheet.findIndex(({ id }) => id === entry.id)
    if (first !== i) report(['factSheet', i, 'id'], `"${entry.id}" stands twice in the fact sheet`)
    const other = factSheet.findIndex(({ subject }) => subject === entry.subject)
    if (other !== i && valueText(factSheet[other]) !== valueText(entry))
      report(
        ['factSheet', i, 'value'],
        `contradicts "${factSheet[other]?.id}" about ${entry.subject}: ${valueText(entry)} here, ${valueText(factSheet[other])} there`,
        'one value for each subject',
      )
    checkSentence(entry, i, report)
  })
  checkUses(playbook, report, today)
}

/** The number in the claim's sentence and its value must be the same. */
function checkSentence({ claim, value }: FactSheetEntry, i: number, report: Report): void {
  if (value === undefined || typeof value === 'string') return
  const said = extractClaims(claim).flatMap((found) =>
    'value' in found && typeof found.value === 'number' ? [found.value] : [],
  )
  const missing = [value].flat().filter((number) => !said.includes(number))
  if (missing.length > 0)
    report(
      ['factSheet', i, 'claim'],
      `does not say the value ${missing.join(' and ')}`,
      'the same numbers in "claim" and "value"',
    )
}

function valueText(entry: FactSheetEntry | undefined): string {
  if (entry?.value === undefined) return 'no value'
  return `${[entry.value].flat().join('–')}${entry.unit ? ` ${entry.unit}` : ''}`
}

function checkUses(
  { factSheet, faq, objections, offers, ...rest }: Playbook,
  report: Report,
  today: Temporal.PlainDate,
): void {
  const byId = new Map(factSheet.map((entry) => [entry.id, entry]))
  const expiredAt = new Set<string>()
  const use = (id: string, path: readonly PropertyKey[]) => {
    const entry = byId.get(id)
    if (!entry) return report(path, `"${id}" is not in the fact sheet`, [...byId.keys()].join(', '))
    if (entry.validUntil >= today.toString()) return
    expiredAt.add(id)
    report(
      path,
      `uses "${id}", which expired on ${entry.validUntil}`,
      'entries valid today; renew it with its owner or stop using it',
    )
  }
  faq.forEach(({ uses }, i) => {
    for (const [n, id] of uses.entries()) use(id, ['faq', i, 'uses', n])
  })
  objections.forEach(({ uses }, i) => {
    for (const [n, id] of uses.entries()) use(id, ['objections', i, 'uses', n])
  })
  offers.forEach(({ claim }, i) => {
    if (claim) use(claim, ['offers', i, 'claim'])
  })
  for (const wording of [...wordingsOf({ factSheet, faq, objections, offers, ...rest }).values()].flat())
    for (const name of placeholdersIn(wording.text)) {
      const id = name.startsWith('fact.') ? name.slice('fact.'.length) : undefined
      const isExpired = id !== undefined && (byId.get(id)?.validUntil ?? '9999') < today.toString()
      if (isExpired && !expiredAt.has(id)) use(id, wording.path)
    }
}
