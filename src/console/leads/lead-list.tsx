import { useState } from 'react'
import { useLeads } from '../api/queries.ts'
import type { LeadSummary } from '../api/schema.ts'
import { desk, openBeside, openLead } from '../state/desk.ts'
import { useStore } from '../state/store.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Chip, type Tone } from '../ui/card.tsx'
import { ColumnsIcon, PlusIcon } from '../ui/icons.tsx'
import { dayKey, dayLabel, timeOf } from '../words/dates.ts'
import { label, STAGES } from '../words/labels.ts'
import { useClock } from '../words/use-clock.ts'
import { Avatar } from './avatar.tsx'
import { NewLeadDialog } from './new-lead-dialog.tsx'

interface LeadListProps {
  /** On a small screen: shows the conversation after a lead was chosen. */
  onOpen?: () => void
}

/** Every lead of the sandbox, latest first; those made here who have not written yet stand on top. */
export function LeadList({ onOpen }: LeadListProps) {
  const { data, isPending } = useLeads()
  const { drafts } = useStore(desk)
  const [adding, setAdding] = useState(false)
  const leads = withDrafts(data?.leads ?? [], drafts)
  return (
    <section aria-labelledby="leads-title" className="flex min-h-0 flex-col">
      <header className="mb-2 flex items-center gap-2 px-1">
        <h2 id="leads-title" className="text-[0.9375rem] font-semibold tracking-tight">
          Leads
        </h2>
        <span className="text-xs text-soft">{leads.length > 0 ? leads.length : ''}</span>
        <Button look="solid" className="ml-auto min-h-8 px-2.5" onClick={() => setAdding(true)}>
          <PlusIcon className="size-4" />
          Novo lead
        </Button>
      </header>
      {leads.length === 0 && !isPending && (
        <p className="px-1 text-sm leading-relaxed text-soft">
          Nenhum lead ainda. Crie um e mande a primeira mensagem.
        </p>
      )}
      <ul className="-mx-1 min-h-0 flex-1 space-y-0.5 overflow-y-auto px-1">
        {leads.map((lead) => (
          <LeadRow key={lead.phone} lead={lead} onOpen={onOpen} />
        ))}
      </ul>
      {adding && (
        <NewLeadDialog
          taken={leads.map((lead) => lead.phone)}
          onClose={() => setAdding(false)}
          onMade={() => {
            setAdding(false)
            onOpen?.()
          }}
        />
      )}
    </section>
  )
}

function withDrafts(leads: LeadSummary[], drafts: { phone: string; pushName: string }[]): LeadSummary[] {
  const known = new Set(leads.map((lead) => lead.phone))
  const fresh = drafts.filter((draft) => !known.has(draft.phone)).map((draft) => ({ ...draft, unread: 0 }))
  return [...fresh, ...leads.toSorted((a, b) => (b.lastAt ?? '').localeCompare(a.lastAt ?? ''))]
}

function LeadRow({ lead, onOpen }: { lead: LeadSummary; onOpen?: () => void }) {
  const { open, focused, seen } = useStore(desk)
  const clock = useClock()
  const name = lead.pushName ?? lead.phone
  const isOpen = open.includes(lead.phone)
  const isNew = !isOpen && (lead.lastAt ?? '') > (seen[lead.phone] ?? '')
  return (
    <li
      className={`group relative flex items-center gap-2.5 rounded-2xl px-2 py-2 transition-colors ${isOpen ? 'bg-raised shadow-card' : 'hover:bg-sun-soft'}`}
    >
      <Avatar name={name} focused={focused === lead.phone && open.length > 1} />
      <div className="min-w-0 flex-1">
        <div className="flex items-baseline gap-2">
          <button
            type="button"
            aria-current={isOpen}
            onClick={() => {
              openLead(lead.phone)
              onOpen?.()
            }}
            className="min-w-0 flex-1 truncate text-left text-sm font-semibold after:absolute after:inset-0 after:rounded-2xl"
          >
            {name}
          </button>
          {lead.lastAt && (
            <span className="text-[0.6875rem] text-soft">
              {dayKey(lead.lastAt, clock.zone) === dayKey(clock.now, clock.zone)
                ? timeOf(lead.lastAt, clock.zone)
                : dayLabel(lead.lastAt, clock)}
            </span>
          )}
        </div>
        <p className="truncate text-[0.8125rem] text-soft">
          {lead.presence === 'composing' ? (
            <span className="text-leaf">digitando…</span>
          ) : (
            lead.lastText || (lead.lastAt ? 'Arquivo' : 'ainda não escreveu')
          )}
        </p>
        {lead.stage && (
          <p className="mt-0.5">
            <Chip tone={stageTone(lead.stage)}>{label(STAGES, lead.stage)}</Chip>
          </p>
        )}
      </div>
      {isNew && (
        <span className="size-2.5 shrink-0 rounded-full bg-leaf">
          <span className="sr-only">mensagens novas</span>
        </span>
      )}
      {!isOpen && open.length > 0 && (
        <IconButton
          label={`Abrir ${name} ao lado`}
          className="absolute right-2 bottom-2 hidden size-8 bg-surface opacity-0 shadow-sm group-hover:opacity-100 focus-visible:opacity-100 lg:grid"
          onClick={() => openBeside(lead.phone)}
        >
          <ColumnsIcon className="size-4" />
        </IconButton>
      )}
    </li>
  )
}

export function stageTone(stage: string): Tone {
  if (['scheduled', 'met', 'won'].includes(stage)) return 'leaf'
  if (stage === 'qualified' || stage === 'qualifying') return 'sun'
  if (stage === 'handoff') return 'sky'
  return ['disqualified', 'opted_out', 'lost'].includes(stage) ? 'rose' : 'plain'
}
