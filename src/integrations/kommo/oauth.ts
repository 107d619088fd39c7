import { IntegrationError } from '#src/errors.ts'
import { createHttp, type HttpOptions } from '../http.ts'
import { judgeKommo } from './http.ts'
import { WireTokens } from './wire.ts'

export interface OauthOptions extends Pick<HttpOptions, 'fetch'> {
  baseUrl: string
  clientId: string
  clientSecret: string
  /** Identical to the one registered, also when refreshing. */
  redirectUri: string
}

export interface KommoTokens {
  accessToken: string
  refreshToken: string
  expiresInSeconds: number
}

/**
 * Kommo's tokens. A refresh token works once, and the one before it until the new pair is first used: the caller refreshes one account at
 * a time, stores the new pair before using it, and after a lost answer tries again with the old token.
 */
export function createKommoOauth({ baseUrl, clientId, clientSecret, redirectUri, ...options }: OauthOptions) {
  const http = createHttp({ ...options, baseUrl, system: 'kommo', timeoutMs: 20_000, judge: judgeKommo })
  const ask = async (grant: Record<string, string>): Promise<KommoTokens> => {
    const body = { client_id: clientId, client_secret: clientSecret, redirect_uri: redirectUri, ...grant }
    const answer = await http.post('/oauth2/access_token', body, WireTokens)
    return { accessToken: answer.access_token, refreshToken: answer.refresh_token, expiresInSeconds: answer.expires_in }
  }
  return {
    /** The code of a consent lives 20 minutes and works once. */
    exchangeCode: (code: string) => ask({ grant_type: 'authorization_code', code }),

    /** `revoked`: the token is used up or void; read the store again, and ask for consent if nobody else refreshed meanwhile. */
    async refresh(refreshToken: string): Promise<{ kind: 'refreshed'; tokens: KommoTokens } | { kind: 'revoked' }> {
      try {
        return { kind: 'refreshed', tokens: await ask({ grant_type: 'refresh_token', refresh_token: refreshToken }) }
      } catch (error) {
        if (error instanceof IntegrationError && (error.status === 401 || error.status === 400))
          return { kind: 'revoked' }
        throw error
      }
    },
  }
}
