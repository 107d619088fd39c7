import {
  type ClipboardEvent,
  type DragEvent,
  type KeyboardEvent,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import type { Draft } from '../outbox/item.ts'
import type { ShownMessage } from '../outbox/merge.ts'
import { IconButton } from '../ui/button.tsx'
import { CheckIcon, CloseIcon, MicIcon, SendIcon, TrashIcon } from '../ui/icons.tsx'
import { AttachMenu } from './attach-menu.tsx'
import { clock } from './audio-player.tsx'
import { previewText } from './bubble.tsx'
import { FilePreview } from './file-preview.tsx'
import { useRecorder } from './use-recorder.ts'

export type Composing = { kind: 'new' } | { kind: 'reply'; to: ShownMessage } | { kind: 'edit'; of: ShownMessage }

interface ComposerProps {
  composing: Composing
  agentName: string
  onSend: (draft: Draft) => void
  onEditLast: () => void
  onCancel: () => void
}

/** Where the lead writes: text, files (button, paste or drop), a place, a voice note. */
export function Composer({ composing, agentName, onSend, onEditLast, onCancel }: ComposerProps) {
  const [text, setText] = useState('')
  const [file, setFile] = useState<File | null>(null)
  const field = useRef<HTMLTextAreaElement>(null)
  const recorder = useRecorder((recorded) => onSend(toFileDraft(recorded, '', true)))
  useGrowingField(field, text)
  useEffect(() => {
    if (composing.kind === 'new') return
    if (composing.kind === 'edit') setText(composing.of.text)
    field.current?.focus()
  }, [composing])

  const submit = () => {
    const trimmed = text.trim()
    if (trimmed === '') return
    onSend(toDraft(trimmed, composing))
    setText('')
    onCancel()
    field.current?.focus()
  }
  const cancel = () => {
    if (composing.kind === 'edit') setText('')
    onCancel()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault()
      submit()
    } else if (event.key === 'Escape' && composing.kind !== 'new') cancel()
    else if (event.key === 'ArrowUp' && text === '') onEditLast()
  }
  const onPaste = (event: ClipboardEvent) => {
    const pasted = event.clipboardData.files[0]
    if (!pasted) return
    event.preventDefault()
    setFile(pasted)
  }
  const onDrop = (event: DragEvent) => {
    const dropped = event.dataTransfer.files[0]
    if (!dropped) return
    event.preventDefault()
    setFile(dropped)
  }
  if (recorder.state.kind === 'recording')
    return <Recording startedAt={recorder.state.startedAt} onCancel={recorder.cancel} onSend={recorder.stop} />
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a short cut; the menu beside does the same by keyboard
    <div onDrop={onDrop} onDragOver={(event) => event.preventDefault()} className="bg-wa-bar px-2 py-2 text-wa-ink">
      {file && (
        <FilePreview
          file={file}
          onCancel={() => setFile(null)}
          onSend={(caption) => {
            onSend(toFileDraft(file, caption, false))
            setFile(null)
          }}
        />
      )}
      {recorder.state.kind === 'refused' && <Notice words={recorder.state.why} onClose={recorder.dismiss} />}
      {composing.kind !== 'new' && <Context composing={composing} agentName={agentName} onCancel={cancel} />}
      <form
        className="flex items-end gap-1"
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <AttachMenu onFile={setFile} onLocation={(location) => onSend({ kind: 'location', location })} />
        <textarea
          ref={field}
          rows={1}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
          placeholder="Mensagem"
          aria-label="Escreva como o lead"
          className="max-h-36 min-h-10 min-w-0 flex-1 resize-none rounded-3xl bg-wa-field px-4 py-2.5 text-[0.9375rem] leading-5 outline-offset-[-2px] outline-wa-accent! placeholder:text-wa-soft"
        />
        {text.trim() === '' && composing.kind !== 'edit' ? (
          <IconButton
            label="Gravar áudio"
            className="bg-wa-accent text-white hover:bg-wa-accent"
            onClick={() => void recorder.start()}
          >
            <MicIcon />
          </IconButton>
        ) : (
          <IconButton
            type="submit"
            label={composing.kind === 'edit' ? 'Salvar a edição' : 'Enviar'}
            className="bg-wa-accent text-white hover:bg-wa-accent"
          >
            {composing.kind === 'edit' ? <CheckIcon /> : <SendIcon />}
          </IconButton>
        )}
      </form>
    </div>
  )
}

function toDraft(text: string, composing: Composing): Draft {
  if (composing.kind === 'edit') return { kind: 'edit', messageId: composing.of.id, text }
  return { kind: 'text', text, quotedId: composing.kind === 'reply' ? composing.to.id : undefined }
}

function toFileDraft(file: File, caption: string, voice: boolean): Draft {
  return { kind: 'file', file, previewUrl: URL.createObjectURL(file), caption, voice }
}

/** The field grows with its text up to its maximum height, then scrolls. */
function useGrowingField(field: React.RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    const element = field.current
    if (!element) return
    element.style.height = 'auto'
    element.style.height = `${element.scrollHeight}px`
  }, [field, text])
}

function Context({
  composing,
  agentName,
  onCancel,
}: {
  composing: Composing
  agentName: string
  onCancel: () => void
}) {
  if (composing.kind === 'new') return null
  const message = composing.kind === 'reply' ? composing.to : composing.of
  const title = composing.kind === 'edit' ? 'Editando a mensagem' : message.from === 'lead' ? 'Você' : agentName
  return (
    <div className="mb-2 flex items-center gap-2 rounded-xl border-l-4 border-wa-accent bg-wa-field px-3 py-2 text-[0.8125rem]">
      <p className="min-w-0 flex-1">
        <span className="block font-semibold text-wa-accent">{title}</span>
        <span className="block truncate text-wa-soft">{previewText(message)}</span>
      </p>
      <IconButton label="Cancelar" className="size-8" onClick={onCancel}>
        <CloseIcon className="size-4" />
      </IconButton>
    </div>
  )
}

function Notice({ words, onClose }: { words: string; onClose: () => void }) {
  return (
    <p role="alert" className="mb-2 flex items-center gap-2 rounded-xl bg-rose-soft px-3 py-1.5 text-sm text-rose">
      <span className="flex-1">{words}</span>
      <IconButton label="Fechar o aviso" className="size-8" onClick={onClose}>
        <CloseIcon className="size-4" />
      </IconButton>
    </p>
  )
}

function Recording({ startedAt, onCancel, onSend }: { startedAt: number; onCancel: () => void; onSend: () => void }) {
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    const timer = window.setInterval(() => setSeconds((Date.now() - startedAt) / 1000), 250)
    return () => window.clearInterval(timer)
  }, [startedAt])
  return (
    <div className="flex items-center gap-2 bg-wa-bar px-2 py-2 text-wa-ink">
      <IconButton label="Descartar o áudio" onClick={onCancel}>
        <TrashIcon />
      </IconButton>
      <p role="status" className="flex flex-1 items-center gap-2.5">
        <span className="size-3 animate-recording rounded-full bg-rose" aria-hidden="true" />
        <span>Gravando</span>
        <span aria-hidden="true">{clock(seconds)}</span>
      </p>
      <IconButton label="Enviar o áudio" className="bg-wa-accent text-white hover:bg-wa-accent" onClick={onSend}>
        <SendIcon />
      </IconButton>
    </div>
  )
}
