import { IconButton } from '../ui/button.tsx'
import { BackIcon, CloseIcon, Sunflower } from '../ui/icons.tsx'

interface PhoneHeaderProps {
  company: string
  agentName: string
  typing: boolean
  onClose?: () => void
  onBack?: () => void
}

/** Who the lead is talking to, and whether they are typing. */
export function PhoneHeader({ company, agentName, typing, onClose, onBack }: PhoneHeaderProps) {
  return (
    <header className="flex min-h-15 items-center gap-2.5 bg-wa-head px-2.5 py-2 text-wa-head-ink">
      {onBack && (
        <IconButton label="Voltar aos leads" className="-mr-1 size-9 lg:hidden" onClick={onBack}>
          <BackIcon />
        </IconButton>
      )}
      <span className="grid size-10 shrink-0 place-items-center rounded-full bg-white">
        <Sunflower className="size-8" />
      </span>
      <div className="min-w-0 flex-1 leading-tight">
        <p className="truncate font-semibold">{company}</p>
        <p className="truncate text-xs text-wa-head-soft" role="status">
          {typing ? 'digitando…' : `${agentName} · conta comercial`}
        </p>
      </div>
      {onClose && (
        <IconButton label="Fechar este celular" className="size-9" onClick={onClose}>
          <CloseIcon />
        </IconButton>
      )}
    </header>
  )
}
