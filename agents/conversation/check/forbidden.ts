import { extractClaims } from '#src/domain/claims.ts'
import type { LiveBooking, Plan } from '#src/domain/plan.ts'
import type { Playbook } from '#src/domain/playbook.ts'
import { matchesOf, sentencesOf, words } from './sentences.ts'

const NOT = words('não|nenhum|nenhuma|nem|nunca|ainda não')

/** `done`: said of a committed booking only. `undone`: of a cancelled one. */
const BOOKED = words(
  '(?:pré-?)?(?:agendad|marcad|confirmad|reservad|remarcad|garantid)[oa]s?|marquei|agendei|reservei|confirmei|remarquei|marcamos|agendamos|reservamos|confirmamos',
)
const CANCELLED = words('cancelad[oa]s?|cancelei|cancelamos|desmarcad[oa]s?|desmarquei')
/** "Fechado pra quinta às 14h", "te espero quinta": a confirmation in other words. */
const AGREED = words(
  'fechado|combinado|fechou|feito|tudo certo|te esper(?:o|amos)|nos vemos|a gente se vê|aguardamos você',
)
const WILL_WRITE = words('te (?:chamo|escrevo|mando|procuro)|falo com você|volto')
/** What may be booked, or is not, is no confirmation. Looked for in the clause before the word: "não se preocupe, tá marcado" confirms. */
const NOT_YET = words('pode(?:m)? ser|quer(?:em)?|posso|poderia|se (?:for|ficar|estiver)|precisa|dá pra|falta')

/** Whether the text speaks of a booking, or of a cancellation, that no committed row stands behind. */
export function bookingClaims(text: string, plan: Pick<Plan, 'says'>, bookings: LiveBooking[]): string[] {
  const committed = [...bookings, ...plan.says.flatMap((say) => ('booking' in say && say.booking ? [say.booking] : []))]
  const hasBooking = committed.some(({ status }) => status === 'confirmed')
  const hasCancelled =
    committed.some(({ status }) => status === 'cancelled') || plan.says.some(({ kind }) => kind === 'cancelled')
  return sentencesOf(text).filter((sentence) => {
    if (sentence.trimEnd().endsWith('?')) return false
    const agreed = AGREED.test(sentence) && !WILL_WRITE.test(sentence) && namesATime(sentence)
    return ((says(BOOKED, sentence) || agreed) && !hasBooking) || (says(CANCELLED, sentence) && !hasCancelled)
  })
}

/** Whether the sentence asserts it: said at least once without "não" or "pode ser" before it in its clause. */
function says(pattern: RegExp, sentence: string): boolean {
  return matchesOf(pattern, sentence).some(({ index }) => {
    const clause = sentence.slice(0, index).split(/[,;:]/).at(-1) ?? ''
    return !NOT.test(clause) && !NOT_YET.test(clause)
  })
}

function namesATime(sentence: string): boolean {
  return extractClaims(sentence).some(({ kind }) => ['time', 'date', 'weekday', 'relative_day'].includes(kind))
}

const PERSONAL = words(
  'cpf|rg|cnh|cnpj|cart(?:ão|ões)(?: de (?:crédito|débito))?|dados? (?:d[oe] )?banc(?:o|ári[oa]s?)|dado de banco|conta bancária|conta corrente|agência|chave pix|senha|código de (?:segurança|verificação)|comprovante|(?:seu|teu|foto d[oe]) documento|documento (?:pessoal|de identidade|com foto)|identidade|nome da (?:sua )?mãe|data de nascimento',
)
/** "Não peço documento pessoal" reassures; "não esqueça de mandar o CPF" does not. */
const NOT_ASKED = words(
  '(?:não|nunca|nem)(?: (?:te|lhe|se|vou|vamos))? (?:peço|pedimos|pede|pedir|preciso|precisamos|precisa|precisar|solicito|solicitamos|mande|passe|envie)',
)

/** Sentences that ask for data nobody here needs: documents, bank, cards. */
export function personalDataRequests(text: string, { says }: Pick<Plan, 'says'>): string[] {
  // the password of a PDF is asked for by code alone, with what it is made of in most companies
  if (says.some(({ kind }) => kind === 'ask_bill_password')) return []
  const clauses = sentencesOf(text).flatMap((sentence) => sentence.split(/[,;]|\smas\s/))
  return clauses.filter((clause) => PERSONAL.test(clause) && !NOT_ASKED.test(clause))
}

