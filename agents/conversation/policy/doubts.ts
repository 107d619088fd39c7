import type { FactName } from '#src/domain/facts.ts'
import type { Act, Understanding } from '#src/domain/understanding.ts'
import type { DecideInput } from './input.ts'
import { YES_NO_FACTS } from './yes-no-facts.ts'

/**
 * Takes out readings that the rest of the message speaks against: acting on one of them would book, decline or forget something that the
 * lead did not mean.
 */
export function withoutDoubts(input: DecideInput): Understanding {
  return [
    areaQuestion,
    fearOfContract,
    wantsMore,
    priceFirst,
    sideAnswer,
    refusedAnswer,
    movingHouse,
    leavingTheList,
  ].reduce((perception, doubt) => doubt(perception, input), input.perception)
}

/** "Vocês atendem em Natal?" asks about our area; it does not move a lead whose city is known. */
function areaQuestion(perception: Understanding, { lead }: DecideInput): Understanding {
  const asksArea = perception.acts.includes('ask') && perception.topics?.includes('areas')
  if (!asksArea || typeof lead.facts.city?.value !== 'string') return perception
  const { ambiguousCity: _ambiguous, impliedState: _implied, ...rest } = perception
  return withoutFacts(rest, 'city', 'state')
}

/** "Não quero ficar preso em contrato" is a fear, not a contract; having one is asked about. */
function fearOfContract(perception: Understanding, { memory }: DecideInput): Understanding {
  const fears = perception.acts.includes('object:contract') && memory.asked !== 'competitorContract'
  return fears ? withoutFacts(perception, 'competitorContract') : perception
}

/** "Já tenho placas e quero mais" is a wish, not an objection. */
function wantsMore(perception: Understanding): Understanding {
  return perception.facts.wantsExpansion?.value === true ? withoutActs(perception, 'object:already_has') : perception
}

/** "Não quero reunião, quero o preço" asks for the price; it turns down neither us nor a time. */
function priceFirst(perception: Understanding): Understanding {
  if (!perception.topics?.includes('price') || !TURNS_DOWN_MEETING.test(perception.text)) return perception
  const topics = perception.topics.filter((topic) => topic !== 'meeting')
  return { ...withoutActs(perception, 'deny', 'cancel'), topics, noInterest: false }
}

/** "Vocês têm garantia?" is no yes to what was asked: beside something else an answer must stand on its own, or name its matter. */
function sideAnswer(perception: Understanding, { memory }: DecideInput): Understanding {
  const asked = YES_NO_FACTS.find((fact) => fact === memory.asked)
  const answer = asked && perception.facts[asked]
  // "tenho que ver em casa" is that very answer
  const beside = perception.acts.filter(
    (act) => isBeside(act) && !(act === 'object:spouse' && asked === 'decisionMaker'),
  )
  if (!asked || !answer || beside.length === 0) return perception
  const { evidence } = answer
  // "…, confirma aí" stands alone, but it is part of the order.
  const trusted = !perception.acts.includes('injection') && standsAlone(perception.text, evidence)
  return trusted || NAMES_ITS_MATTER.test(evidence) ? perception : withoutFacts(perception, asked)
}

function isBeside(act: Act): boolean {
  return act.startsWith('object:') || BESIDE.has(act)
}

/** Nothing but signs, a word that joins two sentences, or its own no once more ("não tenho não.") stands around it. */
function standsAlone(text: string, evidence: string): boolean {
  const at = text.indexOf(evidence)
  if (at < 0) return true
  const said = evidence.replace(JOINS_ON, '')
  const [before, after] = [text.slice(0, at), text.slice(at + said.length)]
  return (
    /(^|[.,;:!?\n]|(^|\s)(e|mas|então))\s*$/u.test(before) &&
    /^(\s+(não|nao|n|sim|mesmo|mesma|ainda|viu))*\s*($|[.,;:!?\n]|(e|mas|só|porém)\s)/iu.test(after)
  )
}

/** The "e" of "não, e se faltar luz?" belongs to what follows. */
const JOINS_ON = /[\s,;]+(e|mas|só|porém)$/u

/** "Prefiro não passar meu e-mail" only refuses the answer that was asked for. */
function refusedAnswer(perception: Understanding, { memory }: DecideInput): Understanding {
  const refused = perception.declined?.some((fact) => fact === memory.asked)
  const elsewhere = perception.time || ABOUT_MEETINGS.test(perception.normalised)
  return refused && !elsewhere ? withoutActs(perception, 'reschedule', 'cancel') : perception
}

/** "Vou me mudar ano que vem": who moves house does not move a meeting. */
function movingHouse(perception: Understanding): Understanding {
  const moves = perception.acts.includes('object:moving') && !perception.time
  return moves ? withoutActs(perception, 'reschedule') : perception
}

/** "Me tira da lista" asks for silence; erasing data takes a word about data. */
function leavingTheList(perception: Understanding): Understanding {
  const both = perception.acts.includes('opt_out') && perception.acts.includes('erase_data')
  return both && !ABOUT_DATA.test(perception.normalised) ? withoutActs(perception, 'erase_data') : perception
}

const BESIDE: ReadonlySet<Act> = new Set<Act>(['ask', 'defer', 'injection', 'abuse', 'off_topic'])
const NAMES_ITS_MATTER =
  /plac|solar|pain[eé]|sistema|contrat|fidelid|meu|minha|pr[oó]pri|alug|decid|s[oó] eu|sou eu|ampli/iu
const TURNS_DOWN_MEETING =
  /(^| )n[ãa]o (quero|preciso|vou|precisa)( \p{L}+){0,3} (reuni[ãa]o|visita|conversa|call|v[ií]deo|liga[cç][ãa]o|marcar|agendar)/iu
const ABOUT_MEETINGS = /remarc|desmarc|cancel|adiar|reuni|visita|hor[aá]rio|outro dia/u
const ABOUT_DATA = /dado|lgpd|cadastro|informa[cç]|apag|delet|exclu[ií]|elimin/u

function withoutActs(perception: Understanding, ...gone: Act[]): Understanding {
  return { ...perception, acts: perception.acts.filter((act) => !gone.includes(act)) }
}

function withoutFacts(perception: Understanding, ...gone: FactName[]): Understanding {
  const facts = { ...perception.facts }
  for (const name of gone) delete facts[name]
  return { ...perception, facts }
}
