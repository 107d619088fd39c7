/** Words that may stand around a password that was asked for; anything else makes the message one of its own. */
const AROUND = String.raw`(?:\s|[:.,;!*"'()-]|a|o|os|as|é|e|eh|acho|que|deve|ser|tenta|tente|senha|cpf|cnpj|do|da|meu|minha|dela|dele|titular|primeiros?|d[ií]gitos?|n[uú]meros?|cinco|seis|quatro|tr[eê]s|[3-6]|s[aã]o|aqui|vai|segue|toma|ok|sim|certo|pode|usar|com|esse|esses|isso|marido|esposa|m[aã]e|pai)*`
const DOCUMENT = String.raw`\d{3}\.?\d{3}\.?\d{3}-?\d{2}|\d{2}\.?\d{3}\.?\d{3}/?\d{4}-?\d{2}`
const PASSWORD = new RegExp(`^${AROUND}?(?<![\\d.,])(${DOCUMENT}|\\d{3,6})(?![\\d])${AROUND}$`, 'iu')

/** No message longer than this is one. */
const LONGEST = 120

/**
 * Whether a message may be the password of a PDF (three to six digits, or a whole CPF or CNPJ), and its text without it. Null for anything
 * else, so that an amount ("vem 600") stays an amount.
 */
export function findFilePassword(text: string): { password: string; redacted: string } | null {
  if (text.length > LONGEST) return null
  const found = PASSWORD.exec(text.trim())?.[1]
  if (found === undefined) return null
  return { password: found.replace(/\D/g, ''), redacted: text.replace(found, '•••') }
}

/** A whole CPF or CNPJ opens what its first digits open: the bill's own length first, then the usual shorter ones. */
export function passwordsToTry(password: string): string[] {
  if (password.length <= 6) return [password]
  return [password, ...[5, 6, 4, 3].map((length) => password.slice(0, length))]
}
