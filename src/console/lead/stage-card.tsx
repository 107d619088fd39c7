import type { Lead, LeadState } from '../api/schema.ts'
import { stageTone } from '../leads/lead-list.tsx'
import { Card, Chip } from '../ui/card.tsx'
import {
  DISQUALIFIED,
  HANDOFFS,
  label,
  MAIN_STAGES,
  OFFERS,
  SHORT_STAGES,
  SILENCES,
  STAGES,
  TEMPERATURES,
} from '../words/labels.ts'
import { ScoreRing } from './score-ring.tsx'

const TEMPERATURE_TONE = { hot: 'rose', warm: 'sun', cold: 'sky' } as const

/** Where the lead stands: stage, score, temperature, and why the agent is silent if it is. */
export function StageCard({ state, name }: { state: LeadState; name: string }) {
  const lead = state.lead ?? null
  const stage = lead?.stage ?? 'new'
  return (
    <Card title={name} aside={lead === null ? 'ainda não escreveu' : undefined}>
      <div className="flex items-center gap-4">
        <ScoreRing score={lead?.score ?? 0} temperature={lead?.temperature ?? 'cold'} />
        <div className="min-w-0 flex-1 space-y-1.5">
          <p className="text-lg leading-tight font-semibold tracking-tight" data-testid="stage" data-stage={stage}>
            {label(STAGES, stage)}
          </p>
          <p className="flex flex-wrap gap-1.5">
            {lead?.temperature && (
              <Chip tone={TEMPERATURE_TONE[lead.temperature]}>{TEMPERATURES[lead.temperature]}</Chip>
            )}
            {lead?.offer && <Chip tone="leaf">{label(OFFERS, lead.offer)}</Chip>}
            {lead && <Reason lead={lead} />}
          </p>
        </div>
      </div>
      <Steps stage={stage} />
    </Card>
  )
}

function Reason({ lead }: { lead: Lead }) {
  if (lead.disqualified) return <Chip tone="rose">{label(DISQUALIFIED, lead.disqualified)}</Chip>
  if (lead.handoff) return <Chip tone="sky">{label(HANDOFFS, lead.handoff)}</Chip>
  if (lead.silence) return <Chip tone="plain">{label(SILENCES, lead.silence)}</Chip>
  return null
}

/** The way of a sale as a line of steps. A stage aside of the way leaves every step empty and shows beneath. */
function Steps({ stage }: { stage: string }) {
  const reached = MAIN_STAGES.findIndex((step) => String(step) === stage)
  return (
    <>
      <ol aria-label="Etapas da venda" className="mt-4 grid grid-cols-6 gap-1">
        {MAIN_STAGES.map((step, index) => (
          <li key={step} aria-current={index === reached ? 'step' : undefined} title={STAGES[step]}>
            <span className={`block h-1.5 rounded-full ${index <= reached ? 'bg-sun' : 'bg-line'}`} />
            <span
              className={`mt-1 hidden truncate text-[0.6875rem] @sm:block ${index === reached ? 'font-semibold text-ink' : 'text-soft'}`}
            >
              {SHORT_STAGES[step] ?? STAGES[step]}
            </span>
            <span className="sr-only">{STAGES[step]}</span>
          </li>
        ))}
      </ol>
      {reached === -1 && (
        <p className="mt-2 text-xs text-soft">
          Fora do caminho da venda: <Chip tone={stageTone(stage)}>{label(STAGES, stage)}</Chip>
        </p>
      )}
    </>
  )
}
