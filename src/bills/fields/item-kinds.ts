export type ItemKind = 'energy' | 'compensated' | 'demand' | 'reactive' | 'flag' | 'lighting' | 'total' | 'other'
/** TE (energy), TUSD (grid), or both in one line. */
export type Part = 'te' | 'tusd' | 'whole'
/** Peak hours ("ponta"), other hours ("fora ponta"), or all. */
export type Post = 'peak' | 'offpeak' | 'any'

/** What rows of charges are called, first match first. */
const KINDS: [ItemKind, RegExp][] = [
  ['total', /^(SUB)?TOTAL\b/],
  ['lighting', /ILUM|COSIP|\bCIP\b|CONT\.? ?IL|\bIL\.? ?PUB|\bPUB\w*\.? MUNIC|CONTRIB.*MUNIC/],
  ['flag', /\bBAND|ADC\.? B|ADIC\.? B/],
  [
    'compensated',
    /COMPENSAD|IN[A-Z]?E[TC]|\bIN[FJ]?[A-Z]{0,2}[TZ]ADA\b|\bINJ\b|\bINJ\.|GERACAO|\bGD ?(I|II|III|1|2)\b|\bSCEE\b.*(DEDU|CREDIT)/,
  ],
  ['reactive', /REATIV|KVAR|UFER|\bERE\b/],
  ['demand', /DEMANDA|\bKW\b|ULTRAPASS/],
  ['energy', /CONSUMO|ENERGIA|ENERG\b|USO (DO )?SISTEMA|DISPONIBILIDADE|CUSTO DISP|\bTUSD\b/],
]

/** Tells what a row charges for by its words, folded. */
export function classifyItem(
  description: string,
  unit: 'kWh' | 'kW' | 'kVArh' | null,
): { kind: ItemKind; part: Part; post: Post } {
  const text = description.replace(/^\d+\s+/, '')
  let kind = KINDS.find(([, pattern]) => pattern.test(text))?.[0] ?? (text === '' ? 'energy' : 'other')
  if (kind === 'demand' && unit === 'kWh' && !/DEMANDA/.test(text)) kind = 'energy'
  if (kind === 'compensated' && /NAO COMPENSAD/.test(text)) kind = 'energy'
  const isTe = /\bTE\b|ELET CONSUMO/.test(text)
  const part: Part = /USO (DO )?SISTEMA\b(?!.*\bTE\b)|\bTUS[DO0]\b(?!.*\bTE\b)/.test(text)
    ? 'tusd'
    : isTe
      ? 'te'
      : 'whole'
  const isOff = /F(ORA)?[. ]*(DE )?[. ]*PONTA|\bFP\b|\bHFP\b|\bF\.? ?PTA/.test(text)
  const post: Post = isOff ? 'offpeak' : /PONTA|\bHP\b|\bPTA\b/.test(text) ? 'peak' : 'any'
  return { kind, part, post }
}
