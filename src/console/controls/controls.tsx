import { AttendantCard } from './attendant-card.tsx'
import { ClockCard } from './clock-card.tsx'
import { FaultsCard } from './faults-card.tsx'
import { ResetButton } from './reset-button.tsx'

/** What moves the sandbox's world: time, the attendant, faults, a fresh start. */
export function Controls({ phone }: { phone: string | null }) {
  return (
    <>
      <ClockCard phone={phone} />
      <AttendantCard phone={phone} />
      <FaultsCard />
      <ResetButton />
    </>
  )
}
