import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'

interface MenuProps {
  label: string
  /** What the closed button shows. */
  button: ReactNode
  buttonClassName?: string
  menuClassName?: string
  /** Given a function that closes the menu and gives the focus back. */
  children: (close: () => void) => ReactNode
}

/** A button with a drop-down menu: arrows move, Escape and a click outside close. Its items carry `role="menuitem"`. */
export function Menu({ label, button, buttonClassName = '', menuClassName = '', children }: MenuProps) {
  const [open, setOpen] = useState(false)
  const root = useRef<HTMLDivElement>(null)
  const trigger = useRef<HTMLButtonElement>(null)
  const id = useId()
  useEffect(() => {
    if (!open) return
    root.current?.querySelector<HTMLElement>('[role="menuitem"]')?.focus()
    const onDown = (event: PointerEvent) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false)
    }
    document.addEventListener('pointerdown', onDown)
    return () => document.removeEventListener('pointerdown', onDown)
  }, [open])
  const close = () => {
    setOpen(false)
    trigger.current?.focus()
  }
  return (
    <div ref={root} className="relative">
      <button
        ref={trigger}
        type="button"
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
        className={buttonClassName}
      >
        {button}
      </button>
      {open && (
        <div
          id={id}
          role="menu"
          tabIndex={-1}
          aria-label={label}
          onKeyDown={(event) => moveInMenu(event, close)}
          className={`absolute z-30 min-w-44 rounded-2xl border border-line bg-raised p-1.5 text-sm text-ink shadow-xl ${menuClassName}`}
        >
          {children(close)}
        </div>
      )}
    </div>
  )
}

function moveInMenu(event: KeyboardEvent<HTMLDivElement>, close: () => void): void {
  if (event.key === 'Escape' || event.key === 'Tab') {
    event.preventDefault()
    event.stopPropagation()
    close()
    return
  }
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="menuitem"]')]
  const at = items.findIndex((item) => item.matches(':focus'))
  const steps: Record<string, number> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }
  const step = steps[event.key]
  if (step === undefined) return
  event.preventDefault()
  items[(at + step + items.length) % items.length]?.focus()
}

interface MenuItemProps {
  icon?: ReactNode
  danger?: boolean
  onClick: () => void
  children: ReactNode
}

export function MenuItem({ icon, danger = false, onClick, children }: MenuItemProps) {
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      onClick={onClick}
      className={`flex w-full items-center gap-2.5 rounded-xl px-3 py-2 text-left whitespace-nowrap hover:bg-sun-soft focus-visible:bg-sun-soft ${danger ? 'text-rose' : ''}`}
    >
      {icon && <span className="text-soft">{icon}</span>}
      {children}
    </button>
  )
}
