import { useMutation } from '@tanstack/react-query'
import { z } from 'zod'
import { postJson } from '../api/http.ts'
import { queryClient } from '../api/queries.ts'
import { label } from '../words/labels.ts'

/** The pipeline's statuses by their slugs. */
const STATUSES: Record<string, string> = {
  novo_lead: 'Novo lead',
  em_qualificacao: 'Em qualificação',
  qualificado: 'Qualificado',
  reuniao_agendada: 'Reunião agendada',
  reuniao_realizada: 'Reunião realizada',
  em_negociacao: 'Em negociação',
  atendimento_humano: 'Atendimento humano',
  nao_qualificado: 'Não qualificado',
  sem_resposta: 'Sem resposta',
  ganho: 'Ganho',
  perdido: 'Perdido',
}

interface MoveCardProps {
  cardId: string | number
  status: string | number | null
}

/** Moves the card as somebody of the sales team would in Kommo; its webhook tells the agent. */
export function MoveCard({ cardId, status }: MoveCardProps) {
  const move = useMutation({
    networkMode: 'always',
    mutationFn: (to: string) => postJson(`/sandbox/kommo/leads/${cardId}/move`, { status: to }, z.unknown()),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['state'] }),
  })
  const current = String(status ?? '')
  return (
    <label className="mt-3 flex items-center gap-3 text-sm">
      <span className="text-soft">Mover para</span>
      <select
        value={move.isPending ? move.variables : current}
        disabled={move.isPending}
        onChange={(event) => move.mutate(event.target.value)}
        className="h-9 min-w-0 flex-1 rounded-xl border border-line bg-raised px-2"
      >
        {!(current in STATUSES) && <option value={current}>{label({}, current)}</option>}
        {Object.entries(STATUSES).map(([slug, name]) => (
          <option key={slug} value={slug}>
            {name}
          </option>
        ))}
      </select>
      {move.isError && (
        <span role="alert" className="text-rose">
          Não foi.
        </span>
      )}
    </label>
  )
}
