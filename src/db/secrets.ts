import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { firstRow } from './rows.ts'
import type { Transaction } from './transaction.ts'

const SecretRow = z.object({ ciphertext: z.instanceof(Buffer) })

const NONCE_BYTES = 12
const TAG_BYTES = 16

/** The name passwords of files are sealed under. */
export const FILE_PASSWORD = 'file-password'

/** Stores a tenant's secret under AES-256-GCM; the name is bound to it, so a ciphertext cannot be moved to another name. */
export async function storeSecret(tx: Transaction, key: Buffer, name: string, value: string): Promise<void> {
  await tx.query(
    `insert into tenant_secrets (tenant_id, name, ciphertext) values (current_tenant(), $1, $2)
     on conflict (tenant_id, name) do update set ciphertext = excluded.ciphertext, updated_at = now()`,
    [name, seal(key, name, value)],
  )
}

/** A tenant's secret, or null when none is stored. @throws when it was stored under another key. */
export async function findSecret(tx: Transaction, key: Buffer, name: string): Promise<string | null> {
  const { rows } = await tx.query(
    `select ciphertext from tenant_secrets where tenant_id = current_tenant() and name = $1`,
    [name],
  )
  const stored = firstRow(SecretRow, rows)?.ciphertext
  return stored ? unseal(key, name, stored) : null
}

/** Encrypts a value: nonce, tag, text. The name is bound to it. */
export function seal(key: Buffer, name: string, value: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(name))
  const text = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), text])
}

/** @throws when it was sealed under another key or name. */
export function unseal(key: Buffer, name: string, sealed: Buffer): string {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES))
    .setAAD(Buffer.from(name))
    .setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8')
}
