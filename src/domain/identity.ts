/**
 * Phones as Girassol keeps them: digits of E.164 without the plus sign. Brazilian mobiles are kept with their ninth digit, although
 * WhatsApp knows many of them without it; the same person is recognised in either form.
 */
const BRAZIL = '55'

/** The two-digit area codes of Brazil. */
const AREA_CODES = new Set(
  (
    '11 12 13 14 15 16 17 18 19 21 22 24 27 28 31 32 33 34 35 37 38 41 42 43 44 45 46 47 48 49 51 53 54 55 ' +
    '61 62 63 64 65 66 67 68 69 71 73 74 75 77 79 81 82 83 84 85 86 87 88 89 91 92 93 94 95 96 97 98 99'
  ).split(' '),
)

/** Reads a phone as people and systems write it, with or without country code; null when it cannot be one. */
export function parsePhone(input: string): string | null {
  const international = input.trim().startsWith('+')
  const digits = input.replace(/\D/g, '').replace(/^00/, '')
  if (!international && isNationalBrazilian(digits)) return canonicalPhone(BRAZIL + digits.replace(/^0/, ''))
  if (digits.length < 8 || digits.length > 15) return null
  return canonicalPhone(digits)
}

/** The form we store: a Brazilian mobile gets the ninth digit it lacks; every other number stays as it is. Expects a country code. */
export function canonicalPhone(digits: string): string {
  const local = brazilianParts(digits)
  if (local === null || !isMobile(local.number)) return digits
  return `${BRAZIL}${local.area}9${local.number.slice(-8)}`
}

/** Every form under which another system may know this phone, the canonical one first. */
export function phoneVariants(phone: string): string[] {
  const canonical = canonicalPhone(phone)
  const local = brazilianParts(canonical)
  if (local === null || !isMobile(local.number)) return [canonical]
  return [canonical, `${BRAZIL}${local.area}${local.number.slice(-8)}`]
}

/** True if both are the same line: Brazilian numbers by area code and last eight digits, others by all digits. */
export function samePhone(one: string, other: string): boolean {
  const [a, b] = [parsePhone(one), parsePhone(other)]
  if (a === null || b === null) return false
  const [localA, localB] = [brazilianParts(a), brazilianParts(b)]
  if (localA === null || localB === null) return a === b
  return localA.area === localB.area && localA.number.slice(-8) === localB.number.slice(-8)
}

/** Area code and local number of a Brazilian phone with country code; null for any other. */
function brazilianParts(digits: string): { area: string; number: string } | null {
  if (!digits.startsWith(BRAZIL) || (digits.length !== 12 && digits.length !== 13)) return null
  const area = digits.slice(2, 4)
  return AREA_CODES.has(area) ? { area, number: digits.slice(4) } : null
}

/** Mobiles start with 6 to 9 (eight digits) or with the added 9 (nine digits); 2 to 5 are fixed lines. */
function isMobile(number: string): boolean {
  return number.length === 9 ? number.startsWith('9') : /^[6-9]/.test(number)
}

/** 81 99999-0001 or 081 3333-0001: a number dialled inside Brazil. Ten digits must look Brazilian all through, to spare foreign ones. */
function isNationalBrazilian(digits: string): boolean {
  const national = digits.replace(/^0/, '')
  if (!AREA_CODES.has(national.slice(0, 2))) return false
  if (national.length === 11) return national[2] === '9'
  return national.length === 10 && /^[2-9]/.test(national.slice(2))
}
