import { useMutation } from '@tanstack/react-query'
import { z } from 'zod'
import { postJson } from '../api/http.ts'
import { createStore, useStore } from '../state/store.ts'
import { Chip } from '../ui/card.tsx'
import { BoltIcon, ChevronIcon } from '../ui/icons.tsx'

interface Fault {
  id: string
  title: string
  hint: string
  system: 'evolution' | 'kommo'
  fault: { status?: number; latencyMs?: number; duplicateRate?: number }
}

const FAULTS: Fault[] = [
  {
    id: 'down',
    title: 'WhatsApp fora do ar',
    hint: 'A Evolution responde 503.',
    system: 'evolution',
    fault: { status: 503 },
  },
  {
    id: 'slow',
    title: 'WhatsApp lento',
    hint: 'Três segundos a cada chamada.',
    system: 'evolution',
    fault: { latencyMs: 3000 },
  },
  {
    id: 'twice',
    title: 'Mensagens em dobro',
    hint: 'Metade dos avisos chega duas vezes.',
    system: 'evolution',
    fault: { duplicateRate: 0.5 },
  },
  { id: 'kommo', title: 'Kommo fora do ar', hint: 'O CRM responde 503.', system: 'kommo', fault: { status: 503 } },
]

/** Outlives the card, which is not always on screen. */
const active = createStore<string[]>([])

/** Forgets what was switched on, after the sandbox began anew. */
export function forgetFaults(): void {
  active.set([])
}

/** Faults of the outside world, switched on and off: nothing may be lost or doubled by them. */
export function FaultsCard() {
  const on = useStore(active)
  const toggle = useMutation({
    networkMode: 'always',
    mutationFn: async (id: string) => {
      const next = on.includes(id) ? on.filter((other) => other !== id) : [...on, id]
      await postJson(
        '/sandbox/faults',
        { evolution: faultsOf('evolution', next), kommo: faultsOf('kommo', next) },
        z.unknown(),
      )
      return next
    },
    onSuccess: (next) => active.set(next),
  })
  return (
    <details className="group rounded-2xl border border-line bg-surface px-4 py-3 shadow-card max-lg:open:pb-4">
      <summary className="flex min-h-7 list-none items-center gap-2 rounded-lg [&::-webkit-details-marker]:hidden">
        <BoltIcon className="size-4.5 text-sun-ink" />
        <h3 className="text-[0.9375rem] font-semibold tracking-tight">Falhas</h3>
        <span className="ml-auto flex items-center gap-2 text-soft">
          {on.length > 0 && <Chip tone="rose">{on.length === 1 ? '1 ligada' : `${on.length} ligadas`}</Chip>}
          <ChevronIcon className="size-4 transition-transform group-open:rotate-180" />
        </span>
      </summary>
      <ul className="mt-2 space-y-1">
        {FAULTS.map(({ id, title, hint }) => (
          <li key={id}>
            <label className="-mx-2 flex cursor-pointer items-center gap-3 rounded-xl px-2 py-1.5 hover:bg-sun-soft">
              <span className="flex-1 text-sm leading-tight">
                <span className="font-medium">{title}</span>
                <span className="block text-xs text-soft">{hint}</span>
              </span>
              <input
                type="checkbox"
                role="switch"
                aria-checked={on.includes(id)}
                checked={on.includes(id)}
                disabled={toggle.isPending}
                onChange={() => toggle.mutate(id)}
                className="switch"
              />
            </label>
          </li>
        ))}
      </ul>
      {toggle.isError && (
        <p role="alert" className="mt-2 text-sm text-rose">
          Não mudou: {toggle.error.message}
        </p>
      )}
    </details>
  )
}

/** The whole state of one system, so that switching one fault off leaves the others on; `{}` ends them all. */
function faultsOf(system: Fault['system'], on: string[]): Fault['fault'] {
  return Object.assign(
    {},
    ...FAULTS.filter((one) => one.system === system && on.includes(one.id)).map((one) => one.fault),
  )
}
