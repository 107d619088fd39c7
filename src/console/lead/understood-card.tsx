import type { Understood } from '../api/schema.ts'
import { Card, Chip, Empty } from '../ui/card.tsx'
import { ChatIcon } from '../ui/icons.tsx'
import { momentLabel } from '../words/dates.ts'
import { factText } from '../words/fact-value.ts'
import { actLabel, FACTS, HANDOFFS, label } from '../words/labels.ts'
import { useClock } from '../words/use-clock.ts'

const TOPICS: Record<string, string> = {
  price: 'preço',
  warranty: 'garantia',
  how_it_works: 'como funciona',
  robot: 'se é um robô',
  who: 'quem é a empresa',
  saving: 'economia',
  installation: 'instalação',
  financing: 'financiamento',
}

/** What was understood of the lead's last message. */
export function UnderstoodCard({ understood }: { understood: Understood | null }) {
  return (
    <Card
      title="Entendeu"
      icon={<ChatIcon className="size-4.5" />}
      aside={understood ? 'da última mensagem' : undefined}
    >
      {understood ? (
        <Understanding understood={understood} />
      ) : (
        <Empty>Aqui aparece o que foi entendido da última mensagem.</Empty>
      )}
    </Card>
  )
}

function Understanding({ understood }: { understood: Understood }) {
  const facts = Object.entries(understood.facts)
  return (
    <div className="space-y-2.5 text-sm" data-testid="understood">
      {understood.text !== '' && (
        <blockquote className="line-clamp-3 border-l-2 border-sun pl-3 whitespace-pre-wrap text-soft italic">
          {understood.text}
        </blockquote>
      )}
      <p className="flex flex-wrap gap-1.5">
        {understood.acts.map((act) => (
          <Chip key={act} tone={act.startsWith('object') ? 'rose' : 'sun'}>
            {actLabel(act)}
          </Chip>
        ))}
        {understood.topics?.map((topic) => (
          <Chip key={topic} tone="sky">
            sobre {label(TOPICS, topic)}
          </Chip>
        ))}
        {understood.triggers?.map((trigger) => (
          <Chip key={trigger} tone="rose">
            {label(HANDOFFS, trigger)}
          </Chip>
        ))}
        {understood.choice != null && <Chip tone="leaf">opção {understood.choice}</Chip>}
        {understood.noInterest && <Chip tone="rose">sem interesse</Chip>}
      </p>
      {facts.length > 0 && (
        <ul className="space-y-1">
          {facts.map(([name, fact]) => (
            <li key={name}>
              <span className="text-soft">{label(FACTS, name)}: </span>
              <span className="font-medium">{factText(name, fact.value)}</span>
            </li>
          ))}
        </ul>
      )}
      {understood.time && <WishedTime time={understood.time} />}
      {!understood.complete && (
        <p className="text-xs text-soft">Uma parte da mensagem ficou em aberto para o modelo.</p>
      )}
    </div>
  )
}

function WishedTime({ time }: { time: NonNullable<Understood['time']> }) {
  const clock = useClock()
  const parts = [time.from, time.to].flatMap((at) => (at ? [at.includes('T') ? momentLabel(at, clock) : at] : []))
  const need = time.need === 'day' ? ' (falta o dia)' : time.need === 'time' ? ' (falta a hora)' : ''
  if (parts.length === 0 && need === '' && !time.date) return null
  return (
    <p>
      <span className="text-soft">Horário: </span>
      <span className="font-medium">
        {parts.length > 0
          ? parts.join(time.kind === 'ambiguous' ? ' ou ' : ' até ')
          : (time.date ?? time.clockFrom ?? '')}
        {need}
      </span>
    </p>
  )
}
