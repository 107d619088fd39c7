import {
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'

interface MenuProps {
  label: string
  /** What the closed button shows. */
  button: ReactNode
  buttonClassName?: string
  /** Given a function that closes the menu and gives the focus back. */
  children: (close: () => void) => ReactNode
}

/** A button with a menu: arrows move, Escape and a click outside close. Its items carry `role="menuitem"`. */
export function Menu({ label, button, buttonClassName = '', children }: MenuProps) {
  const [open, setOpen] = useState(false)
  const root = useRef<HTMLDivElement>(null)
  const trigger = useRef<HTMLButtonElement>(null)
  const menu = useRef<HTMLDivElement>(null)
  const id = useId()
  useFloating(open, trigger, menu)
  useEffect(() => {
    if (!open) return
    const onDown = (event: PointerEvent) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false)
    }
    const onAway = () => setOpen(false)
    document.addEventListener('pointerdown', onDown)
    // Not `scroll`: the thread scrolls by itself when a message arrives.
    document.addEventListener('wheel', onAway)
    document.addEventListener('touchmove', onAway)
    window.addEventListener('resize', onAway)
    return () => {
      document.removeEventListener('pointerdown', onDown)
      document.removeEventListener('wheel', onAway)
      document.removeEventListener('touchmove', onAway)
      window.removeEventListener('resize', onAway)
    }
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
          ref={menu}
          id={id}
          role="menu"
          popover="manual"
          tabIndex={-1}
          aria-label={label}
          onKeyDown={(event) => moveInMenu(event, close)}
          className="fixed m-0 min-w-44 rounded-2xl border border-line bg-raised p-1.5 text-sm text-ink shadow-xl"
        >
          {children(close)}
        </div>
      )}
    </div>
  )
}

const GAP_PX = 6

/** Shows the menu above everything else, beside its button, wherever there is room, and puts the focus on its first item. */
function useFloating(open: boolean, trigger: RefObject<HTMLElement | null>, menu: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const [anchor, box] = [trigger.current, menu.current]
    if (!open || !anchor || !box) return
    box.showPopover()
    const from = anchor.getBoundingClientRect()
    const below = from.bottom + GAP_PX
    const fitsBelow = below + box.offsetHeight + GAP_PX <= window.innerHeight
    const left = from.left + box.offsetWidth + GAP_PX <= window.innerWidth ? from.left : from.right - box.offsetWidth
    box.style.top = `${fitsBelow ? below : Math.max(GAP_PX, from.top - GAP_PX - box.offsetHeight)}px`
    box.style.left = `${Math.min(Math.max(GAP_PX, left), window.innerWidth - box.offsetWidth - GAP_PX)}px`
    box.querySelector<HTMLElement>('[role="menuitem"]')?.focus({ preventScroll: true })
  }, [open, trigger, menu])
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
