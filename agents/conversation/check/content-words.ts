import { wordingsOf } from '#agents/rules/write/wordings.ts'
import type { Playbook } from '#src/domain/playbook.ts'

/** Words that carry no content of their own. */
const EMPTY = new Set(
  `que para pra com por uma uns umas dos das nos nas aos pelo pela seu sua seus suas meu minha esse essa isso este esta isto aquele aquela voce
   voces ele ela eles elas gente mais muito bem tambem ainda agora aqui ali assim como qual quais quanto quanta quantos quando onde quem porque
   pois mas entao nao sim sem sobre entre ate depois antes ser sao era foi tem ter tenho temos esta estou estao vai vou vamos pode posso podemos
   fica ficar quer quero faz fazer dar deu diz dizer fala falar conta so ja te me se de do da em no na os as um ao ou tudo todo toda cada outro
   outra mesmo mesma alguma algum nada algo coisa vez vezes`.split(/\s+/),
)

/** Rapport that any friendly message may have, whatever the playbook. */
const COMMON = `oi ola bom boa dia tarde noite prazer legal otimo otima perfeito perfeita certo certinho claro combinado obrigado obrigada valeu show
  bacana maravilha beleza entendi entendo anotei anotado anotada recebi sei imagino verdade realmente tranquilo tranquila sossegado pronto
  prontinho pena poxa desculpa desculpe aviso avisar ajudar ajuda contar contigo conhecer saber entender explicar explico mostrar mostra passar
  pergunta resposta responder mensagem conversa conversar chamar chama escrever escreve mandar manda enviar preferir prefere escolher escolhe
  melhor ideal rapido rapidinho rapida simples facil direto direta momento instante tempo semana hoje amanha cedo horario hora opcao opcoes
  numero nome favor gentileza seguir continuar avancar proximo proxima passo detalhe detalhes informacao informacoes caso situacao jeito
  caminho ideia exemplo parte lugar pessoa familia casa trabalho vida mundo ano mes bastante pouco menos quase cerca media geral normal comum
  especial preocupar preocupe tentar tenta olhar olha ver veja vejo bora simplesmente apenas somente justamente exatamente parece acha acho
  costuma vindo vem chegar chega gastar gasta pagar paga custo valor`

/** The words of a text that carry content, each as a rough stem: without accents and endings, so that "marcado" meets "marcar". */
export function contentStems(text: string): string[] {
  return [...fold(text).matchAll(/[a-z]{3,}/g)]
    .map(([word]) => word)
    .filter((word) => !EMPTY.has(word))
    .map(stemOf)
}

function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
}

const STEM_CHARS = 5

function stemOf(word: string): string {
  return word.slice(0, STEM_CHARS).replace(/(?:s|es)$/, '')
}

const vocabularies = new WeakMap<Playbook, Set<string>>()

/** Everything the company itself talks about: the stems of all approved texts, and of common courtesy. */
export function vocabularyOf(playbook: Playbook): Set<string> {
  const known = vocabularies.get(playbook)
  if (known) return known
  const texts = [...wordingsOf(playbook).values()].flatMap((wordings) => wordings.map(({ text }) => text))
  const claims = playbook.factSheet.map(({ claim }) => claim)
  const { persona, scheduling, services } = playbook
  const names = [persona.agentName, persona.company, persona.city, scheduling.meetingName, scheduling.place]
  const stems = new Set(
    contentStems([...texts, ...claims, ...names, ...services.map(({ name }) => name), COMMON].join(' ')),
  )
  vocabularies.set(playbook, stems)
  return stems
}
