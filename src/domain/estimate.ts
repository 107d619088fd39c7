/** What a plant of one's own might be; always named preliminary to the lead. `kwp` and `panels` are the middle of the range. */
export type PreliminaryEstimate = {
  kwp: number
  kwpFrom: number
  kwpTo: number
  panels: number
  /** Monthly, rounded down to ten reais. */
  savingFromBrl: number
  savingToBrl: number
}

export type EstimateInput = {
  /** Monthly mean, best over 12 months. */
  consumptionKwh: number
  /** Monthly bill; used where the bill's own tariff is not known. */
  billBrl?: number | undefined
  /** With taxes, as printed on the bill. */
  tariffBrlPerKwh?: number | undefined
  /** Two letters. */
  state: string
  city?: string | undefined
  phase?: Phase | undefined
  /** Of the tariff; a group A consumer pays for demand, which this does not estimate. */
  tariffGroup?: 'A' | 'B' | undefined
  /** The year the plant would be connected. */
  year: number
}

type Phase = 'monofasico' | 'bifasico' | 'trifasico'

/**
 * Sun of a capital in kWh/m² a day (hours of full sun), plane tilted at latitude, mean of the year. Source: INPE/LABREN, Atlas Brasileiro
 * de Energia Solar, 2nd ed., 2017.
 */
const CAPITALS: Record<string, { capital: string; sunHours: number }> = {
  AC: { capital: 'Rio Branco', sunHours: 4.61 },
  AL: { capital: 'Maceió', sunHours: 5.53 },
  AM: { capital: 'Manaus', sunHours: 4.33 },
  AP: { capital: 'Macapá', sunHours: 4.94 },
  BA: { capital: 'Salvador', sunHours: 5.4 },
  CE: { capital: 'Fortaleza', sunHours: 5.78 },
  DF: { capital: 'Brasília', sunHours: 5.43 },
  ES: { capital: 'Vitória', sunHours: 5.13 },
  GO: { capital: 'Goiânia', sunHours: 5.44 },
  MA: { capital: 'São Luís', sunHours: 5.21 },
  MG: { capital: 'Belo Horizonte', sunHours: 5.35 },
  MS: { capital: 'Campo Grande', sunHours: 5.24 },
  MT: { capital: 'Cuiabá', sunHours: 5.24 },
  PA: { capital: 'Belém', sunHours: 4.87 },
  PB: { capital: 'João Pessoa', sunHours: 5.53 },
  PE: { capital: 'Recife', sunHours: 5.45 },
  PI: { capital: 'Teresina', sunHours: 5.58 },
  PR: { capital: 'Curitiba', sunHours: 4.41 },
  RJ: { capital: 'Rio de Janeiro', sunHours: 4.93 },
  RN: { capital: 'Natal', sunHours: 5.68 },
  RO: { capital: 'Porto Velho', sunHours: 4.52 },
  RR: { capital: 'Boa Vista', sunHours: 4.9 },
  RS: { capital: 'Porto Alegre', sunHours: 4.67 },
  SC: { capital: 'Florianópolis', sunHours: 4.49 },
  SE: { capital: 'Aracaju', sunHours: 5.51 },
  SP: { capital: 'São Paulo', sunHours: 4.67 },
  TO: { capital: 'Palmas', sunHours: 5.29 },
}

/** The interior differs from its capital by about a tenth either way (same atlas). */
const INTERIOR_MARGIN = 0.1
/** Losses by heat, dirt, cables and inverter; 0.75–0.80 is usual in Brazil (CRESESB). */
const PERFORMANCE_RATIO = 0.77
const DAYS = 30
/** A usual module of 2025–26 has 550–620 W. */
const PANEL_WATTS = 585

/** Custo de disponibilidade: kWh a month paid for in any case (ANEEL, REN 1.000/2021). */
const MINIMUM_KWH: Record<Phase, number> = { monofasico: 30, bifasico: 50, trifasico: 100 }

