import type { FactName } from '#src/domain/facts.ts'
import type { Asked } from '#src/domain/understanding.ts'
import type { ModelReading } from './read.ts'

/** Words without which a message says nothing of a fact that was not asked for. Broad: they rule out lies, not readings. */
const MATTER: Partial<Record<FactName, RegExp>> = {
  propertyKind:
    /casa|apart|apto|\bap\b|loja|empres|com[eé]rci|escrit[oó]ri|s[ií]tio|fazend|ch[aá]cara|f[aá]bric|ind[uú]str|galp|condom|pr[eé]dio|ponto|restaur|padari|mercad|farm[aá]c|cl[ií]nic|oficina|ro[çc]a|moro|moramos/iu,
  ownsProperty:
    /\bmeus?\b|minhas?|noss|pr[oó]pri|alug|don[oa]|herd|escritur|no nome|emprest|financ|compr|inquilin|pago/iu,
  decisionMaker: /decid|decis|resolv|manda|espos|marid|mulher|s[oó]ci|chefe|patr|fam[ií]li|junt|\beu\b|consult/iu,
  hasSolar: /plac|solar|pain[eé]|sistema|usina|m[oó]dul|gera|instal/iu,
  wantsExpansion: /ampli|aument|mais|expand|cresc/iu,
  competitorContract: /contrat|fidel|assin|desconto|empresa|cooperativ|pres[oa]\b|amarrad|v[ií]ncul|concorren/iu,
  urgency: /urg|\bj[aá]\b|logo|m[eê]s|meses|ano|press|agora|depois|semana|quanto antes|tempo/iu,
  payment: /vista|financ|parcel|cart[aã]o|boleto|pix|dinheiro|presta/iu,
}

/** Answers that end a sale: a model's word alone is not enough for one, even when it was asked for. */
const DECLINES: Partial<Record<FactName, string>> = {
  hasSolar: 'true',
  wantsExpansion: 'false',
  competitorContract: 'true',
}

/** Acts that end the talk, or the agent's part in it. */
const ENDING: Partial<Record<ModelReading['acts'][number]['act'], RegExp>> = {
  request_human:
    /pessoa|atendente|human|algu[eé]m|gerente|vendedor|consultor|respons[aá]vel|gente de verdade|lig(?:a|ar|ue)\b|telefon/iu,
  no_interest: /\bn[aã]o\b|\bn\b|nem|chega|dispens|desist|deixa|esque[çc]|sem interesse|par[ae]\b/iu,
  defer: /depois|tarde|agora|hora|amanh[aã]|ocupad|trabalh|reuni|dirigind|segunda|semana|mais|outr[ao]/iu,
}

/** Whether the words a model names can mean the fact it noted. */
export function bearsOutFact({ fact, value, evidence }: ModelReading['facts'][number], asked: Asked | null): boolean {
  const answers = fact === asked && DECLINES[fact] !== value.trim().toLowerCase()
  return answers || MATTER[fact]?.test(evidence) !== false
}

/** Words that refuse the talk itself: where something was asked, a mere "não" answers the question. */
const REFUSES =
  /interess|quer|precis|convers|mensage|insist|perturb|incomod|chega|dispens|desist|deixa|esque[çc]|obrigad|\bpar[ae]\b/iu

/** Whether the words a model names can mean the act it noted, in answer to what was asked. */
export function bearsOutAct({ act, evidence }: ModelReading['acts'][number], asked: Asked | null): boolean {
  if (act === 'no_interest' && asked !== null && !REFUSES.test(evidence)) return false
  return ENDING[act]?.test(evidence) !== false
}
