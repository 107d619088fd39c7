/** A month and what was consumed in it. `month`: `YYYY-MM`. */
export type MonthlyKwh = { month: string; kwh: number }

export type BillPayment = {
  type?: 'arrecadacao' | 'boleto' | 'debito_automatico'
  linhaDigitavel?: string
  valueIdentifier?: number
  barcodeAmount?: number
  pixPayload?: string
  pixKind?: 'static' | 'dynamic'
  pixAmount?: number
}

export type TariffFlag = 'verde' | 'amarela' | 'vermelha1' | 'vermelha2'
export type Phase = 'monofasico' | 'bifasico' | 'trifasico'
export type ConsumerClass = 'residencial' | 'comercial' | 'rural' | 'baixa_renda'

/** What a bill says. Money in BRL, energy in kWh, demand in kW, tariffs in BRL/kWh, dates `YYYY-MM-DD`, months `YYYY-MM`. Absent: not read. */
export type BillFields = {
  distributor?: string
  distributorCnpj?: string
  uf?: string
  city?: string
  holderName?: string
  installationNumber?: string
  clientNumber?: string
  referenceMonth?: string
  issueDate?: string
  dueDate?: string
  readingNextDate?: string
  totalAmount?: number
  /** Measured in the period, not what was billed. */
  consumptionKwh?: number
  /** Oldest first. */
  consumptionHistory?: MonthlyKwh[]
  average12mKwh?: number
  tariffWithTaxes?: number
  tariffTeWithTaxes?: number
  tariffTusdWithTaxes?: number
  publicLightingAmount?: number
  tariffFlag?: TariffFlag
  phase?: Phase
  tariffGroup?: 'A' | 'B'
  tariffSubgroup?: string
  consumerClass?: ConsumerClass
  hasDistributedGeneration?: boolean
  injectedKwh?: number
  compensatedKwh?: number
  creditBalanceKwh?: number
  demandContractedKw?: number
  demandMeasuredKw?: number
  consumptionPeakKwh?: number
  consumptionOffpeakKwh?: number
  nf3eAccessKey?: string
  payment?: BillPayment
}

export type LooksLike =
  | 'water-bill'
  | 'gas-bill'
  | 'phone-bill'
  | 'receipt'
  | 'contract'
  | 'proposal'
  | 'photo'
  | 'unknown'

/** A comparison of two independent places of the bill. */
export type BillCheck = { name: string; ok: boolean }

export type BillReading = {
  isEnergyBill: boolean
  readable: boolean
  looksLike?: LooksLike
  /** The page the values come from, from 1. */
  billPage?: number
  fields: BillFields
  /** From 0 to 1, by field name. */
  confidence: Record<string, number>
  /** Where each field was read: barcode, pix, access-key, label, items, meter, history, text. */
  provenance: Record<string, string[]>
  checks: BillCheck[]
  /** Fields left out because their places on the bill disagree, as in "totalAmount: barcode and label disagree". */
  warnings: string[]
}
