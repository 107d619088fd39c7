/** A company code that FEBRABAN gave to nobody, and digits without meaning: nothing here can be paid. */
const COMPANY = '9901'
const FREE = '0123456789012345678901234'

/** The digitable line (segment 3, value in reais, mod 10) and a static PIX code of a bill that does not exist, with valid check digits. */
export function withCheckDigits({
  totalBrl,
  month,
  due,
  city,
}: {
  totalBrl: number
  month: string
  due: string
  city: string
}) {
  const value = String(Math.round(totalBrl * 100)).padStart(11, '0')
  const barcode = `836${mod10(`836${value}${COMPANY}${FREE}`)}${value}${COMPANY}${FREE}`
  const blocks = [0, 11, 22, 33].map((at) => barcode.slice(at, at + 11))
  const line = blocks.map((block) => `${block}-${mod10(block)}`).join(' ')
  return { line, bars: barsOf(barcode), pix: pixCode(totalBrl, month, due, city) }
}

/** Widths of bars and spaces in turn, in narrow bars: two digits at a time, one in the bars, one in the spaces between them. Source: ISO/IEC 16390. */
function barsOf(digits: string): number[] {
  const wide = ['00110', '10001', '01001', '11000', '00101', '10100', '01100', '00011', '10010', '01010']
  const pairs = digits.match(/../g) ?? []
  const widths = pairs.flatMap(([one = 0, other = 0]) =>
    [0, 1, 2, 3, 4].flatMap((at) => [one, other].map((digit) => (wide[Number(digit)]?.[at] === '1' ? 3 : 1))),
  )
  return [1, 1, 1, 1, ...widths, 3, 1, 1]
}

function mod10(digits: string): number {
  const sum = [...digits].toReversed().reduce((total, digit, i) => {
    const product = Number(digit) * (i % 2 === 0 ? 2 : 1)
    return total + Math.floor(product / 10) + (product % 10)
  }, 0)
  return (10 - (sum % 10)) % 10
}

function pixCode(totalBrl: number, month: string, due: string, city: string): string {
  const tag = (id: string, value: string) => `${id}${String(value.length).padStart(2, '0')}${value}`
  const [year = '', number = ''] = month.split('-')
  const info = `Conta Ref ${number}/${year.slice(2)} Vencimento ${due.split('-').toReversed().join('/')}`
  const account = tag('00', 'br.gov.bcb.pix') + tag('01', '123e4567-e89b-42d3-a456-426614174000') + tag('02', info)
  const payload =
    tag('00', '01') +
    tag('26', account) +
    tag('52', '0000') +
    tag('53', '986') +
    tag('54', totalBrl.toFixed(2)) +
    tag('58', 'BR') +
    tag('59', 'DISTRIBUIDORA FICTICIA') +
    tag('60', city.slice(0, 15)) +
    tag('62', tag('05', FREE)) +
    '6304'
  return payload + crc16(payload)
}

/** CRC-16/CCITT-FALSE, upper-case hexadecimal. */
function crc16(text: string): string {
  let crc = 0xffff
  for (const byte of Buffer.from(text)) {
    crc ^= byte << 8
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff
  }
  return crc.toString(16).toUpperCase().padStart(4, '0')
}
