import type { FactName } from '#src/domain/facts.ts'

/** The registers answers are written in; the styles `typos` and `fragments` are made from `plain` ones. */
export type Register = 'plain' | 'short' | 'slang' | 'formal'
type Wordings = Record<Register, readonly string[]>

/** `{v}` is the value. Values of enumerations and yes/no have wordings of their own, `fact=value`. */
export const FACT_WORDINGS: Record<string, Wordings> = {
  name: {
    plain: ['meu nome é {v}', 'é {v}', 'pode me chamar de {v}', '{v}'],
    short: ['{v}'],
    slang: ['aqui é {v}', '{v} aqui', '{v}, blz?'],
    formal: ['Meu nome é {v}.', 'Pode me chamar de {v}.'],
  },
  billBrl: {
    plain: ['vem uns {v} reais por mês', 'fica em {v} reais', 'R$ {v}', 'em torno de {v} por mês'],
    short: ['{v}', 'R$ {v}', 'uns {v}'],
    slang: ['uns {v} conto', 'tá vindo {v} pila', 'vem {v} conto por mês'],
    formal: ['Costuma vir em torno de R$ {v}.', 'O valor médio é de R$ {v} por mês.'],
  },
  exact_bill: {
    plain: ['a última veio R$ {v}', 'certinho, foi {v} reais'],
    short: ['R$ {v}'],
    slang: ['veio {v} reais cravado'],
    formal: ['O valor da última conta foi de R$ {v}.'],
  },
  consumptionKwh: {
    plain: ['dá {v} kWh por mês', '{v} kWh'],
    short: ['{v} kWh'],
    slang: ['uns {v} kwh'],
    formal: ['O consumo médio é de {v} kWh por mês.'],
  },
  distributor: {
    plain: ['é a {v}', '{v}'],
    short: ['{v}'],
    slang: ['é a {v} msm'],
    formal: ['A distribuidora é a {v}.'],
  },
  city: {
    plain: ['fica em {v}', 'em {v}', '{v}'],
    short: ['{v}'],
    slang: ['aqui em {v}', 'é em {v} msm'],
    formal: ['O imóvel fica em {v}.', 'É em {v}.'],
  },
  state: { plain: ['{v}'], short: ['{v}'], slang: ['{v}'], formal: ['{v}.'] },
  'propertyKind=house': {
    plain: ['é uma casa', 'é casa', 'minha casa'],
    short: ['casa'],
    slang: ['casa msm', 'é pra minha casa'],
    formal: ['É uma casa.', 'Trata-se de uma residência.'],
  },
  'propertyKind=apartment': {
    plain: ['é um apartamento', 'apartamento'],
    short: ['apartamento', 'apto'],
    slang: ['é um ap', 'apê'],
    formal: ['É um apartamento.'],
  },
  'propertyKind=business': {
    plain: ['é um comércio', 'é pra minha empresa', 'é uma loja'],
    short: ['comércio', 'empresa'],
    slang: ['é pro meu comércio', 'uma loja'],
    formal: ['É um estabelecimento comercial.', 'É para a minha empresa.'],
  },
  'propertyKind=rural': {
    plain: ['é um sítio', 'é uma propriedade rural', 'é na zona rural'],
    short: ['sítio', 'rural'],
    slang: ['é um sítio', 'é no interior, uma roça'],
    formal: ['É uma propriedade rural.'],
  },
  'propertyKind=industry': {
    plain: ['é uma indústria', 'é uma fábrica'],
    short: ['indústria', 'fábrica'],
    slang: ['é uma fábrica'],
    formal: ['É uma indústria.'],
  },
  'propertyKind=condo': {
    plain: ['é um condomínio', 'é pro condomínio'],
    short: ['condomínio'],
    slang: ['é pro condomínio'],
    formal: ['É um condomínio.'],
  },
  'ownsProperty=true': {
    plain: ['sim, é próprio', 'é próprio', 'sim', 'é meu mesmo'],
    short: ['sim', 'próprio'],
    slang: ['sim, próprio', 'é meu msm', 's'],
    formal: ['Sim, o imóvel é próprio.', 'Sim, é próprio.'],
  },
  'ownsProperty=false': {
    plain: ['não, é alugado', 'é alugado', 'moro de aluguel'],
    short: ['não', 'alugado'],
    slang: ['n, é alugado', 'é de aluguel'],
    formal: ['Não, o imóvel é alugado.'],
  },
  'hasSolar=true': {
    plain: ['sim, já tenho', 'já tenho placas', 'tenho sim'],
    short: ['sim', 'tenho'],
    slang: ['tenho sim', 'já tem'],
    formal: ['Sim, já tenho um sistema instalado.'],
  },
  'hasSolar=false': {
    plain: ['não', 'não tenho', 'ainda não'],
    short: ['não', 'n'],
    slang: ['tenho n', 'n tenho não', 'nn'],
    formal: ['Não, ainda não tenho.', 'Não tenho.'],
  },
  'wantsExpansion=true': {
    plain: ['sim, quero aumentar', 'quero ampliar sim'],
    short: ['sim', 'quero'],
    slang: ['quero sim', 'bora aumentar'],
    formal: ['Sim, gostaria de ampliar.'],
  },
  'wantsExpansion=false': {
    plain: ['não, já me atende', 'não quero ampliar'],
    short: ['não'],
    slang: ['n, tá bom assim'],
    formal: ['Não, o sistema atual me atende.'],
  },
  'competitorContract=true': {
    plain: ['sim, tenho contrato com fidelidade', 'tenho sim, com outra empresa'],
    short: ['sim', 'tenho'],
    slang: ['tenho sim, tô preso num contrato'],
    formal: ['Sim, tenho contrato com fidelidade com outra empresa.'],
  },
  'competitorContract=false': {
    plain: ['não', 'não tenho contrato com ninguém', 'não, nenhum'],
    short: ['não', 'n'],
    slang: ['nada', 'tenho n', 'nn'],
    formal: ['Não, não tenho contrato com outra empresa.', 'Não tenho.'],
  },
  'decisionMaker=true': {
    plain: ['sou eu que decido', 'sim, eu que decido', 'sim'],
    short: ['sim', 'eu mesmo'],
    slang: ['eu q decido', 'sou eu msm', 's'],
    formal: ['Sim, sou eu quem decide.', 'Sim.'],
  },
  'decisionMaker=false': {
    plain: ['não, decido junto com minha família', 'preciso ver com meu sócio', 'não sou eu que decido'],
    short: ['não', 'meu sócio'],
    slang: ['n, tenho q ver em casa', 'decido junto com meu sócio'],
    formal: ['Não, a decisão é tomada em conjunto com meu sócio.'],
  },
  competitorDiscountPct: {
    plain: ['me deram {v}% de desconto', '{v}%'],
    short: ['{v}%'],
    slang: ['{v}% de desconto'],
    formal: ['O desconto é de {v}%.'],
  },
  'urgency=now': {
    plain: ['o quanto antes'],
    short: ['agora'],
    slang: ['pra ontem'],
    formal: ['O mais breve possível.'],
  },
  'urgency=90d': {
    plain: ['nos próximos meses'],
    short: ['uns 3 meses'],
    slang: ['daqui uns 3 meses'],
    formal: ['Nos próximos três meses.'],
  },
  'urgency=later': {
    plain: ['mais pra frente'],
    short: ['depois'],
    slang: ['sem pressa'],
    formal: ['Sem urgência no momento.'],
  },
  'payment=cash': { plain: ['à vista'], short: ['à vista'], slang: ['à vista'], formal: ['À vista.'] },
  'payment=financing': {
    plain: ['financiado'],
    short: ['financiado'],
    slang: ['parcelado'],
    formal: ['Por financiamento.'],
  },
  email: {
    plain: ['{v}', 'meu email é {v}'],
    short: ['{v}'],
    slang: ['{v}', 'manda em {v}'],
    formal: ['Meu e-mail é {v}'],
  },
  service: { plain: ['{v}', 'quero {v}'], short: ['{v}'], slang: ['quero {v}'], formal: ['Gostaria de {v}.'] },
}

