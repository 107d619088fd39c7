import type { Turn } from '../api/schema.ts'
import { Card, Empty } from '../ui/card.tsx'
import { BoltIcon } from '../ui/icons.tsx'
import { askedLabel, label, SAYS } from '../words/labels.ts'
import { whyLabel } from '../words/why.ts'
import { TurnStatus } from './turns-cards.tsx'

/** What the last turn decided to say and ask, and which rules led there. */
export function PlanCard({ turn }: { turn: Turn | null }) {
  return (
    <Card title="Plano" icon={<BoltIcon className="size-4.5" />} aside={turn ? <TurnStatus turn={turn} /> : undefined}>
      {turn ? <Plan turn={turn} /> : <Empty>O que o agente decide dizer, e por quê.</Empty>}
    </Card>
  )
}

export function Plan({ turn }: { turn: Turn }) {
  return (
    <div className="space-y-2.5 text-sm">
      {turn.says.length > 0 ? (
        <ol className="space-y-1">
          {turn.says.map((say, index) => (
            <li key={index} className="flex gap-2">
              <span className="w-4 shrink-0 text-right text-soft">{index + 1}</span>
              <span className="font-medium">{sayText(say, turn.asks)}</span>
            </li>
          ))}
        </ol>
      ) : (
        <p className="text-soft">Não diz nada.</p>
      )}
      {turn.why.length > 0 && (
        <ul className="space-y-0.5 border-l-2 border-line pl-3 text-xs leading-relaxed text-soft">
          {[...new Set(turn.why)].map((why) => (
            <li key={why}>{whyLabel(why)}</li>
          ))}
        </ul>
      )}
    </div>
  )
}

function sayText(say: string, asks: string | null | undefined): string {
  const words = label(SAYS, say)
  return say === 'ask' && asks ? `${words}: ${askedLabel(asks)}` : words
}
