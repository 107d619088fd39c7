import { useState } from 'react'
import { useInfo } from './api/queries.ts'
import { ConnectionBanner } from './connection-banner.tsx'
import { Controls } from './controls/controls.tsx'
import { LeadPanel } from './lead/panel.tsx'
import { LeadList } from './leads/lead-list.tsx'
import { Phone } from './phone/phone.tsx'
import { closeLead, desk, focusLead } from './state/desk.ts'
import { useStore } from './state/store.ts'
import { TopBar } from './top-bar.tsx'
import { Announcer } from './ui/announcer.tsx'
import { CardIcon, ChatIcon, PeopleIcon, SlidersIcon, Sunflower } from './ui/icons.tsx'

const VIEWS = [
  { id: 'leads', title: 'Leads', icon: PeopleIcon },
  { id: 'chat', title: 'Conversa', icon: ChatIcon },
  { id: 'lead', title: 'Ficha', icon: CardIcon },
  { id: 'controls', title: 'Controles', icon: SlidersIcon },
] as const
type View = (typeof VIEWS)[number]['id']

/** Three columns on a laptop (leads and controls, phones, the company's side); one of four views at a time on a phone. */
export function App() {
  const { open, focused } = useStore(desk)
  const [view, setView] = useState<View>(focused ? 'chat' : 'leads')
  const shown = (id: View) => (view === id ? 'flex' : 'hidden')
  return (
    <div className="flex h-dvh flex-col">
      <a
        href="#conversa"
        className="absolute -top-20 left-3 z-50 rounded-xl bg-sun px-4 py-2 font-semibold text-[#2a1c04] focus:top-2"
      >
        Ir para a conversa
      </a>
      <div className={view === 'chat' ? 'max-lg:hidden' : ''}>
        <TopBar phone={focused} />
      </div>
      <ConnectionBanner />
      <main className="flex min-h-0 flex-1 lg:gap-4 lg:px-4 lg:pb-4">
        <aside
          aria-label="Leads e controles"
          className={`min-h-0 w-full flex-col gap-3 overflow-y-auto lg:flex lg:w-68 lg:shrink-0 ${view === 'leads' || view === 'controls' ? 'flex' : 'hidden'} max-lg:px-4 max-lg:pt-1 max-lg:pb-4`}
        >
          <div className={`${shown('leads')} min-h-0 flex-col max-lg:flex-1 lg:flex lg:min-h-48 lg:flex-1`}>
            <LeadList onOpen={() => setView('chat')} />
          </div>
          <div className={`${shown('controls')} flex-col gap-3 lg:flex lg:shrink-0`}>
            <Controls phone={focused} />
          </div>
        </aside>
        <div id="conversa" tabIndex={-1} className={`${shown('chat')} min-h-0 min-w-0 flex-1 lg:flex lg:gap-3`}>
          {open.length === 0 && <Welcome onStart={() => setView('leads')} />}
          {open.map((phone) => (
            <div
              key={phone}
              onFocusCapture={() => focusLead(phone)}
              onPointerDown={() => focusLead(phone)}
              className={`min-w-0 flex-1 ${phone === focused ? 'flex' : 'hidden lg:flex'} lg:justify-center`}
            >
              <PhoneFrame active={open.length > 1 && phone === focused}>
                <Phone
                  phone={phone}
                  onBack={() => setView('leads')}
                  onClose={open.length > 1 ? () => closeLead(phone) : undefined}
                />
              </PhoneFrame>
            </div>
          ))}
        </div>
        <aside
          aria-label="Lado da empresa"
          className={`${shown('lead')} @container min-h-0 w-full flex-col max-lg:px-4 max-lg:pt-1 lg:flex lg:shrink-0 ${open.length > 1 ? 'lg:w-[clamp(19rem,27vw,34rem)]' : 'lg:w-[clamp(20rem,36vw,40rem)] min-[100rem]:w-[44vw]'}`}
        >
          {focused ? (
            <LeadPanel key={focused} phone={focused} />
          ) : (
            <p className="p-2 text-sm text-soft">Abra um lead para ver a ficha dele.</p>
          )}
        </aside>
      </main>
      <nav
        aria-label="Partes da página"
        className="grid grid-cols-4 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] lg:hidden"
      >
        {VIEWS.map(({ id, title, icon: Icon }) => (
          <button
            key={id}
            type="button"
            aria-current={view === id ? 'page' : undefined}
            onClick={() => setView(id)}
            className="flex min-h-14 flex-col items-center justify-center gap-0.5 text-[0.6875rem] text-soft aria-[current=page]:font-semibold aria-[current=page]:text-sun-ink"
          >
            <Icon className="size-5.5" />
            {title}
          </button>
        ))}
      </nav>
      <Announcer />
    </div>
  )
}

function PhoneFrame({ active, children }: { active: boolean; children: React.ReactNode }) {
  return (
    <div
      className={`h-full w-full overflow-hidden lg:max-w-[27rem] lg:rounded-[2rem] lg:border-[6px] lg:shadow-card ${active ? 'lg:border-sun' : 'lg:border-[#2b2620]'}`}
    >
      {children}
    </div>
  )
}

function Welcome({ onStart }: { onStart: () => void }) {
  const info = useInfo().data
  return (
    <div className="m-auto max-w-sm p-8 text-center">
      <Sunflower className="mx-auto mb-4 size-20" />
      <h2 className="text-xl font-semibold tracking-tight">Converse com {info?.agentName ?? 'o agente'}</h2>
      <p className="mt-2 leading-relaxed text-soft">
        Você é o lead que chama {info?.company ?? 'a empresa'} no WhatsApp. Ao lado, veja o que a empresa vê: a ficha,
        as decisões, a agenda e o cartão no Kommo.
      </p>
      <button
        type="button"
        onClick={onStart}
        className="mt-5 rounded-xl bg-sun px-4 py-2.5 font-semibold text-[#2a1c04] lg:hidden"
      >
        Escolher um lead
      </button>
    </div>
  )
}
