import type { ReactNode } from 'react'
import { type Piece, parseWhatsApp } from './parse-whatsapp.ts'

/** A message's text with WhatsApp's own marks and links. */
export function WhatsAppText({ text }: { text: string }) {
  return <>{parseWhatsApp(text).map(renderPiece)}</>
}

function renderPiece(piece: Piece, index: number): ReactNode {
  if (piece.kind === 'text') return piece.text
  if (piece.kind === 'fixed') return <code key={index}>{piece.text}</code>
  if (piece.kind === 'link') return <Link key={index} piece={piece} />
  const Mark = { bold: 'strong', italic: 'em', struck: 's' } as const
  const Tag = Mark[piece.kind]
  return <Tag key={index}>{piece.pieces.map(renderPiece)}</Tag>
}

function Link({ piece }: { piece: Extract<Piece, { kind: 'link' }> }) {
  return (
    <a href={piece.href} target="_blank" rel="noopener noreferrer" className="break-all text-wa-link underline">
      {piece.text}
    </a>
  )
}
