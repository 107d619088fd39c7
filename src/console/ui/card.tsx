import { type ReactNode, useId } from 'react'

interface CardProps {
  title: string
  icon?: ReactNode
  /** Stands at the right of the title. */
  aside?: ReactNode
  children: ReactNode
}

/** One titled section of a side column. */
export function Card({ title, icon, aside, children }: CardProps) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="rounded-2xl border border-line bg-surface p-4 shadow-card">
      <header className="mb-3 flex min-h-6 items-center gap-2">
        {icon && <span className="text-sun-ink">{icon}</span>}
        <h3 id={id} className="text-[0.9375rem] font-semibold tracking-tight">
          {title}
        </h3>
        {aside !== undefined && <div className="ml-auto text-right text-xs text-soft">{aside}</div>}
      </header>
      {children}
    </section>
  )
}

const TONES = {
  sun: 'bg-sun-soft text-sun-ink',
  leaf: 'bg-leaf-soft text-leaf',
  rose: 'bg-rose-soft text-rose',
  sky: 'bg-sky-soft text-sky',
  plain: 'bg-sunken text-soft',
}
export type Tone = keyof typeof TONES

export function Chip({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className={`inline-flex items-center gap-1 rounded-full px-2 py-0.5 text-xs font-medium ${TONES[tone]}`}>
      {children}
    </span>
  )
}

export function Empty({ children }: { children: ReactNode }) {
  return <p className="text-sm leading-relaxed text-soft">{children}</p>
}
