import { type KeyboardEvent, type ReactNode, useId, useState } from 'react'

export interface Tab {
  id: string
  title: string
  body: ReactNode
}

/** Tabs as screen readers expect them: one stop in the tab order, arrows between the titles. */
export function Tabs({ label, tabs }: { label: string; tabs: Tab[] }) {
  const [chosen, choose] = useState(tabs[0]?.id)
  const prefix = useId()
  const current = tabs.find((tab) => tab.id === chosen) ?? tabs[0]
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const at = tabs.findIndex((tab) => tab.id === current?.id)
    const next = tabs[(at + step + tabs.length) % tabs.length]
    if (!next) return
    choose(next.id)
    document.getElementById(`${prefix}${next.id}`)?.focus()
  }
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div role="tablist" aria-label={label} onKeyDown={onKeyDown} className="flex gap-1 rounded-2xl bg-sunken p-1">
        {tabs.map((tab) => (
          <button
            key={tab.id}
            id={`${prefix}${tab.id}`}
            type="button"
            role="tab"
            aria-selected={tab === current}
            aria-controls={`${prefix}body`}
            tabIndex={tab === current ? 0 : -1}
            onClick={() => choose(tab.id)}
            className="min-h-9 flex-1 rounded-xl px-2 text-sm font-medium text-soft transition-colors hover:text-ink aria-selected:bg-raised aria-selected:text-ink aria-selected:shadow-sm"
          >
            {tab.title}
          </button>
        ))}
      </div>
      <div
        id={`${prefix}body`}
        role="tabpanel"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling panel must be reachable by keyboard
        tabIndex={0}
        aria-labelledby={`${prefix}${current?.id}`}
        className="-mx-1 mt-3 min-h-0 flex-1 overflow-y-auto px-1 pb-4"
      >
        <div className="space-y-3 @3xl:columns-2 @3xl:gap-3 [&>*]:break-inside-avoid">{current?.body}</div>
      </div>
    </div>
  )
}
