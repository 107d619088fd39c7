/** A PIX "copia e cola" (EMV QR code of the Banco Central), after its check sum held. */
export type Pix = {
  payload: string
  /** Dynamic: the amount is behind an address, which is never opened. */
  kind: 'static' | 'dynamic'
  /** BRL of tag 54; null in a dynamic code, where it does not count. */
  amountBrl: number | null
  merchantName: string
  merchantCity: string
  /** Free text of a static code, as in "Conta Ref SET/26 Vencimento 02/10/26". */
  info: string
  transactionId: string
}

/** Reads a payload; null unless it is well formed, a PIX, and its CRC holds. */
export function readPix(text: string): Pix | null {
  const payload = text.trim()
  if (!/^000201/.test(payload) || !/6304[0-9A-Fa-f]{4}$/.test(payload)) return null
  if (crc16(payload.slice(0, -4)) !== payload.slice(-4).toUpperCase()) return null
  const tags = readTags(payload)
  const account = readTags(tags?.get('26') ?? '')
  if (!tags || !account || account.get('00')?.toLowerCase() !== 'br.gov.bcb.pix') return null
  const kind = account.has('25') ? 'dynamic' : 'static'
  const amount = Number(tags.get('54') ?? 'NaN')
  return {
    payload,
    kind,
    amountBrl: kind === 'static' && amount > 0 ? amount : null,
    merchantName: tags.get('59') ?? '',
    merchantCity: tags.get('60') ?? '',
    info: account.get('02') ?? '',
    transactionId: readTags(tags.get('62') ?? '')?.get('05') ?? '',
  }
}

/** CRC16-CCITT-FALSE over the UTF-8 bytes: polynomial 0x1021, start 0xFFFF; four upper-case hex digits. */
export function crc16(text: string): string {
  let crc = 0xffff
  for (const byte of new TextEncoder().encode(text)) {
    crc ^= byte << 8
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff
  }
  return crc.toString(16).toUpperCase().padStart(4, '0')
}

/** The tags of a TLV text: two digits of name, two of length, the value. Null when a length does not fit. */
function readTags(text: string): Map<string, string> | null {
  const tags = new Map<string, string>()
  let at = 0
  while (at < text.length) {
    const head = /^(\d{2})(\d{2})$/.exec(text.slice(at, at + 4))
    if (!head) return null
    const length = Number(head[2])
    const value = text.slice(at + 4, at + 4 + length)
    if (value.length < length) return null
    tags.set(head[1] ?? '', value)
    at += 4 + length
  }
  return tags
}
