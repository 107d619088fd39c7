import { findCodes } from '#src/bills/codes/find-codes.ts'

/** What a payment code in a text says of its bill. `isSure`: it can only be a bill of electricity or gas. `rest`: the text without the code. */
export type PaymentText = { totalBrl: number; from: 'linha' | 'pix'; isSure: boolean; rest: string }

/** No other text has so many digits in a row, with blanks, dots and dashes between them. */
const LINE = /(?:\d[\s.-]{0,4}){47,48}/g
const PIX = /000201[\s\S]{30,600}?6304[0-9A-Fa-f]{4}/g
/** FEBRABAN's segment of electricity and gas. */
const ENERGY = 3

/**
 * Finds a linha digitável or a PIX "copia e cola" that somebody pasted. Only what its check digits confirm counts; null when there is none, or
 * when it carries no amount. Nothing is fetched.
 */
export function readPaymentText(text: string): PaymentText | null {
  if (text.replace(/\D/g, '').length < 20) return null
  const { slips, pix } = findCodes([], [text])
  const rest = text.replace(PIX, ' ').replace(LINE, ' ').replace(/\s+/g, ' ').trim()
  for (const { amountBrl, info } of pix)
    if (amountBrl !== null) return { totalBrl: amountBrl, from: 'pix', isSure: /conta ref/i.test(info), rest }
  for (const slip of slips) {
    const isSure = slip.kind === 'arrecadacao' && slip.segment === ENERGY
    if (slip.amountBrl !== null) return { totalBrl: slip.amountBrl, from: 'linha', isSure, rest }
  }
  return null
}
