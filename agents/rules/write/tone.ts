const EMOJI = /\s*\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\u{FE0F}|\u{200D}|\p{Extended_Pictographic})*/gu

/** Spoken forms and what a formal lead reads instead. Only whole words; the case of the first letter is kept. */
const FORMAL: Record<string, string> = {
  pra: 'para',
  pras: 'para as',
  pro: 'para o',
  pros: 'para os',
  tá: 'está',
  tô: 'estou',
  contigo: 'com você',
  prontinho: 'pronto',
  coisinha: 'informação',
  oi: 'olá',
  boa: 'muito bem',
  show: 'perfeito',
  bacana: 'que bom',
  beleza: 'certo',
  tranquilo: 'sem problema',
  poxa: 'que pena',
}

/** Words of `FORMAL` that are only interjections at the start of a sentence: "Boa, consegui" but not "boa tarde". */
const ONLY_ALONE = new Set(['boa', 'oi', 'poxa', 'tranquilo', 'show', 'bacana', 'beleza', 'prontinho'])

/** "Pra" holds the article before these: "pra gente" is "para a gente". */
const PRA_WITH_ARTICLE = /(?<!\p{L})([Pp])ra (?=(?:gente|conversa|equipe|rede|oficina|proposta|mudança)(?!\p{L}))/gu

/** The same text with fewer contractions, for a lead who writes formally. */
export function formalise(text: string): string {
  return text
    .replace(PRA_WITH_ARTICLE, '$1ara a ')
    .replace(/(?<![\p{L}{])(\p{L}+)(?![\p{L}}])([,.!]?)/gu, (whole, word: string, stop: string) => {
      const formal = FORMAL[word.toLowerCase()]
      if (formal === undefined || (ONLY_ALONE.has(word.toLowerCase()) && stop === '')) return whole
      return `${word[0] === word[0]?.toUpperCase() ? capitalise(formal) : formal}${stop}`
    })
}

export function hasEmoji(text: string): boolean {
  return text.search(EMOJI) !== -1
}

/** The text without its emojis and the space before each; one that closed a sentence leaves a full stop. */
export function withoutEmoji(text: string): string {
  const bare = text.replace(EMOJI, '')
  return bare !== text && /[\p{L}\d)}]$/u.test(bare) ? `${bare}.` : bare
}

/** The emojis of a text, one by one. */
export function emojisIn(text: string): string[] {
  return [...text.matchAll(EMOJI)].map(([emoji]) => emoji.trim())
}

export function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

const FORMAL_WORDS =
  /(?<!\p{L})(prezad[oa]s?|senhor(a|es)?|sr\.?|sra\.?|gostaria|poderia[ms]?|solicito|agradeço|cordialmente|atenciosamente|por gentileza|informo)(?!\p{L})/iu
const CASUAL_WORDS =
  /(?<!\p{L})(vc|vcs|tb|blz|pra|pro|tá|ta|tô|to|né|kk+|rs+|oxe|opa|vlw|beleza|show|massa|conto|valeu|oi+)(?!\p{L})/iu

/** How a lead writes, from their own words; `casual` unless they are clearly formal. */
export function formalityOf(text: string): 'casual' | 'formal' {
  return FORMAL_WORDS.test(text) && !CASUAL_WORDS.test(text) ? 'formal' : 'casual'
}
