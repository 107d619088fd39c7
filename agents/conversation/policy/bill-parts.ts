import type { Bill, BillField } from '#src/domain/bill.ts'
import type { BillCheck } from '#src/domain/plan.ts'

/** What of a bill hangs on a question about it. */
const PARTS: Record<BillCheck['kind'], BillField[] | 'whole'> = {
  holder: 'whole',
  old: 'whole',
  total: ['totalAmount'],
  differs: ['totalAmount'],
  solar: ['hasDistributedGeneration'],
  city: ['city', 'uf'],
}

const KINDS = ['holder', 'old', 'total', 'differs', 'solar', 'city'] as const satisfies BillCheck['kind'][]

export const DENIES = { whole: KINDS.filter((kind) => PARTS[kind] === 'whole') }

/** The bill without what is held back or was taken back. `keys`: `<message>:<kind>`. */
export function trimBill(bill: Bill, keys: ReadonlySet<string>): Bill {
  const kinds = KINDS.filter((kind) => keys.has(`${bill.messageId}:${kind}`))
  if (kinds.length === 0) return bill
  const gone = new Set<string>(kinds.flatMap((kind) => (PARTS[kind] === 'whole' ? VALUES : PARTS[kind])))
  const fields = Object.fromEntries(Object.entries(bill.fields).filter(([name]) => !gone.has(name)))
  return { ...bill, fields }
}

/** What facts are made of; the numbers that tell units apart stay. */
const VALUES: BillField[] = [
  'totalAmount',
  'consumptionKwh',
  'average12mKwh',
  'consumptionHistory',
  'city',
  'uf',
  'distributor',
  'hasDistributedGeneration',
  'tariffWithTaxes',
]
