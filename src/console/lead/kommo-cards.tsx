import type { KommoCard } from '../api/schema.ts'
import { Card, Chip, Empty } from '../ui/card.tsx'
import { CardIcon, CheckIcon } from '../ui/icons.tsx'
import { momentLabel } from '../words/dates.ts'
import { useClock } from '../words/use-clock.ts'
import { MoveCard } from './move-card.tsx'

/** The lead's card in the CRM, as the sales team sees it. */
export function KommoCards({ card }: { card: KommoCard | null }) {
  if (!card)
    return (
      <Card title="Cartão no Kommo" icon={<CardIcon className="size-4.5" />}>
        <Empty>O cartão nasce com a primeira mensagem do lead e se atualiza sozinho.</Empty>
      </Card>
    )
  return (
    <>
      <CardFace card={card} />
      <Tasks tasks={card.tasks} />
      <Notes notes={card.notes} />
    </>
  )
}

function CardFace({ card }: { card: KommoCard }) {
  const { lead, contact } = card
  // Our own id in the card is for programs, not for people.
  const fields = Object.entries(lead.fields).filter(
    ([name, value]) => value !== null && value !== '' && !name.startsWith('girassol_'),
  )
  return (
    <Card title="Cartão no Kommo" icon={<CardIcon className="size-4.5" />} aside={`nº ${lead.id}`}>
      <p className="text-base font-semibold tracking-tight">{lead.name}</p>
      <p className="mt-0.5 text-sm text-soft">
        {[contact?.name, ...(contact?.phones ?? [])].filter(Boolean).join(' · ')}
      </p>
      <p className="mt-2.5 flex flex-wrap gap-1.5">
        <span data-testid="kommo-status">
          <Chip tone="sky">{lead.statusName ?? String(lead.status ?? '')}</Chip>
        </span>
        {lead.tags.map((tag) => (
          <Chip key={tag}>{tag}</Chip>
        ))}
      </p>
      <MoveCard key={String(lead.status)} cardId={lead.id} status={lead.status ?? null} />
      {fields.length > 0 && (
        <dl className="mt-3 divide-y divide-line border-t border-line text-sm">
          {fields.map(([name, value]) => (
            <div key={name} className="grid grid-cols-[minmax(7rem,0.8fr)_minmax(0,1.4fr)] gap-3 py-1.5">
              <dt className="text-soft">{name}</dt>
              <dd className="font-medium break-words">
                {typeof value === 'boolean' ? (value ? 'Sim' : 'Não') : String(value)}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Card>
  )
}

function Tasks({ tasks }: { tasks: KommoCard['tasks'] }) {
  const clock = useClock()
  if (tasks.length === 0) return null
  return (
    <Card title="Tarefas">
      <ul className="space-y-2 text-sm">
        {tasks.map((task) => (
          <li key={`${task.text}:${task.dueAt}`} className="flex gap-2.5">
            <span
              className={`mt-0.5 grid size-4.5 shrink-0 place-items-center rounded-md border ${task.done ? 'border-leaf bg-leaf-soft text-leaf' : 'border-soft'}`}
            >
              {task.done && <CheckIcon className="size-3.5" />}
            </span>
            <span className="min-w-0">
              <span className="sr-only">{task.done ? 'Feita: ' : 'A fazer: '}</span>
              <span className="break-words">{task.text}</span>
              {task.dueAt && <span className="block text-xs text-soft">até {momentLabel(task.dueAt, clock)}</span>}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Notes({ notes }: { notes: KommoCard['notes'] }) {
  const clock = useClock()
  if (notes.length === 0) return null
  return (
    <Card title="Notas" aside={String(notes.length)}>
      <ul className="space-y-3 text-sm">
        {notes.map((note) => (
          <li key={`${note.at}:${note.text}`} className="border-l-2 border-sun pl-3">
            {note.at && <p className="text-xs text-soft">{momentLabel(note.at, clock)}</p>}
            <p className="break-words whitespace-pre-wrap">{note.text}</p>
          </li>
        ))}
      </ul>
    </Card>
  )
}
