import { z } from 'zod'
import { createHttp, type Http, type HttpAnswer, type HttpOptions, type Judgement } from '../http.ts'
import type { RequestGate } from './gate.ts'

export interface KommoHttpOptions extends Pick<HttpOptions, 'fetch' | 'onAnswer'> {
  baseUrl: string
  /** Asked before every call, so that a refreshed token is used at once. */
  accessToken: () => Promise<string>
  gate: RequestGate
  timeoutMs?: number
}

const Problem = z.looseObject({ retry_after: z.number().optional() })

/** HTTP to one Kommo account, through the gate all accounts share. */
export function createKommoHttp({
  accessToken,
  gate,
  timeoutMs = 20_000,
  onAnswer,
  ...options
}: KommoHttpOptions): Http {
  return createHttp({
    ...options,
    timeoutMs,
    system: 'kommo',
    // the gate is passed as late as can be, right before the call
    headers: async () => {
      const token = await accessToken()
      await gate.enter()
      return { authorization: `Bearer ${token}` }
    },
    judge: judgeKommo,
    onAnswer: (outcome) => {
      gate.learn(outcome)
      onAnswer?.(outcome)
    },
  })
}

/** What Kommo's answers mean beyond their status. */
export function judgeKommo({ status, body, isJson }: HttpAnswer): Judgement | undefined {
  switch (status) {
    case 401:
      return { retryable: false, reason: 'unauthorised' }
    case 402:
      return { retryable: true, retryAfterMs: 3_600_000, reason: 'payment required' }
    case 403:
      return isJson ? { retryable: false, reason: 'missing right' } : { retryable: true, reason: 'blocked' }
    case 429:
      return {
        retryable: true,
        retryAfterMs: (Problem.safeParse(body).data?.retry_after ?? 1) * 1000,
        reason: 'too many requests',
      }
    case 400:
      return { retryable: false, reason: 'refused' }
    default:
      return undefined
  }
}
