import { wordingsOf } from '#agents/rules/write/wordings.ts'
import type { Playbook } from '#src/domain/playbook.ts'

/** Words that carry no content of their own. */
const EMPTY = new Set(
  `que para pra com por uma uns umas dos das nos nas aos pelo pela seu sua seus suas meu minha esse essa isso este esta isto aquele aquela voce
   voces ele ela eles elas gente mais muito bem tambem ainda agora aqui ali assim como qual quais quanto quanta quantos quando onde quem porque
   pois mas entao nao sim sem sobre entre ate depois antes ser sao era foi tem ter tenho temos esta estou estao vai vou vamos pode posso podemos
   fica ficar quer quero faz fazer dar deu diz dizer fala falar conta so ja te me se for seja esteja estiver tiver der houver de do da em no na os as um ao ou tudo todo toda cada outro
   outra mesmo mesma alguma algum nada algo coisa vez vezes`.split(/\s+/),
)

/** Rapport that any friendly message may have, whatever it is about. Nothing here can be a claim. */
const COURTESY = `oi ola bom boa dia tarde noite prazer legal otimo otima perfeito perfeita certo certinho claro combinado obrigado obrigada valeu
  show bacana maravilha beleza entendi entendo entendido anotei anotado anotada anotadinho recebi imagino verdade tranquilo tranquila sossegado
  pronto prontinho pena poxa desculpa desculpe ajudar ajuda contar contigo conhecer explicar responder mensagem conversa conversar chamar chama
  escrever escreve preferir prefere escolher escolhe ideal rapido rapidinho simples direto instante pergunta resposta favor gentileza seguir
  continuar avancar passo saber jeito vontade olha vamos bora simplesmente costuma media alto diga facil adorei gostei deixa comigo`

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

const keysOfPlaybooks = new WeakMap<Playbook, Map<string, string[]>>()

/** Every approved text that says the same as those used: the other wordings of their keys. `ids` are `key#n`. */
export function sameWordings(playbook: Playbook, ids: string[]): string[] {
  const byKey = keysOfPlaybooks.get(playbook) ?? textsByKey(playbook)
  keysOfPlaybooks.set(playbook, byKey)
  return [...new Set(ids.map((id) => id.replace(/#\d+$/, '')))].flatMap((key) => byKey.get(key) ?? [])
}

function textsByKey(playbook: Playbook): Map<string, string[]> {
  return new Map([...wordingsOf(playbook)].map(([key, wordings]) => [key, wordings.map(({ text }) => text)]))
}

const COURTESY_STEMS = new Set<string>()

/** Stems that any friendly message may have. */
export function courtesyStems(): ReadonlySet<string> {
  if (COURTESY_STEMS.size === 0) for (const stem of contentStems(COURTESY)) COURTESY_STEMS.add(stem)
  return COURTESY_STEMS
}
