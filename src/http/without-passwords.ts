import { findFilePassword } from '#src/domain/file-password.ts'

/**
 * The envelope with every text that may be the password of a file replaced; nothing when no text may be one. Whether it was one is known
 * only where the conversation is, so both forms are handed on.
 */
export function withoutPasswords(payload: unknown, texts: string[]): { redacted?: unknown } {
  const redactions = new Map(
    texts.flatMap((text) => {
      const found = findFilePassword(text)
      return found ? [[text, found.redacted] as const] : []
    }),
  )
  return redactions.size === 0 ? {} : { redacted: replaceTexts(payload, redactions) }
}

function replaceTexts(value: unknown, redactions: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return redactions.get(value) ?? value
  if (Array.isArray(value)) return value.map((inner) => replaceTexts(inner, redactions))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replaceTexts(inner, redactions)]))
}
