import type { HttpAnswer, Judgement } from '../http.ts'
import { ErrorAnswer, NotOnWhatsApp } from './client-wire.ts'

/** Words of Evolution's errors that mean "not now": the socket to WhatsApp is down and reconnects by itself. */
const PASSING_WORDS = /connection (was )?(closed|lost|terminated)|timed? ?out|socket|not open/i

/** Every message of an error body, whichever of the six shapes it has. */
export function errorMessages(body: unknown): unknown[] {
  const parsed = ErrorAnswer.safeParse(body)
  if (!parsed.success) return []
  return flatten(parsed.data.response?.message ?? parsed.data.message)
}

/** True if WhatsApp does not know the number: permanent, and not a mistake of ours. */
export function saysNotOnWhatsApp(body: unknown): boolean {
  return errorMessages(body).some((message) => NotOnWhatsApp.safeParse(message).success)
}

/** What Evolution's error bodies add to the status. Only fixed words become a reason: the messages themselves may hold numbers. */
export function judgeEvolution({ status, body }: HttpAnswer): Judgement | undefined {
  if (status === 401) return { reason: 'wrong api key', retryable: false }
  if (saysNotOnWhatsApp(body)) return { reason: 'not on WhatsApp', retryable: false }
  const words = errorMessages(body).filter((message) => typeof message === 'string')
  if (words.some((word) => PASSING_WORDS.test(word))) return { reason: 'connection closed', retryable: true }
  if (status === 404 && words.some((word) => /instance does not exist/.test(word)))
    return { reason: 'unknown instance' }
  if (status === 503 && words.some((word) => /LICENSE_REQUIRED/.test(word))) {
    return { reason: 'license required', retryable: false }
  }
  return undefined
}

function flatten(value: unknown): unknown[] {
  return Array.isArray(value) ? value.flatMap(flatten) : value === undefined || value === null ? [] : [value]
}
