import { useEffect, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { FileIcon } from '../ui/icons.tsx'

/** Beyond this the browser itself struggles; what the company accepts is decided by the server, and answered by the agent. */
const MAX_BYTES = 100 * 1024 * 1024

interface FilePreviewProps {
  file: File
  onSend: (caption: string) => void
  onCancel: () => void
}

/** A last look at a file, with its caption, before it is sent. */
export function FilePreview({ file, onSend, onCancel }: FilePreviewProps) {
  const [caption, setCaption] = useState('')
  const url = useObjectUrl(file)
  const tooLarge = file.size > MAX_BYTES
  return (
    <Dialog title="Enviar arquivo" onClose={onCancel}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          onSend(caption.trim())
        }}
      >
        {file.type.startsWith('image/') && url ? (
          <img
            src={url}
            alt="Prévia do arquivo"
            decoding="async"
            className="max-h-72 w-full rounded-2xl bg-sunken object-contain"
          />
        ) : (
          <p className="flex items-center gap-3 rounded-2xl bg-sunken p-4">
            <FileIcon className="size-9 shrink-0 text-rose" />
            <span className="min-w-0 truncate font-medium">{file.name}</span>
          </p>
        )}
        <p className="mt-2 text-sm text-soft">
          {file.name} · {size(file.size)}
        </p>
        {tooLarge && (
          <p role="alert" className="mt-2 text-sm text-rose">
            O arquivo passa de 100 MB: escolha um menor.
          </p>
        )}
        <label className="mt-3 block text-sm">
          <span className="mb-1 block text-soft">Legenda (opcional)</span>
          <input
            data-first
            value={caption}
            onChange={(event) => setCaption(event.target.value)}
            className="h-10 w-full rounded-xl border border-line bg-raised px-3"
          />
        </label>
        <div className="mt-4 flex justify-end gap-2">
          <Button onClick={onCancel}>Cancelar</Button>
          <Button type="submit" look="solid" disabled={tooLarge}>
            Enviar
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function useObjectUrl(file: File): string | null {
  const [url, setUrl] = useState<string | null>(null)
  useEffect(() => {
    const made = URL.createObjectURL(file)
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [file])
  return url
}

function size(bytes: number): string {
  const inMb = bytes >= 1024 * 1024
  const value = inMb ? bytes / 1024 / 1024 : bytes / 1024
  return `${value.toLocaleString('pt-BR', { maximumFractionDigits: 1 })} ${inMb ? 'MB' : 'KB'}`
}