/** Said when the lead does not know a fact. */
export const UNKNOWN: Wordings = {
  plain: ['não sei', 'não sei dizer', 'agora não sei'],
  short: ['não sei'],
  slang: ['sei n', 'sei não'],
  formal: ['Não sei informar.', 'Não sei dizer no momento.'],
}

/** Said when the lead does not want to tell. */
export const DECLINED: Wordings = {
  plain: ['prefiro não dizer', 'prefiro não informar'],
  short: ['prefiro não dizer'],
  slang: ['prefiro não falar'],
  formal: ['Prefiro não informar.'],
}

/** Ways of their own to decline single facts. */
export const DECLINED_FACT: Partial<Record<FactName, Wordings>> = {
  email: {
    plain: ['não uso email', 'prefiro não passar meu email'],
    short: ['não tenho'],
    slang: ['tenho email n', 'uso email não'],
    formal: ['Prefiro não informar meu e-mail.'],
  },
}

export const YES: Wordings = {
  plain: ['sim', 'pode ser', 'isso mesmo'],
  short: ['sim', 'isso'],
  slang: ['bora', 'fechou', 'blz, pode ser'],
  formal: ['Sim, por favor.', 'Sim, pode ser.'],
}

export const NONE_OF_THESE: Wordings = {
  plain: ['nenhum desses dá pra mim', 'não posso em nenhum desses', 'esses horários não dão pra mim'],
  short: ['nenhum', 'nenhum desses'],
  slang: ['nenhum desses dá', 'rola nenhum desses n'],
  formal: ['Nenhum desses horários é possível para mim.', 'Infelizmente, nenhum desses horários me atende.'],
}

/** `{w}` weekday, `{t}` clock, `{o}` ordinal in the list, `{n}` number in the list. */
export const SLOT_CHOICE: Wordings = {
  plain: ['pode ser {w} às {t}', 'quero {w} às {t}', 'a {o} opção', '{w} às {t} tá bom'],
  short: ['{n}', '{w} {t}', 'a {o}'],
  slang: ['{w} {t} fechou', 'bora {w} às {t}', 'a {o} msm'],
  formal: ['Prefiro {w} às {t}.', 'A {o} opção, por favor.'],
}

/** `{d}` is a day, a part of the day, or both. */
export const SLOT_WISH: Wordings = {
  plain: ['tem {d}?', 'só posso {d}', 'prefiro {d}'],
  short: ['{d}?', 'só {d}'],
  slang: ['rola {d}?', 'só dá {d}'],
  formal: ['Seria possível {d}?', 'Tenho disponibilidade apenas {d}.'],
}

/** Said when the agent asks for a day or an hour and the lead has no wish of their own. */
export const ANY_TIME: Wordings = {
  plain: ['qualquer horário serve', 'pode ser de manhã', 'pode ser amanhã'],
  short: ['qualquer um', 'de manhã'],
  slang: ['qualquer hora serve', 'de manhã tá massa'],
  formal: ['Qualquer horário me atende.', 'Pode ser no período da manhã.'],
}
