import type { ReactNode } from 'react'

// One pass over WhatsApp's own marks and over links; a mark counts only when it hugs a word, as in WhatsApp.
const PIECES =
  /(```[\s\S]+?```)|(https?:\/\/[^\s<]+|www\.[^\s<]+)|(?<![\p{L}\p{N}])(\*[^\s*](?:[^*\n]*[^\s*])?\*|_[^\s_](?:[^_\n]*[^\s_])?_|~[^\s~](?:[^~\n]*[^\s~])?~)(?![\p{L}\p{N}])/gu

/** A message's text as WhatsApp shows it: *bold*, _italic_, ~struck~, ```fixed``` and links. Everything else is plain text. */
export function WhatsAppText({ text }: { text: string }) {
  return <>{renderPieces(text)}</>
}

function renderPieces(text: string): ReactNode[] {
  const nodes: ReactNode[] = []
  let from = 0
  for (const match of text.matchAll(PIECES)) {
    if (match.index > from) nodes.push(text.slice(from, match.index))
    nodes.push(renderPiece(match[0], match.index))
    from = match.index + match[0].length
  }
  if (from < text.length) nodes.push(text.slice(from))
  return nodes
}

function renderPiece(piece: string, key: number): ReactNode {
  if (piece.startsWith('```')) return <code key={key}>{piece.slice(3, -3)}</code>
  if (/^(https?:|www\.)/.test(piece)) return renderLink(piece, key)
  const inner = renderPieces(piece.slice(1, -1))
  if (piece.startsWith('*')) return <strong key={key}>{inner}</strong>
  if (piece.startsWith('_')) return <em key={key}>{inner}</em>
  return <s key={key}>{inner}</s>
}

function renderLink(piece: string, key: number): ReactNode {
  // A sentence's full stop is not part of the link.
  const address = piece.replace(/[.,;:!?)\]'"]+$/, '')
  const href = address.startsWith('www.') ? `https://${address}` : address
  return (
    <span key={key}>
      <a href={href} target="_blank" rel="noopener noreferrer" className="text-wa-link underline break-all">
        {address}
      </a>
      {piece.slice(address.length)}
    </span>
  )
}
