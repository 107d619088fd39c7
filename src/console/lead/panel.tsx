import { useLeadState } from '../api/queries.ts'
import { usePushName } from '../phone/phone.tsx'
import { Empty } from '../ui/card.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { AgendaCards } from './agenda-cards.tsx'
import { FactsCard } from './facts-card.tsx'
import { KommoCards } from './kommo-cards.tsx'
import { PlanCard } from './plan-card.tsx'
import { StageCard } from './stage-card.tsx'
import { CostCard, TurnsCard } from './turns-cards.tsx'
import { UnderstoodCard } from './understood-card.tsx'

/** Everything the company's side knows of one lead, as it grows. */
export function LeadPanel({ phone }: { phone: string }) {
  const { data: state, isError, isPending } = useLeadState(phone)
  const name = usePushName(phone)
  if (!state) {
    if (isPending && !isError) return <Empty>Abrindo a ficha…</Empty>
    return <Empty>Não consegui ler a ficha deste lead. Ela volta assim que o servidor responder.</Empty>
  }
  const tabs = [
    {
      id: 'lead',
      title: 'Ficha',
      body: (
        <>
          <StageCard state={state} name={name} />
          <FactsCard lead={state.lead ?? null} />
          <UnderstoodCard understood={state.understanding ?? null} />
          <PlanCard turn={state.turns[0] ?? null} />
        </>
      ),
    },
    {
      id: 'turns',
      title: 'Decisões',
      body: (
        <>
          <CostCard turns={state.turns} />
          <TurnsCard turns={state.turns} />
        </>
      ),
    },
    { id: 'agenda', title: 'Agenda', body: <AgendaCards state={state} /> },
    { id: 'kommo', title: 'Kommo', body: <KommoCards card={state.kommo ?? null} /> },
  ]
  return <Tabs label={`Lado da empresa: ${name}`} tabs={tabs} />
}
