import { AttendantCard } from './attendant-card.tsx'
import { ClockCard } from './clock.tsx'
import { FaultsCard } from './faults-card.tsx'
import { ResetButton } from './reset-button.tsx'

/** What moves the sandbox's world: time (in the top bar where there is room for it), the attendant, faults, a fresh start. */
export function Controls({ phone }: { phone: string | null }) {
  return (
    <>
      <div className="lg:hidden">
        <ClockCard phone={phone} />
      </div>
      <AttendantCard phone={phone} />
      <FaultsCard />
      <ResetButton />
    </>
  )
}
