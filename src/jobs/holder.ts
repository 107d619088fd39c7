import { createHmac } from 'node:crypto'
import type { Holder, StoredBill } from '#src/db/bills.ts'
import type { Bill } from '#src/domain/bill.ts'

const COMPANY =
  /(?:^| )(ltda|me|mei|eireli|epp|s a|sa|cia|condominio|igreja|associacao|comercio|industria|servicos|holding)(?: |$)/
/** Words every second name has; they tell nobody apart. */
const JOINING = new Set(['da', 'de', 'do', 'das', 'dos', 'e'])

/** The holder's name as it may be kept: keyed hashes of its words. `name`: only for a playbook that keeps it. */
export function hashHolder(secretKey: Buffer, tenantId: string, name: string, isKept: boolean): Holder {
  const folded = fold(name)
  return {
    words: wordsOf(folded).map((word) => hash(secretKey, tenantId, word)),
    company: COMPANY.test(folded),
    ...(isKept ? { name } : {}),
  }
}

/** A stored bill with its holder compared to what the lead is called: one word in common is enough, since people leave names out. */
export function compareHolder(
  secretKey: Buffer,
  tenantId: string,
  { holder, ...bill }: StoredBill,
  leadName: string | null | undefined,
): Bill {
  if (holder === null || holder.words.length === 0) return { ...bill, holder: null }
  if (holder.company) return { ...bill, holder: 'company' }
  if (!leadName) return { ...bill, holder: null }
  const own = wordsOf(fold(leadName)).map((word) => hash(secretKey, tenantId, word))
  return { ...bill, holder: own.some((word) => holder.words.includes(word)) ? 'lead' : 'other' }
}

function fold(name: string): string {
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  return plain.replace(/[^a-z]+/g, ' ').trim()
}

function wordsOf(folded: string): string[] {
  return folded.split(' ').filter((word) => word.length > 1 && !JOINING.has(word))
}

/** Short: enough to tell a handful of names apart, too little to be sure of one. */
const HASH_CHARS = 12

function hash(secretKey: Buffer, tenantId: string, word: string): string {
  return createHmac('sha256', secretKey).update(`holder:${tenantId}:${word}`).digest('base64url').slice(0, HASH_CHARS)
}
