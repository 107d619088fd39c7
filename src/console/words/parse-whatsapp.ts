/** A piece of a message's text. `bold`, `italic` and `struck` hold pieces themselves. */
export type Piece =
  | { kind: 'text'; text: string }
  | { kind: 'fixed'; text: string }
  | { kind: 'link'; text: string; href: string }
  | { kind: 'bold' | 'italic' | 'struck'; pieces: Piece[] }

// One pass over WhatsApp's own marks and over links; a mark counts only when it hugs a word, as in WhatsApp.
const PIECES =
  /(```[\s\S]+?```)|(https?:\/\/[^\s<]+|www\.[^\s<]+)|(?<![\p{L}\p{N}])(\*[^\s*](?:[^*\n]*[^\s*])?\*|_[^\s_](?:[^_\n]*[^\s_])?_|~[^\s~](?:[^~\n]*[^\s~])?~)(?![\p{L}\p{N}])/gu

const MARKS = { '*': 'bold', _: 'italic', '~': 'struck' } as const

/** Takes a text apart as WhatsApp shows it: *bold*, _italic_, ~struck~, ```fixed``` and links; nothing is lost or added. */
export function parseWhatsApp(text: string): Piece[] {
  const pieces: Piece[] = []
  let from = 0
  for (const match of text.matchAll(PIECES)) {
    if (match.index > from) pieces.push({ kind: 'text', text: text.slice(from, match.index) })
    pieces.push(...toPieces(match[0]))
    from = match.index + match[0].length
  }
  if (from < text.length) pieces.push({ kind: 'text', text: text.slice(from) })
  return pieces
}

function toPieces(found: string): Piece[] {
  if (found.startsWith('```')) return [{ kind: 'fixed', text: found.slice(3, -3) }]
  const mark = Object.entries(MARKS).find(([sign]) => found.startsWith(sign))
  if (mark) return [{ kind: mark[1], pieces: parseWhatsApp(found.slice(1, -1)) }]
  // A sentence's full stop is not part of the link.
  const address = found.replace(/[.,;:!?)\]'"]+$/, '')
  const link: Piece = { kind: 'link', text: address, href: address.startsWith('www.') ? `https://${address}` : address }
  const tail = found.slice(address.length)
  return tail === '' ? [link] : [link, { kind: 'text', text: tail }]
}