const HUMAN = [
  words(
    '(?:não|nem) sou (?:um |uma |nenhum |nenhuma )?(?:robô|robo|bot|máquina|inteligência|ia|assistente virtual|programa)',
  ),
  words(
    'sou (?:um |uma )?(?:pessoa|human[oa]|gente|ser humano|mulher|homem|vendedor[a]?|atendente)(?: (?:de verdade|real|mesmo|de carne e osso))?',
  ),
  words('(?:falando|conversando|conversa) com (?:um |uma )?(?:pessoa (?:real|de verdade)|human[oa]|gente de verdade)'),
  words('aqui (?:não (?:é|tem|existe) (?:nenhum )?(?:robô|robo|bot)|é gente)'),
  words('de carne e osso|gente de verdade'),
]

/** Sentences in which the agent passes for a person. */
export function humanClaims(text: string): string[] {
  return sentencesOf(text).filter((sentence) => HUMAN.some((pattern) => pattern.test(sentence)))
}

const PROMISES = [
  words('garant(?:o|e|imos|ido|ida|idos|idas|indo)'),
  words('(?:sem|zero) (?:nenhum )?risco'),
  words(
    '(?:conta|luz) (?:zerada|de graça|grátis)|zera(?:r|mos)?(?: a| sua)* conta|nunca mais (?:\\p{L}+ ){0,2}pag(?:a|ar|o|amos)',
  ),
  words(
    '(?:melhor|menor) preço|preço (?:especial|imperdível)|(?:desconto|condição|condições|oferta) (?:especial|especiais|exclusiv[oa]s?|imperdíve(?:l|is))',
  ),
  words('promoç(?:ão|ões)|brinde|cashback|só hoje|últim[ao]s? (?:vaga|vagas|chance|unidades)|por tempo limitado'),
  words('aprova(?:do|da|ção)s? (?:na hora|certa|imediata|automática)'),
  words('se paga em|payback|retorno (?:certo|em|de)|lucro'),
  words(
    '(?:instalação|projeto|placas?|primeiro mês|manutenção|troca|bateria|frete|visita técnica) (?:é |sai |fica |totalmente )?(?:grátis|gratuit[oa]s?|de graça|sem custo)',
  ),
  words('devolv(?:o|emos) (?:o |seu |todo )*dinheiro|dinheiro de volta'),
  words('sem (?:multa|fidelidade|carência|juros|entrada)'),
  words('parcelas? (?:de|a partir)|a partir de r\\$|custa (?:uns|cerca|só|apenas|em torno)'),
]

/** Sentences that promise what the fact sheet does not. A phrase that a valid claim of the sheet contains is the company's own. */
export function promises(text: string, { factSheet }: Playbook, today: Temporal.PlainDate): string[] {
  const approved = factSheet
    .filter(({ validUntil }) => validUntil >= today.toString())
    .map(({ claim }) => claim.toLowerCase())
  return sentencesOf(text).filter((sentence) =>
    PROMISES.some((pattern) => {
      const phrase = pattern.exec(sentence)?.[0]?.toLowerCase()
      return phrase !== undefined && !approved.some((claim) => claim.includes(phrase))
    }),
  )
}

const COURTESY = [
  words('tudo (?:bem|bom|certo|joia|jóia|ok|tranquilo)(?: com você| por aí| contigo| aí)?\\s*\\?+'),
  words('como (?:vai|você está|cê tá|você tá|estão)(?: você)?(?: hoje)?\\s*\\?+'),
  words('(?:como|em que|no que) (?:eu )?(?:posso|podemos) (?:te |lhe |o |a )?(?:ajudar|ser útil)'),
]

/** Questions asked for the sake of asking. */
export function courtesyQuestions(text: string): string[] {
  // The patterns end in a question mark, which the word boundary after them allows.
  return sentencesOf(text).filter((sentence) => COURTESY.some((pattern) => pattern.test(sentence)))
}
