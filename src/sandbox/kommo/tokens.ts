import { deriveHex } from '../random.ts'
import type { Account, KommoState } from './state.ts'

/** An access token lives a day. */
const ACCESS_SECONDS = 86_400

/** Issues a pair of tokens. `lasting`: a long-lived token, which never expires here and has nothing to refresh it with. */
export function issueTokens(
  account: Account,
  seed: string,
  now: number,
  { lasting = false }: { lasting?: boolean } = {},
) {
  account.counter += 1
  const word = (kind: string) => deriveHex(64, seed, account.slug, kind, account.counter)
  const pair = {
    access: `eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.${word('access')}.sandbox`,
    refresh: `def502${word('refresh')}`,
    expiresAt: lasting ? null : now + ACCESS_SECONDS,
    state: 'fresh' as const,
  }
  account.tokens.push(pair)
  return pair
}

/** The account a request speaks for; null when its token is unknown, revoked or expired. Using a new token ends the pair before it. */
export function accountOfToken(state: KommoState, token: string, nowOf: (account: Account) => number): Account | null {
  for (const account of state.accounts) {
    const pair = account.tokens.find((candidate) => candidate.access === token)
    if (!pair) continue
    if (pair.state === 'revoked' || (pair.expiresAt !== null && pair.expiresAt <= nowOf(account))) return null
    if (pair.state === 'fresh') {
      pair.state = 'used'
      revokeOlder(account, token)
    }
    return account
  }
  return null
}

export type Refreshed = { kind: 'issued'; account: Account } | { kind: 'revoked' } | { kind: 'unknown_client' }

/** Exchanges a code or a refresh token. A refresh token works once; again only until the pair it gave has been used. */
export function exchange(state: KommoState, body: Record<string, unknown>): Refreshed {
  const account = state.accounts.find((candidate) => candidate.clientId === body.client_id)
  if (!account || account.clientSecret !== body.client_secret) return { kind: 'unknown_client' }
  if (body.grant_type === 'authorization_code') {
    if (!account.codes.includes(String(body.code))) return { kind: 'revoked' }
    account.codes = account.codes.filter((code) => code !== body.code)
    return { kind: 'issued', account }
  }
  const pair = account.tokens.find(
    (candidate) => candidate.refresh === body.refresh_token && candidate.expiresAt !== null,
  )
  if (!pair || pair.state === 'revoked') return { kind: 'revoked' }
  pair.state = 'replaced'
  return { kind: 'issued', account }
}

function revokeOlder(account: Account, access: string): void {
  const own = account.tokens.findIndex((pair) => pair.access === access)
  for (const pair of account.tokens.slice(0, own)) {
    if (pair.expiresAt !== null) pair.state = 'revoked'
  }
}
