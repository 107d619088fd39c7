import type { Reading } from '../api/schema.ts'
import { brl } from './fact-value.ts'

const LOOKS_LIKE: Record<string, string> = {
  'water-bill': 'Parece uma conta de água',
  'gas-bill': 'Parece uma conta de gás',
  'phone-bill': 'Parece uma conta de telefone ou internet',
  receipt: 'Parece um recibo ou cupom',
  contract: 'Parece um contrato',
  proposal: 'Parece uma proposta',
  photo: 'Uma foto, sem conta de luz',
  unknown: 'Não parece uma conta de luz',
}
const REFUSED: Record<string, string> = {
  too_large: 'Grande demais',
  unsupported: 'Tipo de arquivo que não se abre',
  corrupt: 'Arquivo com defeito',
  gone: 'O WhatsApp já não tem o arquivo',
  failed: 'Não foi possível ler',
  silent: 'Ninguém fala no áudio',
  unintelligible: 'Não se entende o áudio',
  no_provider: 'Sem transcrição de voz configurada',
}

/** One line on what a file came to. */
export function readingTitle({ state, outcome }: Reading): string {
  if (state === 'waiting') return 'Lendo o arquivo…'
  switch (outcome?.kind) {
    case 'bill':
      return 'O que foi lido na conta'
    case 'heard':
      return 'O que foi ouvido'
    case 'not_bill':
      return LOOKS_LIKE[outcome.looksLike ?? ''] ?? 'Não é uma conta de luz'
    case 'unreadable':
      return 'Não deu para ler'
    case 'locked':
      return outcome.tries ? 'PDF com senha, que ainda não abriu' : 'PDF com senha'
    case 'refused':
    case 'not_heard':
      return REFUSED[outcome.why ?? ''] ?? 'Não foi possível ler'
    case 'kept':
      return 'Guardado, sem leitura'
    default:
      return 'O que foi lido no código'
  }
}

const PLACES: Record<string, string> = {
  barcode: 'código de barras',
  linha: 'linha digitável',
  pix: 'PIX',
  'access-key': 'chave da nota',
  items: 'itens da conta',
  meter: 'medidor',
  history: 'histórico',
}

/** Where on the bill a value stood: "código de barras, PIX, texto". */
export function billSources(places: string[]): string {
  return [...new Set(places.map((place) => PLACES[place] ?? 'texto'))].join(', ')
}

const KWH = /kwh$/i

/** One value of a bill in plain words. */
export function billFieldText(name: string, value: unknown): string {
  if (typeof value === 'boolean') return value ? 'Sim' : 'Não'
  if (typeof value === 'number') {
    if (name === 'totalAmount') return brl(value)
    if (name === 'tariffWithTaxes') return `${brl(value)} por kWh`
    return KWH.test(name) ? `${value.toLocaleString('pt-BR')} kWh` : value.toLocaleString('pt-BR')
  }
  if (name === 'referenceMonth' || name === 'dueDate') return String(value).split('-').toReversed().join('/')
  return String(value)
}
