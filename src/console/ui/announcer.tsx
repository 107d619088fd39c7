import { createStore, useStore } from '../state/store.ts'

const spoken = createStore('')

/** Has a screen reader say a sentence, politely. */
export function announce(sentence: string): void {
  spoken.set(sentence)
}

export function Announcer() {
  return (
    <div aria-live="polite" aria-atomic="true" className="sr-only" data-testid="announcer">
      {useStore(spoken)}
    </div>
  )
}
