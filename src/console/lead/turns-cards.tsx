import type { Turn } from '../api/schema.ts'
import { Card, Chip, Empty, type Tone } from '../ui/card.tsx'
import { timeOf } from '../words/dates.ts'
import { label, TURN_STATUS } from '../words/labels.ts'
import { useClock } from '../words/use-clock.ts'
import { Plan } from './plan-card.tsx'

const TONES: Record<string, Tone> = {
  committed: 'leaf',
  dropped: 'sun',
  blocked: 'rose',
  failed: 'rose',
  silent: 'plain',
}

export function TurnStatus({ turn }: { turn: Turn }) {
  return <Chip tone={TONES[turn.status] ?? 'plain'}>{label(TURN_STATUS, turn.status)}</Chip>
}

/** What the conversation cost so far, over the turns shown. */
export function CostCard({ turns }: { turns: Turn[] }) {
  const calls = turns.reduce((sum, turn) => sum + turn.modelCalls, 0)
  const cost = turns.reduce((sum, turn) => sum + turn.costUsd, 0)
  const timed = turns.flatMap((turn) => turn.ms ?? [])
  const mean = timed.length > 0 ? timed.reduce((sum, ms) => sum + ms, 0) / timed.length : null
  return (
    <dl className="grid grid-cols-2 gap-2 @md:grid-cols-4">
      <Figure title="Turnos" value={String(turns.length)} />
      <Figure title="Chamadas a modelos" value={String(calls)} />
      <Figure title="Custo" value={usd(cost)} />
      <Figure title="Tempo médio" value={mean === null ? '–' : duration(mean)} />
    </dl>
  )
}

function Figure({ title, value }: { title: string; value: string }) {
  return (
    <div className="flex flex-col-reverse rounded-2xl border border-line bg-surface px-3 py-2.5 shadow-card">
      <dt className="text-xs text-soft">{title}</dt>
      <dd className="text-lg leading-tight font-semibold tracking-tight">{value}</dd>
    </div>
  )
}

/** The last turns, newest first: what was decided, and why a draft was dropped or blocked. */
export function TurnsCard({ turns }: { turns: Turn[] }) {
  const { zone } = useClock()
  if (turns.length === 0)
    return (
      <Card title="Turnos">
        <Empty>Cada resposta do agente aparece aqui, com as regras que levaram a ela.</Empty>
      </Card>
    )
  return (
    <ol className="space-y-3">
      {turns.map((turn) => (
        <li key={turn.id} data-turn={turn.status}>
          <Card title={timeOf(turn.at, zone)} aside={<TurnStatus turn={turn} />}>
            {turn.reason && turn.status === 'blocked' && (
              <p className="mb-2.5 rounded-xl bg-rose-soft px-3 py-2 text-sm text-rose">
                Um rascunho foi barrado antes de sair e reescrito: {turn.reason.split('; ').map(blockedText).join('; ')}
                .
              </p>
            )}
            {turn.reason && turn.status !== 'committed' && turn.status !== 'blocked' && (
              <p className="mb-2.5 rounded-xl bg-sunken px-3 py-2 text-sm">{reasonText(turn.reason)}</p>
            )}
            <Plan turn={turn} />
            <p className="mt-3 flex flex-wrap gap-x-3 text-xs text-soft">
              <span>
                {turn.modelCalls === 0
                  ? 'motor de regras, sem modelo'
                  : `${turn.modelCalls} ${turn.modelCalls === 1 ? 'chamada' : 'chamadas'} a modelos`}
              </span>
              {turn.costUsd > 0 && <span>{usd(turn.costUsd)}</span>}
              {turn.ms != null && <span>{duration(turn.ms)}</span>}
            </p>
          </Card>
        </li>
      ))}
    </ol>
  )
}

const REASONS: Record<string, string> = {
  'the lead wrote meanwhile':
    'O lead escreveu enquanto a resposta era feita: o rascunho foi descartado e o turno recomeçou com tudo.',
  newer_inbound:
    'O lead escreveu enquanto a resposta era feita: o rascunho foi descartado e o turno recomeçou com tudo.',
  takeover: 'Um atendente assumiu a conversa: o agente ficou em silêncio.',
  handoff: 'A conversa está com uma pessoa: o agente ficou em silêncio.',
  opted_out: 'O lead pediu para não ser contatado: o agente ficou em silêncio.',
}

/** What the check held against a draft, by its codes. */
const BLOCKED: Record<string, string> = {
  silence: 'devia ficar em silêncio',
  ungrounded: 'um valor sem fonte',
  booked_without_booking: 'dizia marcado sem reunião',
  promise: 'uma promessa que o playbook não faz',
  personal_data: 'pedia dados pessoais',
  claims_human: 'dizia ser humano',
  machine_text: 'texto de máquina',
  language: 'outra língua',
  questions: 'mais de uma pergunta',
  courtesy: 'pergunta de cortesia',
  known_fact_asked: 'perguntava o que já se sabe',
  emoji: 'emoji fora de hora',
  bubbles: 'balões demais',
  length: 'balão longo demais',
  empty: 'balão vazio',
}

const blockedText = (codes: string) =>
  codes
    .split(', ')
    .map((code) => label(BLOCKED, code))
    .join(', ')

const reasonText = (reason: string) => REASONS[reason] ?? reason.replaceAll('_', ' ')

function usd(value: number): string {
  const digits = value > 0 && value < 0.1 ? 4 : 2
  return value.toLocaleString('pt-BR', {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
}

function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  return `${(ms / 1000).toLocaleString('pt-BR', { maximumFractionDigits: 1 })} s`
}
