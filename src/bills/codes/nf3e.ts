import { isCnpj, mod11 } from './check-digits.ts'

/** The access key of a Brazilian fiscal document, after its check digit held. */
export type AccessKey = {
  key: string
  /** IBGE code resolved to the state, as in "MG". */
  uf: string
  /** Month of issue, `YYYY-MM`. */
  issueMonth: string
  issuerCnpj: string
  /** 66 electricity (NF3e), 62 telecommunications, 55 and 65 goods. */
  model: number
}

/** Reads 44 digits; null unless state, month, CNPJ and check digit are right. */
export function readAccessKey(key: string): AccessKey | null {
  const parts = /^(\d{2})(\d{2})(0[1-9]|1[0-2])(\d{14})(\d{2})\d{22}$/.exec(key)
  if (!parts) return null
  const [, state = '', year = '', month = '', issuerCnpj = '', model = ''] = parts
  const uf = UF_BY_IBGE[state]
  if (!uf || !isCnpj(issuerCnpj) || mod11(key.slice(0, 43)) !== Number(key[43])) return null
  return { key, uf, issueMonth: `20${year}-${month}`, issuerCnpj, model: Number(model) }
}

/** The key inside a consultation address (`…?chNF3e=<44 digits>&tpAmb=1`), whatever the document's kind. */
export function readAccessKeyOfUrl(url: string): AccessKey | null {
  const found = /(?:chNF\w*|chave|p)=(\d{44})/i.exec(url)
  return found?.[1] ? readAccessKey(found[1]) : null
}

const UF_BY_IBGE: Record<string, string> = {
  '11': 'RO',
  '12': 'AC',
  '13': 'AM',
  '14': 'RR',
  '15': 'PA',
  '16': 'AP',
  '17': 'TO',
  '21': 'MA',
  '22': 'PI',
  '23': 'CE',
  '24': 'RN',
  '25': 'PB',
  '26': 'PE',
  '27': 'AL',
  '28': 'SE',
  '29': 'BA',
  '31': 'MG',
  '32': 'ES',
  '33': 'RJ',
  '35': 'SP',
  '41': 'PR',
  '42': 'SC',
  '43': 'RS',
  '50': 'MS',
  '51': 'MT',
  '52': 'GO',
  '53': 'DF',
}