/** Share of the "Fio B" charged on energy that comes back from the grid (Lei 14.300/2022, art. 27); from 2029 on ANEEL's rule: all of it. */
const FIO_B_SHARE: Record<number, number> = { 2023: 0.15, 2024: 0.3, 2025: 0.45, 2026: 0.6, 2027: 0.75, 2028: 0.9 }
/** What part of the tariff the Fio B is: 20–35 %, by distributor. */
const FIO_B_OF_TARIFF = { low: 0.2, high: 0.35 }

/** About a tenth of a bill is public lighting and charges that no plant saves. */
const ENERGY_PART_OF_BILL = 0.9
/** The most that is ever promised: 90 % of the energy part. */
const LARGEST_SAVING = 0.9
/** Tariffs with taxes lie in this range; outside it, consumption and amount do not belong together. */
const TARIFF_BRL = { min: 0.5, max: 1.6 }

/**
 * Sizes a plant by `kWp = kWh a month / (30 × sun hours × performance ratio)` and its monthly saving. Ranges cover what is not known: the
 * connection (minimum bill), the Fio B of the distributor, the sun outside the capital. Null when nothing sound can be said.
 */
export function estimatePlant(input: EstimateInput): PreliminaryEstimate | null {
  const sun = sunHours(input)
  const tariffBrl = tariffOf(input)
  if (!sun || tariffBrl === null || input.tariffGroup === 'A') return null

  const minimum = minimumKwh(input.phase)
  const offsetKwh = { low: input.consumptionKwh - minimum.high, high: input.consumptionKwh - minimum.low }
  const saving = savingRange(input, offsetKwh, tariffBrl)
  if (offsetKwh.low <= 0 || saving.fromBrl <= 0) return null

  const kwpFrom = kwpFor(offsetKwh.low, sun.high)
  const kwpTo = kwpFor(input.consumptionKwh, sun.low)
  const kwp = tenths((kwpFrom + kwpTo) / 2)
  return {
    kwp,
    kwpFrom: tenths(kwpFrom),
    kwpTo: tenths(kwpTo),
    panels: Math.ceil(Math.round(kwp * 1000) / PANEL_WATTS),
    savingFromBrl: saving.fromBrl,
    savingToBrl: saving.toBrl,
  }
}

function sunHours({ state, city }: EstimateInput): { low: number; high: number } | null {
  const place = CAPITALS[state.toUpperCase()]
  if (!place) return null
  const margin = city && sameName(city, place.capital) ? 0 : INTERIOR_MARGIN
  return { low: place.sunHours * (1 - margin), high: place.sunHours * (1 + margin) }
}

function tariffOf({ tariffBrlPerKwh, billBrl, consumptionKwh }: EstimateInput): number | null {
  const tariffBrl = tariffBrlPerKwh ?? (billBrl === undefined ? null : (billBrl * ENERGY_PART_OF_BILL) / consumptionKwh)
  if (tariffBrl === null || !(tariffBrl >= TARIFF_BRL.min && tariffBrl <= TARIFF_BRL.max)) return null
  return tariffBrl
}

function minimumKwh(phase: Phase | undefined): { low: number; high: number } {
  if (phase) return { low: MINIMUM_KWH[phase], high: MINIMUM_KWH[phase] }
  return { low: MINIMUM_KWH.monofasico, high: MINIMUM_KWH.trifasico }
}

function savingRange(
  { consumptionKwh, year }: EstimateInput,
  offsetKwh: { low: number; high: number },
  tariffBrl: number,
) {
  const fioB = year < 2023 ? 0 : (FIO_B_SHARE[year] ?? 1)
  const low = offsetKwh.low * tariffBrl * (1 - fioB * FIO_B_OF_TARIFF.high)
  const high = offsetKwh.high * tariffBrl * (1 - fioB * FIO_B_OF_TARIFF.low)
  const most = consumptionKwh * tariffBrl * LARGEST_SAVING
  return { fromBrl: downToTens(Math.min(low, most)), toBrl: downToTens(Math.min(high, most)) }
}

function kwpFor(kwhAMonth: number, sun: number): number {
  return kwhAMonth / (DAYS * sun * PERFORMANCE_RATIO)
}

function sameName(a: string, b: string): boolean {
  return a.localeCompare(b, 'pt', { sensitivity: 'base' }) === 0
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10
}

function downToTens(brl: number): number {
  return Math.floor(brl / 10) * 10
}
