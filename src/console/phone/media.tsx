import { useState } from 'react'
import type { ShownMessage } from '../outbox/merge.ts'
import { DownloadIcon, FileIcon, PinIcon } from '../ui/icons.tsx'
import { AudioPlayer } from './audio-player.tsx'

/** The picture, sound, document or place of a message. */
export function Media({ message }: { message: ShownMessage }) {
  if (message.location) return <Place location={message.location} />
  const kind = mediaKind(message.mediaType)
  if (kind === 'location') return <Caption words="Localização" />
  const url = message.mediaUrl ?? undefined
  if (kind === 'image' && url)
    return <Picture url={url} sticker={message.mediaType === 'image/webp' || message.mediaType === 'sticker'} />
  if (kind === 'audio' && url) return <AudioPlayer url={url} />
  if (kind === 'video' && url)
    return (
      // biome-ignore lint/a11y/useMediaCaption: a lead's own video has no captions
      <video src={url} controls preload="metadata" className="mb-1 max-h-72 w-64 rounded-lg bg-black" />
    )
  return <DocumentFile name={message.fileName ?? 'documento'} type={message.mediaType ?? ''} url={url} />
}

/** `image` of `image/jpeg`; the emulator may say just `image`, `audio`, `ptt`, `sticker`. */
function mediaKind(type: string | null | undefined): string {
  const head = type?.split('/')[0] ?? ''
  return { ptt: 'audio', sticker: 'image' }[head] ?? head
}

function Caption({ words }: { words: string }) {
  return (
    <p className="flex items-center gap-2 px-1 py-1.5">
      <PinIcon className="text-rose" />
      {words}
    </p>
  )
}

function Picture({ url, sticker }: { url: string; sticker: boolean }) {
  const [broken, setBroken] = useState(false)
  if (broken) return <DocumentFile name="Foto que não pôde ser mostrada" type="image" url={url} />
  return (
    <a
      href={url}
      target="_blank"
      rel="noreferrer"
      className="mb-1 block overflow-hidden rounded-lg"
      aria-label="Abrir a foto"
    >
      <img
        src={url}
        alt="Enviada na conversa"
        decoding="async"
        onError={() => setBroken(true)}
        className={sticker ? 'size-32 object-contain' : 'h-56 w-64 max-w-full bg-black/5 object-cover'}
      />
    </a>
  )
}

function DocumentFile({ name, type, url }: { name: string; type: string; url: string | undefined }) {
  const kind = type.includes('pdf') ? 'PDF' : (name.split('.').at(-1) ?? '').slice(0, 5).toUpperCase()
  return (
    <a href={url} download={name} className="mb-1 flex w-64 max-w-full items-center gap-3 rounded-lg bg-black/6 p-2.5">
      <FileIcon className="size-8 shrink-0 text-rose" />
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{name}</span>
        <span className="text-xs text-wa-soft">{kind}</span>
      </span>
      <DownloadIcon className="size-5 shrink-0 text-wa-soft" />
    </a>
  )
}

function Place({ location }: { location: NonNullable<ShownMessage['location']> }) {
  const { lat, lng, name } = location
  const coordinates = `${lat.toFixed(4)}, ${lng.toFixed(4)}`
  return (
    <a
      href={`https://www.openstreetmap.org/?mlat=${lat}&mlon=${lng}#map=14/${lat}/${lng}`}
      target="_blank"
      rel="noopener noreferrer"
      className="mb-1 block w-64 max-w-full overflow-hidden rounded-lg bg-black/6"
    >
      <span className="relative grid h-28 place-items-center bg-[#dfe8d3] text-rose">
        <svg
          viewBox="0 0 256 112"
          className="absolute inset-0 size-full"
          preserveAspectRatio="xMidYMid slice"
          aria-hidden="true"
        >
          <path d="M0 78c60-22 96 18 150-6s70-10 106-26v66H0z" fill="#b9dbe8" />
          <path
            d="M-8 34c70 10 120-8 272 12M64-6c8 40-6 70 12 126M168-6c-6 46 10 70 6 126"
            fill="none"
            stroke="#fff"
            strokeWidth="7"
          />
          <path d="M-8 34c70 10 120-8 272 12M64-6c8 40-6 70 12 126" fill="none" stroke="#f3d989" strokeWidth="3" />
        </svg>
        <PinIcon className="relative size-9 fill-white" />
      </span>
      <span className="block px-2.5 py-1.5">
        <span className="block font-medium">{name ?? 'Localização'}</span>
        <span className="text-xs text-wa-soft">{coordinates}</span>
      </span>
    </a>
  )
}
