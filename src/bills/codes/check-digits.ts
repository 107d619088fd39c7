/** Modulo 10 as FEBRABAN defines it: weights 2, 1, 2, 1… from the right, digits of each product added up. */
export function mod10(digits: string): number {
  let sum = 0
  let weight = 2
  for (const digit of [...digits].reverse()) {
    const product = Number(digit) * weight
    sum += product > 9 ? product - 9 : product
    weight = 3 - weight
  }
  return (10 - (sum % 10)) % 10
}

/** Remainder by 11 of the sum with weights 2 to 9, repeating, from the right. */
export function remainder11(digits: string): number {
  let sum = 0
  let weight = 2
  for (const digit of [...digits].reverse()) {
    sum += Number(digit) * weight
    weight = weight === 9 ? 2 : weight + 1
  }
  return sum % 11
}

/** Modulo 11 of arrecadação slips and of fiscal access keys: remainders 0 and 1 give 0. */
export function mod11(digits: string): number {
  const remainder = remainder11(digits)
  return remainder < 2 ? 0 : 11 - remainder
}

/** Modulo 11 of a bank slip's general digit: 0, 10 and 11 become 1. */
export function mod11OfBoleto(digits: string): number {
  const digit = 11 - remainder11(digits)
  return digit > 9 || digit === 0 ? 1 : digit
}

/** Whether 14 digits are a CNPJ: both check digits hold and not all digits are the same. */
export function isCnpj(digits: string): boolean {
  if (!/^\d{14}$/.test(digits) || /^(\d)\1+$/.test(digits)) return false
  return mod11(digits.slice(0, 12)) === Number(digits[12]) && mod11(digits.slice(0, 13)) === Number(digits[13])
}
