import { z } from 'zod'
import { createPrompt } from '#agents/render-prompt.ts'
import type { ModelRequest } from '#src/domain/models.ts'
import type { Playbook } from '#src/domain/playbook.ts'
import { type Asked, OBJECTION_KINDS } from '#src/domain/understanding.ts'
import { historyText, type ThreadMessage } from './history.ts'
import { quote } from './quote.ts'

/** Facts a model may note. E-mails and states are read by their grammar or not at all. */
export const READ_FACTS = [
  'name',
  'billBrl',
  'consumptionKwh',
  'city',
  'propertyKind',
  'ownsProperty',
  'decisionMaker',
  'hasSolar',
  'wantsExpansion',
  'competitorContract',
  'urgency',
  'payment',
] as const

/** Acts a model may note. What chooses, books, cancels or erases is for the extractors alone. */
export const READ_ACTS = [
  'ask',
  'thanks',
  'defer',
  'off_topic',
  'request_human',
  'no_interest',
  ...OBJECTION_KINDS.map((kind) => `object:${kind}` as const),
] as const

/** What a model noted. Everything in it is a proposal: `adopt-reading.ts` decides what of it counts. */
export const ModelReading = z.object({
  facts: z.array(z.object({ fact: z.enum(READ_FACTS), value: z.string(), evidence: z.string() })),
  acts: z.array(z.object({ act: z.enum(READ_ACTS), evidence: z.string() })),
  topics: z.array(z.object({ topic: z.string(), evidence: z.string() })),
})
export type ModelReading = z.infer<typeof ModelReading>

const NOTHING_READ: ModelReading = { facts: [], acts: [], topics: [] }
const MAX_OUTPUT_TOKENS = 600

const system = createPrompt('conversation/perceive')
const turn = createPrompt('conversation/perceive-turn')
const prefixes = new WeakMap<Playbook, string>()

/** Asks for what the extractors left open in a message. */
export function readRequest({
  text,
  asked,
  recent,
  playbook,
  playbookKey,
}: {
  text: string
  asked: Asked | null
  recent: ThreadMessage[]
  playbook: Playbook
  playbookKey: string
}): ModelRequest<typeof ModelReading> {
  return {
    system: prefixOf(playbook),
    turns: [
      {
        role: 'user',
        text: turn({
          asked: asked ? (QUESTIONS[asked] ?? FACTS[asked] ?? asked) : 'nenhuma',
          history: historyText(recent),
          message: quote(text),
        }),
      },
    ],
    name: 'anotacao',
    schema: ModelReading,
    maxOutputTokens: MAX_OUTPUT_TOKENS,
    cacheKey: `perceive-${playbookKey}`,
    fallback: () => NOTHING_READ,
  }
}

function prefixOf(playbook: Playbook): string {
  const known = prefixes.get(playbook)
  if (known) return known
  const prefix = system({
    company: playbook.persona.company,
    facts: list(factsOf(playbook)),
    acts: list(ACTS),
    topics: list(Object.fromEntries(playbook.faq.map(({ topic }) => [topic, TOPICS[topic] ?? '']))),
  })
  prefixes.set(playbook, prefix)
  return prefix
}

/** What this business asks; who sells energy also notes what is only said by chance. */
function factsOf({ questions }: Playbook): Record<string, string> {
  const asked = new Set<string>(questions.map(({ fact }) => fact))
  const wanted = (fact: string) => asked.has(fact) || (asked.has('billBrl') && BY_CHANCE.has(fact))
  return Object.fromEntries(Object.entries(FACTS).filter(([fact]) => wanted(fact)))
}

const BY_CHANCE = new Set(['consumptionKwh', 'wantsExpansion', 'urgency', 'payment'])

function list(lines: Record<string, string>): string {
  return Object.entries(lines)
    .map(([name, what]) => (what === '' ? `- ${name}` : `- ${name}: ${what}`))
    .join('\n')
}

const FACTS: Record<string, string> = {
  name: 'como a pessoa se chama',
  billBrl: 'valor médio da conta de luz, em reais por mês; não o consumo em kWh, não o preço de placas',
  consumptionKwh: 'consumo de energia em kWh por mês',
  city: 'cidade onde a energia seria usada',
  propertyKind:
    'house (casa), apartment (apartamento), business (comércio, loja, escritório), rural (sítio, fazenda), industry (indústria, fábrica) ou condo (condomínio)',
  ownsProperty: 'true se o imóvel é da pessoa; false se é alugado, emprestado ou de outra pessoa',
  decisionMaker: 'true se a pessoa decide sozinha; false se outra pessoa decide ou decide junto',
  hasSolar: 'true se já tem placas solares no imóvel; false se não tem',
  wantsExpansion: 'true se já tem placas e quer ampliar',
  competitorContract:
    'true se tem contrato com fidelidade com outra empresa de energia; desconto sem fidelidade é false',
  urgency: 'now (já), 90d (nos próximos meses) ou later (sem pressa)',
  payment: 'cash (à vista) ou financing (financiado)',
}

const QUESTIONS: Record<string, string> = {
  slots: 'qual dos horários oferecidos prefere',
  confirmation: 'se confirma a reunião',
  identity: 'se é a pessoa procurada',
  resume: 'se a conversa pode continuar',
  erase: 'se os dados devem ser apagados',
  attendance: 'se vai à reunião',
  exact_bill: 'o valor exato da conta de luz',
  bill_check: 'se o que foi lido na conta de luz está certo',
  bill_password: 'a senha do PDF da conta de luz',
}

const ACTS: Record<string, string> = {
  ask: 'faz uma pergunta à empresa',
  thanks: 'agradece',
  defer: 'pede para falar mais tarde',
  off_topic: 'fala só de outro assunto',
  request_human: 'quer falar com uma pessoa da empresa',
  no_interest: 'recusa com firmeza, não quer mais conversa',
  'object:price': 'acha caro',
  'object:no_money': 'está sem dinheiro',
  'object:think_about_it': 'vai pensar',
  'object:moving': 'vai se mudar',
  'object:distrust': 'desconfia da empresa ou da promessa',
  'object:already_has': 'já tem algo parecido',
  'object:contract': 'tem receio de contrato',
  'object:no_roof': 'não tem telhado próprio',
  'object:spouse': 'precisa falar com outra pessoa antes',
  'object:competitor': 'outra empresa ofereceu algo melhor',
  'object:later': 'prefere deixar para outra época',
}

const TOPICS: Record<string, string> = {
  price: 'quanto custa',
  payment: 'formas de pagamento',
  warranty: 'garantia',
  how_it_works: 'como funciona',
  savings: 'quanto economiza',
  installation_time: 'quanto demora',
  subscription: 'energia por assinatura',
  company: 'o que é a empresa',
  location: 'onde fica',
  robot: 'se fala com um robô',
  who: 'quem está falando',
  contract_length: 'tempo de contrato',
  meeting: 'como é a reunião',
  companion: 'se outra pessoa pode participar da reunião',
  documents: 'que documentos precisa',
  maintenance: 'manutenção e limpeza',
  batteries: 'baterias',
  weather: 'chuva e dias nublados',
  outage: 'o que acontece quando falta energia',
  roof_work: 'receio de obra ou de estragar o telhado',
  dear_bill: 'só comenta que a luz está cara',
  clarify: 'não entendeu o que foi perguntado',
  why_asked: 'por que se pergunta isso',
  areas: 'onde atende',
  availability: 'quando atende',
  estimate: 'uma estimativa',
  data_source: 'de onde veio o número da pessoa',
}
