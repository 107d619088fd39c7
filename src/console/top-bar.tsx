import { liveStatus } from './api/live.ts'
import { useInfo } from './api/queries.ts'
import { ClockBar } from './controls/clock.tsx'
import { useStore } from './state/store.ts'
import { type Theme, theme } from './state/theme.ts'
import { IconButton } from './ui/button.tsx'
import { AutoThemeIcon, MoonIcon, Sunflower, SunIcon } from './ui/icons.tsx'

const THEMES: Record<Theme, { next: Theme; label: string; icon: typeof SunIcon }> = {
  system: { next: 'light', label: 'Tema do sistema; mudar para claro', icon: AutoThemeIcon },
  light: { next: 'dark', label: 'Tema claro; mudar para escuro', icon: SunIcon },
  dark: { next: 'system', label: 'Tema escuro; mudar para o do sistema', icon: MoonIcon },
}

export function TopBar({ phone }: { phone: string | null }) {
  const info = useInfo().data
  const chosen = THEMES[useStore(theme)]
  const Icon = chosen.icon
  return (
    <header className="flex min-h-14 items-center gap-3 px-4">
      <Sunflower className="size-8" />
      <h1 className="text-lg font-bold tracking-tight">
        Girassol{' '}
        <span className="font-normal text-soft max-sm:sr-only">Simulador{info ? ` · ${info.company}` : ''}</span>
      </h1>
      <div className="ml-auto flex items-center gap-3">
        <ClockBar phone={phone} />
        <Live />
        <IconButton label={chosen.label} onClick={() => theme.set(chosen.next)} className="text-soft">
          <Icon />
        </IconButton>
      </div>
    </header>
  )
}

const STATUS = {
  live: { words: 'Ao vivo', colour: 'bg-leaf' },
  connecting: { words: 'Conectando', colour: 'bg-sun' },
  lost: { words: 'Reconectando', colour: 'bg-rose' },
}

function Live() {
  const { words, colour } = STATUS[useStore(liveStatus)]
  return (
    <span className="flex items-center gap-1.5 text-sm text-soft" data-testid="live">
      <span className={`size-2 rounded-full ${colour}`} aria-hidden="true" />
      {words}
    </span>
  )
}
