/**
 * Data inside a prompt: what a lead, a file or a form brought in. The markers cannot be closed from inside, and hidden characters are gone,
 * so that whatever it says stays something that was said.
 */
export function quote(text: string, { most = MOST_CHARS }: { most?: number } = {}): string {
  const plain = text
    .normalize('NFKC')
    .replace(/[\u{200B}-\u{200F}\u{2028}-\u{202E}\u{2060}-\u{2064}\u{FEFF}\u{00AD}\u{E0000}-\u{E007F}]/gu, '')
    .replace(/[^\P{Cc}\n]/gu, ' ')
    .replace(/<{2,}/g, '‹')
    .replace(/>{2,}/g, '›')
    .trim()
  return `<<<${plain.length > most ? `${plain.slice(0, most)}…` : plain}>>>`
}

/** Longer messages say what matters at their beginning; the rest would only cost. */
const MOST_CHARS = 600
